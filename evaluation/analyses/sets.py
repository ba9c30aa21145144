"""Names of the sets of clients that numbers rest on, and what a reader knows of these sets.

Two numbers about one set, or about a set and its part, narrow each other. Each set that the words
of a page tell of has one name, made of ids of the theory, so that the door can hold such numbers
together; within one scope a name is one set.
"""

from __future__ import annotations

from evaluation.findings import MINUS
from evaluation.framework import CHANGE, Condition, Configuration, Framework, Indicator
from evaluation.membership import BASELINE, FOLLOW_UP

Union = tuple[str, tuple[str, ...]]
"""A set, and the sets that make it up without overlap."""

CLIENTS = "clients"
FOLLOWED_UP, MIDWAY_ONLY, BASELINE_ONLY, NO_BASELINE = (
    "followed-up",
    "midway-only",
    "baseline-only",
    "no-baseline",
)
"""The last occasion on which a client answered anything."""
LOST = "lost"
IN, OUTSIDE, UNKNOWN = PLACES = ("in", "outside", "unknown")
"""Where a client stands to a context."""

ROWS = {"C": IN, "~C": OUTSIDE}
COLUMNS = ("M", "~M")
"""A pattern has context by mechanism; its cells are ``C·M`` and so on."""
REACHED, NOT_REACHED = RESULTS = ("reached", "not-reached")

NEVER_ANSWERED = {BASELINE: (NO_BASELINE,), "midway": (BASELINE_ONLY, NO_BASELINE)}
"""Who cannot be among the clients that answered on an occasion."""


def part_of(whole: str, *parts: str) -> Union:
    """Say that sets lie within a larger one and do not overlap; no number tells of the rest."""
    return whole, (*parts, f"{whole}:but:{':'.join(parts)}")


def quantity(indicator: Indicator, at: str) -> str:
    """What a mean of an indicator at an occasion is the mean of; goals have no occasions.

    A change is a difference in which better is up.
    """
    if _is_goals(indicator):
        return indicator.id
    if at != CHANGE:
        return f"{indicator.id}@{at}"
    whole, part = (BASELINE, FOLLOW_UP) if indicator.better == "down" else (FOLLOW_UP, BASELINE)
    return f"{indicator.id}@{whole}{MINUS}{indicator.id}@{part}"


def answered(indicator: Indicator, at: str) -> str:
    """Clients of whom an indicator is known at an occasion, or both before and after."""
    if _is_goals(indicator):
        return f"scored:{indicator.id}"
    return f"both:{indicator.id}" if at == CHANGE else f"answered:{indicator.id}:{at}"


def with_outcome(framework: Framework, configuration: Configuration) -> str:
    """Clients whose outcome is known."""
    condition = framework.conditions[configuration.outcome.condition]
    return answered(framework.indicators[condition.indicator], condition.at)


def answers_count_as_reached(indicator: Indicator) -> bool:
    """Whether an answer tells that the client was reached: those of workers do not."""
    reading = indicator.reading
    return reading.table == "assessments" and reading.respondent == "client"


def in_context(configuration: Configuration, place: str) -> str:
    """All clients in a context, outside it, or of whom it is unknown: claims may share it."""
    return f"context:{'+'.join(sorted(configuration.context))}:{place}"


def known(configuration: Configuration) -> str:
    """Clients whose context, mechanism and outcome are known."""
    return f"known:{configuration.id}"


def cell(configuration: Configuration, name: str) -> str:
    """Those of :func:`known` in a cell of the pattern, or in a row or a column of it."""
    return f"{known(configuration)}:{name}"


def as_claimed(configuration: Configuration) -> str:
    """Those of :func:`known` whose outcome went as the claim predicts."""
    better = configuration.prediction.sign == "better"
    return cell(configuration, REACHED if better else NOT_REACHED)


def complete(configuration: Configuration) -> str:
    """Those of :func:`known` whose worker and start are known, too: the rows of the models."""
    return f"complete:{configuration.id}"


def rows_used(configuration: Configuration, in_context_only: bool) -> str:
    """Rows of a model: :func:`complete`, or those in context where others are too few."""
    return f"{complete(configuration)}:{IN}" if in_context_only else complete(configuration)


def with_rivals(configuration: Configuration) -> str:
    """Those of :func:`complete` of whom what the rivals name is known, too."""
    return f"{complete(configuration)}:rivals"


