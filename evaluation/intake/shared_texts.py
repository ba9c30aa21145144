"""Excel's shared texts: every different text once, cells point to them by number."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from evaluation.intake.archive import Refused
from evaluation.intake.catalogue import UNREADABLE
from evaluation.intake.markup import pass_over, tags_of

ITEM = re.compile(rb"<(?:\w+:)?si[\s/>]")
END = re.compile(rb"(?:</(?:\w+:)?sst\s*>|<(?:\w+:)?sst\b[^<>]*/>)\s*\Z")
TAIL = 4096


def sizes_of(texts: bytes) -> np.ndarray[Any, Any]:
    """Return how many bytes each text takes as it is written, shape (n_texts,).

    Raises
    ------
    Refused
        When the texts are cut, declare anything, or one is longer than a cell may be.
    """
    if not END.search(texts[-TAIL:]):
        raise Refused(UNREADABLE)
    for tags in tags_of(texts):
        pass_over(texts, tags)
    begins = np.fromiter((item.start() for item in ITEM.finditer(texts)), dtype=np.int64)
    return np.diff(begins, append=len(texts))
