"""Numbers, dates and periods as they are written in Finnish and in English."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from evaluation.disclosure import ShownCount, ShownEstimate, ShownTable, decimals
from evaluation.errors import BadInput
from evaluation.report.words import Words

NO_BREAK = "\u00a0"
NARROW = "\u202f"
MINUS = "\u2212"
DASH = "\u2013"
TIED_DASH = f"{DASH}\u2060"
"""A dash after which a line does not break."""
EMPTY = DASH
SHARES_FROM = 100
"""Smallest total that shares are told of: of 25 shown as 10 and 15, the parts may be 14 and 11."""


def number(value: float | None, words: Words, digits: int = 1, signed: bool = False) -> str:
    """Write a number: decimal comma or point, true minus sign, thousands apart.

    Parameters
    ----------
    value : float or None
        None is written as a dash.
    words : Words
        The language.
    digits : int
        Decimals, rounded half to even.
    signed : bool
        Write ``+`` before what is above zero.

    Raises
    ------
    ValueError
        When the value is not a finite number.
    """
    if value is None:
        return EMPTY
    if not math.isfinite(value):
        raise ValueError("Only finite numbers can be written.")
    text = f"{abs(value):,.{digits}f}".replace(",", NARROW)
    if words.language == "fi":
        text = text.replace(".", ",")
    if not any(c in "123456789" for c in text):
        return text
    return f"{MINUS if value < 0 else '+' if signed else ''}{text}"


def percent(share: float | None, words: Words) -> str:
    """Write a share in [0, 1] as whole per cents: ``62 %`` in Finnish, ``62%`` in English."""
    if share is None:
        return EMPTY
    space = NO_BREAK if words.language == "fi" else ""
    return f"{number(100 * share, words, digits=0)}{space}%"


def interval(
    lower: float, upper: float, words: Words, digits: int = 1, signed: bool = False
) -> str:
    """Write two bounds: ``1,6–2,7``, with spaces around the dash when a bound has a sign.

    In English ``1.6 to 2.7``. The line is never broken within.
    """
    low, high = (number(bound, words, digits, signed) for bound in (lower, upper))
    return _between(low, high, words)


def _between(low: str, high: str, words: Words) -> str:
    if words.language == "en":
        return f"{low}{NO_BREAK}to{NO_BREAK}{high}"
    signs = {low[0], high[0]} & {MINUS, "+"}
    return f"{low}{f'{NO_BREAK}{TIED_DASH}{NO_BREAK}' if signs else TIED_DASH}{high}"


def count(n: int, words: Words) -> str:
    """Write a released count."""
    return number(n, words, digits=0)


def persons_text(estimate: ShownEstimate | None, words: Words) -> str:
    """Write how many persons an estimate rests on; a dash where that is not shown."""
    return EMPTY if estimate is None or estimate.n is None else count(estimate.n, words)


def part_text(part: ShownCount, words: Words) -> str:
    """Write a part of a table: ``≤9`` where hidden, ``≥120`` where offices' parts are hidden.

    What every office of a region hides may be as many times as large: ``≤49``.
    """
    if part.n is not None:
        return f"{'≥' if part.at_least else ''}{count(part.n, words)}"
    return EMPTY if part.at_most is None else f"≤{part.at_most}"


def part_cells(shown: ShownTable | None, keys: Sequence[str], words: Words) -> list[str]:
    """Write parts of a table as cells of a row; of a withheld table why it is, then dashes."""
    parts = {part.key: part for part in shown.parts} if shown else {}
    said = [part_text(parts[key], words) if key in parts else EMPTY for key in keys]
    return [why_untold(shown, words) or said[0], *said[1:]]


def has_gaps(shown: ShownTable) -> bool:
    """Whether of some part nothing is told, not even that it is small."""
    return any(part.n is None and part.at_most is None for part in shown.parts)


def is_untold(shown: ShownTable) -> bool:
    """Whether nothing is told of any of a table's parts, not even that it is small."""
    nothing = all(part.n is None and part.at_most is None for part in shown.parts)
    return shown.hidden is not None or (bool(shown.parts) and nothing)


def why_untold(shown: ShownTable | None, words: Words) -> str:
    """Say in a few words why nothing is told of a table; empty where something is."""
    if shown is None or not is_untold(shown):
        return ""
    if shown.hidden is None:  # a region's: its offices withhold theirs
        return words("numbers.offices-protected")
    return words(f"hidden.{shown.hidden}.short")