def with_unseen(rows: str) -> str:
    """The rows of a model, and those lost whose outcome alone is not known."""
    return f"{rows}:with-unseen"


def offered(configuration: Configuration, place: str) -> str:
    """Clients in a context, or outside it, who were offered the resource; ``all`` of them."""
    return f"offered:{configuration.id}:{place}"


def around_answered(indicator: Indicator, at: str) -> tuple[Union, ...]:
    """Larger sets in which the clients of :func:`answered` lie."""
    inner = answered(indicator, at)
    by_client = answers_count_as_reached(indicator)
    if at == CHANGE:
        larger = (part_of(answered(indicator, when), inner) for when in (BASELINE, FOLLOW_UP))
        return (*larger, part_of(FOLLOWED_UP if by_client else CLIENTS, inner))
    if by_client and at == FOLLOW_UP:
        return (part_of(FOLLOWED_UP, inner),)
    return (part_of(CLIENTS, inner, *(NEVER_ANSWERED.get(at, ()) if by_client else ())),)


def around_cells(framework: Framework, configuration: Configuration) -> tuple[Union, ...]:
    """Rows and columns of the pattern, those as claimed, and the larger sets that they lie in."""
    whole, claimed = known(configuration), as_claimed(configuration)
    result = claimed.removeprefix(f"{whole}:")
    every = [f"{row}·{column}" for row in ROWS for column in COLUMNS]
    rows = (
        (cell(configuration, row), tuple(cell(configuration, f"{row}·{c}") for c in COLUMNS))
        for row in ROWS
    )
    columns = (
        (cell(configuration, column), tuple(cell(configuration, f"{r}·{column}") for r in ROWS))
        for column in COLUMNS
    )
    followed_up = f":{FOLLOWED_UP}" if _tells_of_follow_up(framework, configuration) else ""
    return (
        part_of(with_outcome(framework, configuration), whole),
        *rows,
        *columns,
        (claimed, tuple(f"{cell(configuration, name)}:{result}" for name in every)),
        *(
            part_of(f"{in_context(configuration, place)}{followed_up}", cell(configuration, row))
            for row, place in ROWS.items()
        ),
    )


def around_where_not(
    framework: Framework, configuration: Configuration, condition: str
) -> tuple[Union, ...]:
    """In which cell those are in whom a claim should not hold, with the mechanism and without it.

    Where the condition is the opposite of one of the context's they are outside the context.
    """
    other = framework.conditions[condition]
    outside = any(_are_opposite(other, framework.conditions[id]) for id in configuration.context)
    return tuple(
        part_of(
            cell(configuration, f"~C·{column}" if outside else column),
            cell(configuration, f"{condition}:{column}"),
        )
        for column in COLUMNS
    )


def around_effects(configuration: Configuration) -> tuple[Union, ...]:
    """What readers know of those offered the resource and of the rows of the models."""
    rows = complete(configuration)
    places = tuple(f"{rows}:{place}" for place in (IN, OUTSIDE))
    return (
        (offered(configuration, "all"), tuple(offered(configuration, p) for p in (IN, OUTSIDE))),
        *(
            part_of(in_context(configuration, place), offered(configuration, place))
            for place in (IN, OUTSIDE)
        ),
        part_of(known(configuration), rows),
        part_of(rows, with_rivals(configuration)),
        (rows, places),
        *((with_unseen(r), (r, f"{r}:unseen")) for r in (rows, places[0])),
        (
            in_context(configuration, "maybe"),
            tuple(in_context(configuration, place) for place in (IN, UNKNOWN)),
        ),
        *(
            part_of(cell(configuration, row), place)
            for row, place in zip(ROWS, places, strict=True)
        ),
    )


def _are_opposite(a: Condition, b: Condition) -> bool:
    one_cut = (a.indicator, a.at, a.cross) == (b.indicator, b.at, b.cross)
    return one_cut and (a.full > a.out) != (b.full > b.out)


def _tells_of_follow_up(framework: Framework, configuration: Configuration) -> bool:
    """Whether all whose outcome is known were followed up."""
    condition = framework.conditions[configuration.outcome.condition]
    by_client = answers_count_as_reached(framework.indicators[condition.indicator])
    return by_client and condition.at in (CHANGE, FOLLOW_UP)


def _is_goals(indicator: Indicator) -> bool:
    return indicator.reading.table == "goals"
