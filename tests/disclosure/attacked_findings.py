"""The findings of a region to be attacked before anything is counted: their names and ties.

They are a part of what the analyses tell, each finding as its analysis makes it: what there is
about clients, three indicators, two configurations. Numbers in them are 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from evaluation.analyses import sets
from evaluation.analyses.change import (
    APART,
    CLINICAL,
    DIRECTIONS,
    PLACES_ON_SCALE,
    RELIABLE,
    WITHIN,
)
from evaluation.analyses.participants import AGE_BANDS, WIDER_AGES
from evaluation.findings import Count, CountTable, Estimate, Finding
from evaluation.framework import CHANGE, Configuration, Framework, Indicator, load_framework
from evaluation.membership import BASELINE, FOLLOW_UP

INDICATORS = ("participation", "x10d_life", "trust")
CONFIGURATIONS = ("interactive-approach", "participation-to-life-situation")
FIRST_YEAR, MOST_YEARS = 2007, 10
CELLS = tuple(f"{row}·{column}" for row in sets.ROWS for column in sets.COLUMNS)
LAST_ANSWERED = (sets.NO_BASELINE, sets.BASELINE_ONLY, sets.MIDWAY_ONLY, sets.FOLLOWED_UP)
OCCASIONS = (BASELINE, "midway", FOLLOW_UP)


@cache
def theory() -> Framework:
    """The theory that the project ships."""
    return load_framework(Path(__file__).parents[2] / "data" / "framework")


def indicators() -> list[Indicator]:
    """Those that clients answer again and again in these regions."""
    return [theory().indicators[id] for id in INDICATORS]


def configurations() -> list[Configuration]:
    """Those that are tested in these regions."""
    return [theory().configurations[id] for id in CONFIGURATIONS]


def outcome(configuration: Configuration) -> str:
    """The quantity whose mean is the outcome's."""
    condition = theory().conditions[configuration.outcome.condition]
    return sets.quantity(theory().indicators[condition.indicator], condition.at)


@cache
def codes() -> Mapping[str, tuple[str, ...]]:
    """Tables of clients by a code that each client has, and their parts."""
    groups = (code.id for code in theory().code_lists["client-groups"].codes)
    return {
        "started-by-year": tuple(str(FIRST_YEAR + year) for year in range(MOST_YEARS)),
        "client-group": (*groups, sets.UNKNOWN),
        "gender": ("female", "male", "other", sets.UNKNOWN),
        "age-group": (*AGE_BANDS, sets.UNKNOWN),
    }


def by_default(id: str, table: str) -> Callable[[str], str]:
    """Names the parts of a table that gives them no names."""
    return lambda key: f"{id}/{table}/{key}"


@cache
def findings_without_numbers() -> tuple[Finding, ...]:
    """All findings of a scope, as the analyses declare them."""
    return (
        _participants(),
        *map(_change, indicators()),
        *map(_strategy, indicators()),
        _dropout_at_start(),
        *map(_dropout, configurations()),
        *map(_pattern, configurations()),
        *map(_contrasts, configurations()),
    )


def _table(name: str, of: str, parts: Mapping[str, str], within: Mapping[str, str] | None = None):
    """A table whose values say which set each key counts."""
    within = within or {}
    return CountTable(
        name, tuple(Count(key, 0, who, within.get(key, "")) for key, who in parts.items()), of
    )


def _estimate(name: str, of: str, quantity: str = "", unit: str = "points") -> Estimate:
    return Estimate(name, 0.0, 0.0, 0.0, 0, 0.0, unit, of=of, quantity=quantity)


def _participants() -> Finding:
    tables = [_table(name, sets.CLIENTS, dict.fromkeys(keys, "")) for name, keys in codes().items()]
    coarser = {"age-group": WIDER_AGES}
    tables = [CountTable(t.name, t.parts, t.of, coarser.get(t.name, ())) for t in tables]
    reach = {key: key for key in reversed(LAST_ANSWERED)}
    return Finding(
        "participants",
        "clients",
        tables=(*tables, _table("follow-up", sets.CLIENTS, reach)),
        unions=((sets.LOST, (sets.MIDWAY_ONLY, sets.BASELINE_ONLY, sets.NO_BASELINE)),),
    )


def _change(indicator: Indicator) -> Finding:
    who = sets.answered(indicator, CHANGE)

    def those(kind: str) -> str:
        return f"{kind}:{indicator.id}"

    def counts(name: str, keys: Mapping[str, str]) -> CountTable:
        named = {key: those(kind) for key, kind in keys.items()}
        within = {key: those(WITHIN[kind]) for key, kind in keys.items() if kind in WITHIN}
        return _table(name, who, named, within)

    def mean(name: str, at: str, of: str = who) -> Estimate:
        return _estimate(name, of, sets.quantity(indicator, at))

    tables = [counts("direction", {k: k for k in DIRECTIONS}), counts("reliable", RELIABLE)]
    unions = [*sets.around_answered(indicator, CHANGE)]
    unions += [sets.part_of(who, *map(those, kinds)) for kinds in APART]
    if indicator.norm:
        tables.append(counts("clinical", CLINICAL))
        unions.append((those("improved"), (those("recovered"), those("improved-alone"))))
    for when in ("before", "after"):
        tables.append(counts(f"ends-{when}", {k: f"{k}-{when}" for k in PLACES_ON_SCALE}))
    return Finding(
        "change",
        indicator.id,
        estimates=(
            mean("mean-before", BASELINE),
            mean("mean-after", FOLLOW_UP),
            mean("change", CHANGE),
            _estimate("g", who, unit="sd"),
            mean("change-worse-half", CHANGE, those("worse-half")),
        ),
        tables=tuple(tables),
        unions=tuple(unions),
    )