def share_of(shown: ShownTable | None, key: str) -> float | None:
    """Which share a part is, where rounding leaves it near enough to the true one to be told."""
    return None if shown is None or shown.total < SHARES_FROM else shown.share(key)


def about(n: int | None, words: Words) -> str:
    """Write a rounded count in a sentence: ``about 60``, ``at most 7``."""
    if n is None:
        return words("numbers.at-most", n=words.policy.fewest - 1)
    return words("numbers.about", n=count(n, words))


def about_part(part: ShownCount, words: Words) -> str:
    """Write a part of a table in a sentence: ``about 60``, ``at least 60``, ``at most 7``."""
    if part.n is not None:
        n = count(part.n, words)
        return words("numbers.at-least" if part.at_least else "numbers.about", n=n)
    if part.at_most is None:
        return words("numbers.not-shown")
    return words("numbers.at-most", n=part.at_most)


def total(table: ShownTable, words: Words) -> str:
    """Write a table's total: ``at least 120`` where a part is hidden, ``about 120`` otherwise."""
    if table.total == 0:
        return why_untold(table, words) or words("numbers.too-few")
    n = number(table.total, words, digits=0)
    return words("numbers.at-least" if table.at_least else "numbers.about", n=n)


def hidden_reason(estimate: ShownEstimate, words: Words) -> str:
    """Say plainly why a number is not shown."""
    return words(f"hidden.{estimate.hidden}.short")


def value_text(estimate: ShownEstimate | None, words: Words, signed: bool = False) -> str:
    """Write an estimate's value without its interval, or why it is hidden.

    A difference of shares is in percentage points.
    """
    if estimate is None:
        return EMPTY
    if estimate.value is None:
        return hidden_reason(estimate, words)
    if estimate.unit == "share-difference":
        return number(100 * estimate.value, words, 0, signed)
    if estimate.unit == "share":
        return percent(estimate.value, words)
    return in_unit(estimate.value, estimate, words, signed)


def interval_text(estimate: ShownEstimate | None, words: Words, signed: bool = False) -> str:
    """Write an estimate's interval, or a dash where it is hidden."""
    if estimate is None or estimate.lower is None or estimate.upper is None:
        return EMPTY
    if estimate.unit == "share-difference":
        return interval(100 * estimate.lower, 100 * estimate.upper, words, 0, signed)
    if estimate.unit == "share":
        low = number(100 * estimate.lower, words, 0)
        return f"{low}{TIED_DASH}{percent(estimate.upper, words)}"
    low, high = (in_unit(x, estimate, words, signed) for x in (estimate.lower, estimate.upper))
    return _between(low, high, words)


def in_unit(value: float, estimate: ShownEstimate, words: Words, signed: bool = False) -> str:
    """Write a number of an estimate's unit with no more decimals than the estimate has."""
    digits = decimals(value, estimate.step)
    return number(value, words, digits, signed)


def estimate_text(estimate: ShownEstimate | None, words: Words, signed: bool = False) -> str:
    """Write an estimate in a sentence: ``2,1 pistettä (väli 1,6–2,7)``."""
    if estimate is None or estimate.value is None:
        return value_text(estimate, words)
    return words(
        f"numbers.estimate.{estimate.unit}",
        value=value_text(estimate, words, signed),
        interval=interval_text(estimate, words, signed),
    )


def month(year_month: str, words: Words) -> str:
    """Write ``2007-10`` as ``lokakuu 2007`` or ``October 2007``; empty as "not known"."""
    if not year_month:
        return words("numbers.not-known")
    day = _day(f"{year_month}-01")
    return f"{words(f'months.{day.month}')}{NO_BREAK}{day.year}"


def period(first: str, last: str, words: Words) -> str:
    """Write two months as a period."""
    if first == last:
        return month(first, words)
    return f"{month(first, words)} {DASH} {month(last, words)}"


def day(iso: str, words: Words) -> str:
    """Write an ISO date as ``1.10.2007`` or ``1 October 2007``; empty stays empty.

    Raises
    ------
    BadInput
        When it is no ISO date.
    """
    if not iso:
        return ""
    found = _day(iso[:10])
    if words.language == "fi":
        return f"{found.day}.{found.month}.{found.year}"
    return f"{found.day}{NO_BREAK}{words(f'months.{found.month}')}{NO_BREAK}{found.year}"


def _day(iso: str) -> date:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        raise BadInput("A date in the release is not in the form YYYY-MM-DD.") from None
