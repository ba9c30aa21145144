"""What a column of the form accepts, and the note beside its cells.

The checks of a spreadsheet are a help while typing. Pasting passes them, so intake reads every cell
again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from evaluation.collection.choices import choices_of
from evaluation.collection.limits import bounds_of, indicators_of, is_planned
from evaluation.collection.lists import RESPONDENT, list_name
from evaluation.collection.words import day, header_of, meaning_of, number, say, word_for
from evaluation.contract import FIRST_DAY, LAST_PLANNED_DAY, Column, Table
from evaluation.framework.model import Framework, Language

# Excel calls a file with longer notes damaged (ECMA-376, CT_DataValidation).
LONGEST_TITLE, LONGEST_NOTE, LONGEST_REFUSAL, LONGEST_FORMULA = 32, 255, 225, 255

LAST_ROW = 1_048_576
# Stands for "no bound" where Excel asks for one: the largest whole number that it keeps exactly.
WIDE = 999_999_999_999_999.0


@dataclass(frozen=True, slots=True)
class Rule:
    """What a column accepts (Excel's own terms), what it asks for, what it says when refusing."""

    hint: str
    refusal: str = ""
    type: str | None = None
    operator: str | None = None
    formula1: str | None = None
    formula2: str | None = None


@dataclass(frozen=True, slots=True)
class Of:
    """A column, and what its rule depends on."""

    framework: Framework
    table: Table
    column: Column
    language: Language

    def letter(self, name: str) -> str:
        """Letter of another column of the same table."""
        names = [column.name for column in self.table.columns]
        return get_column_letter(names.index(name) + 1)


def check_of(of: Of) -> DataValidation:
    """Check and note of all cells below a column's header."""
    rule = RULES[_kind(of)](of)
    column, language = of.column, of.language
    need = say("hint.must" if column.required else "hint.may", language)
    note = " ".join(filter(None, (meaning_of(of.table, column).say(language), rule.hint, need)))
    check = DataValidation(
        type=rule.type,  # type: ignore[arg-type]
        operator=rule.operator,  # type: ignore[arg-type]
        formula1=rule.formula1,
        formula2=rule.formula2,
        allow_blank=True,
        showInputMessage=True,
        promptTitle=header_of(column, language),
        prompt=note,
    )
    if rule.type:
        check.showErrorMessage = True
        check.errorTitle = say("refusal.title", language)
        check.error = rule.refusal
    letter = of.letter(column.name)
    check.add(f"{letter}2:{letter}{LAST_ROW}")
    return check


def _kind(of: Of) -> str:
    """Which of the rules a column follows."""
    if choices_of(of.framework, of.table, of.column, of.language):
        return "list"
    if of.column.name == "value" and indicators_of(of.framework, of.table):
        return "scale"
    return of.column.kind


def _free(of: Of) -> Rule:
    return Rule(hint="")


def _list(of: Of) -> Rule:
    name = list_name(of.table, of.column)
    who = [column.name for column in of.table.columns if column.words == RESPONDENT.words]
    choices = choices_of(of.framework, of.table, of.column, of.language)
    respondents = dict.fromkeys(c.respondent for c in choices if c.respondent)
    if not who or not respondents:
        hint = say("hint.list", of.language)
        return Rule(hint, say("refusal.list", of.language), "list", formula1=name)
    formula = name
    for respondent in respondents:
        word = word_for(RESPONDENT, respondent).say(of.language)
        own = list_name(of.table, of.column, respondent)
        formula = f'IF(${of.letter(who[0])}2="{word}",{own},{formula})'
    hint = say("hint.respondent-first", of.language)
    return Rule(hint, say("refusal.list", of.language), "list", formula1=formula)


def _scale(of: Of) -> Rule:
    """Accept what lies on the scale of the row's own indicator; on any scale until one is chosen.

    ``SUMPRODUCT`` and not ``SUMIFS``, which takes signs such as ``?`` in a name for wildcards.
    """
    indicator = of.table.column("indicator")
    part = {p: list_name(of.table, indicator, p) for p in ("", "who", "low", "high")}
    row = f"({part['']}=${of.letter('indicator')}2)"
    if any(column.name == "respondent" for column in of.table.columns):
        row += f"*({part['who']}=${of.letter('respondent')}2)"

    def own(bound: str, widest: str) -> str:
        return f"IF(SUMPRODUCT({row}*1)=0,{widest}({bound}),SUMPRODUCT({row}*{bound}))"

    where = say("form.choices", of.language)
    return Rule(
        say("hint.scale", of.language, choices=where),
        say("refusal.value", of.language, choices=where),
        "decimal",
        "between",
        own(part["low"], "MIN"),
        own(part["high"], "MAX"),
    )


def _date(of: Of) -> Rule:
    ahead = is_planned(of.table, of.column)
    today = say("refusal.today", of.language)
    refusal = say(
        "refusal.date",
        of.language,
        low=day(FIRST_DAY, of.language),
        high=day(LAST_PLANNED_DAY, of.language) if ahead else today,
    )
    last = (
        f"DATE({LAST_PLANNED_DAY.year},{LAST_PLANNED_DAY.month},{LAST_PLANNED_DAY.day})"
        if ahead
        else "TODAY()"
    )
    first = f"DATE({FIRST_DAY.year},{FIRST_DAY.month},{FIRST_DAY.day})"
    return Rule(say("hint.date", of.language), refusal, "date", "between", first, last)


def _number(of: Of) -> Rule:
    return _between(of, "number", "decimal")


def _integer(of: Of) -> Rule:
    return _between(of, "integer", "whole")


def _between(of: Of, words: str, type: str) -> Rule:
    bounds = bounds_of(of.framework, of.table, of.column)
    low = -WIDE if bounds.low is None else bounds.low
    high = WIDE if bounds.high is None else bounds.high
    said = {"low": number(low, of.language), "high": number(high, of.language)}
    bounded = bounds.low is not None and bounds.high is not None
    return Rule(
        say(f"hint.{words}", of.language, **said) if bounded else "",
        say(f"refusal.{words}", of.language, **said),
        type,
        "between",
        f"{low:.15g}",
        f"{high:.15g}",
    )


RULES: Mapping[str, Callable[[Of], Rule]] = {
    "list": _list,
    "scale": _scale,
    "date": _date,
    "number": _number,
    "integer": _integer,
    "client": _free,
    "worker": _free,
    "text": _free,
    "truth": _free,
    "code": _free,
}
