"""The audit of an edition: what an attacker reaches, what stands where it should not, what is lost.

It reads what was published, and nothing else; the values to look for are handed to it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.audit.numbers import Reached, attack
from evaluation.audit.published import can_be_read, read_published
from evaluation.audit.scan import Hit, scan
from evaluation.audit.usefulness import Usefulness, usefulness
from evaluation.disclosure import REGION

__all__ = ["Audit", "Hit", "Reached", "Usefulness", "audit", "can_be_read"]


@dataclass(frozen=True)
class Audit:
    """What became of an edition under attack."""

    reached: tuple[Reached, ...]
    hits: tuple[Hit, ...]
    useful: tuple[Usefulness, ...]
    not_summed: tuple[str, ...]

    @property
    def unsafe(self) -> dict[str, str]:
        """Why a scope may not be published, by scope; ``""`` for files of no one scope."""
        found: dict[str, str] = {}
        for reached in self.reached:
            if not reached.safe:
                found.setdefault(
                    reached.scope,
                    f"{reached.table}: only {reached.narrowest} possible value(s) are left. Add "
                    "the table to `withhold` in data/disclosure.yaml.",
                )
        for hit in self.hits:
            scope = Path(hit.file).name.split(".")[0] if not hit.file.startswith("index") else ""
            found.setdefault(scope, f"{hit.file}: holds what looks like: {hit.kind}.")
        for table in self.not_summed:
            found.setdefault(REGION, f"{table}: is not as the offices' own reports tell it.")
        return found


def audit(
    folder: Path,
    earlier: Sequence[Path] = (),
    private: Collection[str] = (),
    at_once: bool = True,
) -> Audit:
    """Attack an edition with all that was published of it and before it.

    Parameters
    ----------
    folder : pathlib.Path
        ``reports/<edition>``.
    earlier : sequence of pathlib.Path
        Editions published before it, the oldest first, and those in another language.
    private : collection of str
        Values of the raw data that may stand nowhere.
    at_once : bool
        See :func:`evaluation.audit.numbers.attack`.

    Returns
    -------
    Audit

    Raises
    ------
    MissingInput
        When a folder holds no released numbers.
    DisclosureRefused
        When a file of released numbers could not have passed the door.
    """
    last = read_published(folder)
    editions = [*(read_published(before) for before in earlier), last]
    return Audit(
        reached=attack(editions, at_once),
        hits=scan(folder, private),
        useful=tuple(usefulness(release) for release in last.releases.values()),
        not_summed=last.not_summed(),
    )
