"""An edition as it lies in its folder: the pages, and the released numbers behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.disclosure import REGION, Release, ShownCount, ShownTable, load_release
from evaluation.errors import EvaluationError, MissingInput

RELEASES = "releases"


@dataclass(frozen=True)
class Published:
    """What one edition tells: a release for each scope, an office or the region."""

    name: str
    releases: Mapping[str, Release]

    @property
    def offices(self) -> dict[str, Release]:
        """The offices' releases, also those that stand in the region's alone."""
        found = {p.scope: p for r in self.releases.values() for p in r.parts}
        return found | {scope: r for scope, r in self.releases.items() if scope != REGION}

    @property
    def region(self) -> Release | None:
        """The region's release, None where there is none."""
        return self.releases.get(REGION)

    def not_summed(self) -> tuple[str, ...]:
        """Tables of the region that tell something else than the sum of the offices' parts.

        And offices whose part in the region is another than the one they tell themselves: two
        numbers for one set of persons tell more than one.
        """
        region = self.region
        return () if region is None else tuple(_not_summed(region, self.offices))


def _not_summed(region: Release, offices: Mapping[str, Release]) -> Iterator[str]:
    for part in region.parts:
        if part.items != offices[part.scope].items:
            yield part.scope
    for item in region:
        found = [f for o in region.offices if (f := offices[o].of(item.analysis, item.about))]
        for table in item.tables:
            told = [t for f in found if (t := f.table(table.name)) is not None]
            if not all(_is_sum(part, told) for part in table.parts) or table.total > _total(told):
                yield f"{item.analysis}/{item.about}/{table.name}"


def _is_sum(part: ShownCount, offices: Sequence[ShownTable]) -> bool:
    """Whether a shown count is what the offices tell; where one tells it coarser, none can say."""
    told = [{p.key: p for p in table.parts} for table in offices]
    if part.n is None or any(part.key not in by_key for by_key in told):
        return True
    return part.n == sum(by_key[part.key].n or 0 for by_key in told)


def _total(offices: Sequence[ShownTable]) -> int:
    return sum(table.total for table in offices)


def read_published(folder: Path) -> Published:
    """Read the released numbers of an edition.

    Parameters
    ----------
    folder : pathlib.Path
        ``reports/<edition>``.

    Raises
    ------
    MissingInput
        When no released numbers are there.
    DisclosureRefused
        When a file there could not have passed the door.
    """
    files = sorted((folder / RELEASES).glob("*.json"))
    if not files:
        raise MissingInput(f"{folder.name}: no released numbers are here. Give reports/<edition>.")
    return Published(
        folder.name, {file.stem: load_release(file.read_text(encoding="utf-8")) for file in files}
    )


def can_be_read(folder: Path) -> bool:
    """Whether a folder holds an edition that this version of the program can read."""
    try:
        return bool(read_published(folder).releases)
    except EvaluationError:
        return False