def _strategy(indicator: Indicator) -> Finding:
    return Finding(
        "strategy",
        indicator.id,
        estimates=tuple(
            _estimate(f"mean-{at}", sets.answered(indicator, at), sets.quantity(indicator, at))
            for at in OCCASIONS
        ),
        unions=tuple(union for at in OCCASIONS for union in sets.around_answered(indicator, at)),
    )


def _dropout_at_start() -> Finding:
    return Finding(
        "dropout",
        "clients",
        estimates=tuple(estimate for i in indicators() for estimate in _at_start(i)),
        unions=tuple(union for i in indicators() for union in _around_start(i)),
    )


def _at_start(indicator: Indicator) -> Iterator[Estimate]:
    whole, what = sets.answered(indicator, BASELINE), sets.quantity(indicator, BASELINE)
    yield _estimate(f"followed:{indicator.id}", f"{whole}:{sets.FOLLOWED_UP}", what)
    yield _estimate(f"lost:{indicator.id}", f"{whole}:{sets.LOST}", what)
    yield _estimate(f"difference:{indicator.id}", whole, unit="sd")


def _around_start(indicator: Indicator) -> Iterator[sets.Union]:
    whole = sets.answered(indicator, BASELINE)
    followed_up, left = f"{whole}:{sets.FOLLOWED_UP}", f"{whole}:{sets.LOST}"
    yield whole, (followed_up, left)
    yield sets.part_of(sets.FOLLOWED_UP, followed_up)
    yield sets.part_of(followed_up, sets.answered(indicator, CHANGE))
    yield sets.part_of(sets.LOST, left, sets.NO_BASELINE)


def _dropout(claim: Configuration) -> Finding:
    places = {place: sets.in_context(claim, place) for place in sets.PLACES}
    reach = (sets.FOLLOWED_UP, sets.LOST)
    told, compared = (sets.in_context(claim, name) for name in ("told", "compared"))
    return Finding(
        "dropout",
        claim.id,
        configuration=claim.key,
        estimates=(_estimate("loss-difference", compared, unit="share-difference"),),
        tables=tuple(
            _table(place, of, {key: f"{of}:{key}" for key in reach}) for place, of in places.items()
        ),
        unions=(
            (sets.CLIENTS, tuple(places.values())),
            *((key, tuple(f"{of}:{key}" for of in places.values())) for key in reach),
            (told, (places["in"], places["outside"])),
            sets.part_of(told, compared),
        ),
    )


def _pattern(claim: Configuration) -> Finding:
    whole, claimed, without = (
        sets.known(claim),
        sets.as_claimed(claim),
        sets.cell(claim, "C·~M"),
    )
    cells = {name: sets.cell(claim, name) for name in CELLS}
    return Finding(
        "patterns",
        claim.id,
        configuration=claim.key,
        estimates=(
            *(_estimate(f"mean:{name}", of, outcome(claim)) for name, of in cells.items()),
            *(_estimate(id.rsplit("/", 1)[1], of, unit="share")
              for id, of in shares(claim).items() if id.startswith("patterns")),
        ),
        tables=(
            _table("cells", whole, cells),
            *(_table(f"outcome:{name}", of, {key: f"{of}:{key}" for key in sets.RESULTS})
              for name, of in cells.items()),
        ),
        unions=(
            *sets.around_cells(theory(), claim),
            sets.part_of(claimed, f"{claimed}:by-degree"),
            sets.part_of(without, f"{without}:by-degree"),
        ),
    )  # fmt: skip


def _contrasts(claim: Configuration) -> Finding:
    rows = sets.complete(claim)
    of_model = {
        "generation": rows,
        "rival": sets.with_rivals(claim),
        "generation-worst-case": sets.with_unseen(rows),
    }
    return Finding(
        "contrasts",
        claim.id,
        configuration=claim.key,
        estimates=(
            *(_estimate(id.rsplit("/", 1)[1], of, unit="share")
              for id, of in shares(claim).items() if id.startswith("contrasts")),
            _estimate("activation", sets.offered(claim, "all"), unit="share-difference"),
            *(_estimate(name, of) for name, of in of_model.items()),
        ),
        unions=sets.around_effects(claim),
    )  # fmt: skip


def shares(claim: Configuration) -> dict[str, str]:
    """Shares that are told of a configuration, ``analysis/about/name``, and among whom."""
    without = sets.cell(claim, "C·~M")
    return {
        f"contrasts/{claim.id}/activation-in": sets.offered(claim, "in"),
        f"contrasts/{claim.id}/activation-out": sets.offered(claim, "outside"),
        f"contrasts/{claim.id}/loss-not-covered": sets.in_context(claim, "maybe"),
        f"patterns/{claim.id}/consistency": sets.cell(claim, "C·M"),
        f"patterns/{claim.id}/coverage": sets.as_claimed(claim),
        f"patterns/{claim.id}/consistency-without": f"{without}:by-degree",
    }
