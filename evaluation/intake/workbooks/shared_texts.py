"""Excel's shared texts: every different text once, cells point to them by number."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

import numpy as np

from evaluation.intake.workbooks.markup import pass_over, tags_of

ITEM = re.compile(rb"<(?:\w+:)?si[\s/>]")


def sizes_of(texts: bytes) -> np.ndarray[Any, Any]:
    """Return how many bytes each text takes as it is written, shape (n_texts,).

    Raises
    ------
    Refused
        When the texts declare anything, or one is longer than a cell may be.
    xml.parsers.expat.ExpatError
        When they are cut or not well-formed. The reader of values takes much that is not, and
        would give other texts for it.
    """
    for tags in tags_of(texts):
        pass_over(texts, tags)
    expat.ParserCreate().Parse(texts, True)
    begins = np.fromiter((item.start() for item in ITEM.finditer(texts)), dtype=np.int64)
    return np.diff(begins, append=len(texts))
