"""The last look before the door: would a reader who adds and subtracts find a count after all?

Two readers are tried: one who knows what the pages tell, and one who knows every true total beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evaluation.board import NOTHING, Items, board_of
from evaluation.policy import Policy
from evaluation.releases import Release, ReleasedFinding, ShownEstimate
from evaluation.ties import ESTIMATE, TABLE, Owner

TOO_CLOSE = "too-close"


def sets_too_close(
    items: Sequence[ReleasedFinding],
    totals: Mapping[str, int],
    policy: Policy,
    earlier: Sequence[Release] = (),
    data_hash: str = "",
) -> frozenset[str]:
    """Ids of the sets whose counts one of the two readers would find, or nearly find.

    Parameters and errors are those of :func:`withhold_what_is_too_close`.
    """
    board = board_of(tuple(items), totals, policy, earlier, data_hash)
    # Quick narrowing sees no rings of ties: what it passes, linear programming looks at.
    narrow = board.narrow(NOTHING) or board.narrow_by_programme(NOTHING)
    return frozenset(board.puzzle.names[place] for place in board.telling(narrow, NOTHING))


def withhold_what_is_too_close(
    items: Sequence[ReleasedFinding],
    totals: Mapping[str, int],
    policy: Policy,
    earlier: Sequence[Release] = (),
    data_hash: str = "",
) -> Items:
    """Withhold the tables that, held against the others, leave a count too few possible values.

    Parameters
    ----------
    items : sequence of ReleasedFinding
        All of one scope, rounded.
    totals : mapping of str to int
        The true number of persons in each set that a table's parts make together.
    policy : Policy
        ``narrowest`` is how many values every count keeps.
    earlier : sequence of Release
        What readers have had of the same scope before, the oldest first.
    data_hash : str
        Of the data that the items are from: earlier releases of the same data are of the same sets.

    Raises
    ------
    DisclosureRefused
        When sets that an analysis has declared to be the same are not.

    Returns
    -------
    tuple of ReleasedFinding
        As few tables as were found to do are withheld, as ``too-close``; of an estimate it is the
        number of persons alone.
    """
    board = board_of(tuple(items), totals, policy, earlier, data_hash)
    gone = NOTHING
    for narrow_by in (board.narrow, board.narrow_by_programme):
        while narrow := narrow_by(gone):
            choices = [gone | {owner} for owner in board.suspects(narrow, gone)]
            gone = min(choices, key=lambda choice: len(narrow_by(choice)))
    return tuple(_without(number, item, gone) for number, item in enumerate(items))


def _without(number: int, item: ReleasedFinding, gone: frozenset[Owner]) -> ReleasedFinding:
    """The finding without what is withheld; of an estimate it is the number of persons alone."""
    tables = tuple(
        table.withheld(TOO_CLOSE) if (number, TABLE, at) in gone else table
        for at, table in enumerate(item.tables)
    )
    estimates = tuple(
        _without_persons(estimate) if (number, ESTIMATE, at) in gone else estimate
        for at, estimate in enumerate(item.estimates)
    )
    return replace(item, tables=tables, estimates=estimates)


def _without_persons(estimate: ShownEstimate) -> ShownEstimate:
    return replace(estimate, n=None, hidden=TOO_CLOSE if estimate.hidden else None)
