"""Refused rows: where each stands in what the office sent, and why. No value of the row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from evaluation.framework.model import Language
from evaluation.intake.catalogue import RULES
from evaluation.observations import Problem

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("office", "file", "sheet", "table", "row", "reasons")


def refused_rows(problems: Iterable[Problem], language: Language = "en") -> pd.DataFrame:
    """Put the problems that refuse a row together, row by row.

    Parameters
    ----------
    problems : iterable of Problem
    language : {"fi", "en"}
        Language of the reasons.

    Returns
    -------
    DataFrame
        ``office``, ``file``, ``sheet``, ``table``, ``row`` (as a spreadsheet numbers it; the header
        is row 1) and ``reasons`` (each with its column, by ``;``); a row for each refused row.
    """
    import pandas as pd

    rows: dict[tuple[Any, ...], list[str]] = {}
    for p in problems:
        if p.severity != "refuses row":
            continue
        what = RULES[p.rule].what.say(language) if p.rule in RULES else p.rule
        reason = f"{p.column}: {what}" if p.column else what
        rows.setdefault((p.office, p.file, p.sheet, p.table, p.row), []).append(reason)
    told = [(*place, "; ".join(dict.fromkeys(reasons))) for place, reasons in rows.items()]
    return pd.DataFrame(told, columns=list(COLUMNS))
