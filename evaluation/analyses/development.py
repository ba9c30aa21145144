"""Which feedback led somewhere, and which development actions are agreed, done, told back?"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.analyses.participants import counts
from evaluation.analyses.sets import UNKNOWN
from evaluation.analyses.study import Study
from evaluation.findings import Finding, Statement

PARTICULARS = (
    "level",
    "content_or_structure",
    "owner_role",
    "agreed_on",
    "due_on",
    "done_on",
    "told_back_on",
    "result",
)
FEEDBACK = "feedback"
"""All pieces of feedback, which both of its tables count."""
STAGES = ("agreed", "done", "told-back")
LED_TO = ("action-told-back", "action-done", "action-agreed", "no-action")


def analyse(study: Study) -> Iterator[Finding]:
    """Two findings: actions by stage with their texts (private until approved), and feedback."""
    if study.observations is None:
        return
    actions, feedback = study.observations.actions, study.observations.feedback
    stage = _stage(actions)
    yield Finding(
        "development",
        "actions",
        tables=(counts("stage", stage, STAGES),),
        statements=tuple(
            _statement(row, number) for number, row in enumerate(actions.to_dict("records"), 1)
        ),
    )
    stage_of = dict(zip(zip(actions["office"], actions["action"], strict=True), stage, strict=True))
    linked = zip(feedback["office"], feedback["action"], strict=True)
    led_to = pd.Series(
        [f"action-{stage_of[key]}" if key in stage_of else "no-action" for key in linked],
        dtype="object",
    )
    dimensions = [c.id for c in study.framework.code_lists["participation-dimensions"].codes]
    yield Finding(
        "development",
        "feedback",
        tables=(
            counts("dimension", feedback["dimension"], [*dimensions, UNKNOWN], FEEDBACK),
            counts("led-to", led_to, LED_TO, FEEDBACK),
        ),
    )


def _stage(actions: pd.DataFrame) -> pd.Series:
    stage = pd.Series("agreed", index=actions.index, dtype="object")
    stage[actions["done_on"].notna()] = "done"
    stage[actions["told_back_on"].notna()] = "told-back"
    return stage


def _statement(row: dict, number: int) -> Statement:  # type: ignore[type-arg]
    return Statement(
        # The office's own code of an action is free text: it stays here.
        key=f"{row['office']}/{number}",
        origin=_words(row["origin"]),
        text=_words(row["text"]),
        particulars=tuple((name, _words(row[name])) for name in PARTICULARS),
    )


def _words(value: object) -> str:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
