"""What a drop-down list offers: texts that an office can read, and that intake reads back.

A text is offered only when it can mean one thing. Two indicators of one respondent with the same
name are offered by their codes instead.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluation.collection.limits import indicators_of
from evaluation.collection.words import word_for
from evaluation.contract import INDICATORS, MISSING, Column, Table
from evaluation.errors import TheoryError
from evaluation.framework.model import CodeList, Framework, Indicator, Language


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a drop-down list.

    ``text`` is what the office chooses; ``code`` what it means. Of an indicator also who answers
    it (``client``, ``worker``, or ``""`` where nobody is asked), its range, unit and question.
    """

    text: str
    code: str
    respondent: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    question: str = ""


def choices_of(
    framework: Framework, table: Table, column: Column, language: Language
) -> tuple[Choice, ...]:
    """Choices of a column in a language; none where the office writes freely.

    Raises
    ------
    TheoryError
        When the framework lacks a code list of the contract, or two of its entries cannot be told
        apart by any of their words.
    """
    if column.words:
        codes = dict.fromkeys(column.words.values())
        return tuple(Choice(word_for(column, code).say(language), code) for code in codes)
    if column.codes == INDICATORS:
        return indicator_choices(indicators_of(framework, table), language)
    if column.codes is None:
        return ()
    if column.codes not in framework.code_lists:
        raise TheoryError(
            f"The framework lacks the code list '{column.codes}' that the data contract needs."
            " Add it to data/framework/code_lists.yaml."
        )
    return code_choices(framework.code_lists[column.codes], language)


def code_choices(codes: CodeList, language: Language) -> tuple[Choice, ...]:
    """Choices of a code list in its own order: the label, or the id where the label is unclear."""
    spoken = [(c.id, c.label.fi, c.label.en, *c.aliases) for c in codes.codes]
    return tuple(
        Choice(_clear((code.label.say(language), code.id), spoken, at), code.id)
        for at, code in enumerate(codes.codes)
    )


def indicator_choices(indicators: Sequence[Indicator], language: Language) -> tuple[Choice, ...]:
    """Choices of indicators, one respondent's after another's, each in the framework's order.

    Two respondents may have an indicator of the same name: the row says who answered.
    """
    choices: list[Choice] = []
    for respondent in dict.fromkeys(i.reading.respondent for i in indicators):
        mine = [i for i in indicators if i.reading.respondent == respondent]
        spoken = [_words(i) for i in mine]
        for at, indicator in enumerate(mine):
            own = (indicator.label.say(language), indicator.reading.code or "", indicator.id)
            choices.append(
                Choice(
                    text=_clear(own, spoken, at),
                    code=indicator.id,
                    respondent=respondent or "",
                    low=indicator.low,
                    high=indicator.high,
                    unit=indicator.unit.say(language),
                    question=indicator.question.say(language) if indicator.question else "",
                )
            )
    return tuple(choices)


def _words(indicator: Indicator) -> tuple[str, ...]:
    label = indicator.label
    return (indicator.reading.code or "", indicator.id, label.fi, label.en)


def _clear(texts: Iterable[str], spoken: Sequence[Sequence[str]], own: int) -> str:
    """First of the texts that no other entry goes by, and that does not mean an empty cell."""
    others = {_folded(word) for word in MISSING}
    others |= {_folded(word) for at, words in enumerate(spoken) if at != own for word in words}
    for text in texts:
        if _folded(text) not in others:
            return text
    raise TheoryError(
        f"No word of '{spoken[own][0]}' means it alone, so no form can offer it."
        " Give it a name of its own in data/framework."
    )


def _folded(text: str) -> str:
    """One spelling for comparing: capitals, ``_`` for a space and invisible signs do not count."""
    composed = unicodedata.normalize("NFC", text).casefold().replace("_", " ")
    visible = "".join(c for c in composed if unicodedata.category(c) != "Cf")
    return " ".join(visible.split())
