"""Reading offices: what they sent → Observations, or the reason why not."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation.errors import EvaluationError, MissingInput
from evaluation.framework.model import Framework
from evaluation.intake.catalogue import NO_FOLDER, NOT_IN_ROSTER, RULES
from evaluation.intake.codes import lookups_of
from evaluation.intake.columns import Setting
from evaluation.intake.delivery import is_ignored, is_plain, open_delivery
from evaluation.intake.demo import synthetic_hashes
from evaluation.intake.rules import Place
from evaluation.intake.tables import tables_of
from evaluation.intake.telling.text import problems_as_text
from evaluation.keys import load_key
from evaluation.observations import TABLES, Observations, Problem, Problems
from evaluation.provenance import hash_of
from evaluation.pseudonyms import Pseudonyms

# An office's id that the roster lacks may end with a letter: office-x.
LETTERS = frozenset(string.ascii_lowercase)


@dataclass(frozen=True)
class Reading:
    """One office as read: its tables, or None when it is refused; its problems always.

    ``frames`` hold the accepted rows, texts and ids as categories; ``delivered`` counts the rows of
    each table before any was refused; ``content`` is the SHA-256 of the office's files.
    """

    office: str
    frames: Mapping[str, pd.DataFrame] | None
    problems: tuple[Problem, ...]
    delivered: Mapping[str, int] = field(default_factory=dict)
    content: str = ""
    synthetic: bool = False

    @property
    def reason(self) -> str:
        """One line: the rules that refuse the office."""
        blocks = (p for p in self.problems if p.severity == "refuses office")
        return "; ".join(dict.fromkeys(f"{p.rule} ({p.column or p.expected})" for p in blocks))

    def error(self) -> EvaluationError:
        """Make the error of the first problem that refuses the office; its message lists all."""
        first = next(p for p in self.problems if p.severity == "refuses office")
        told = problems_as_text(self.problems)
        return RULES[first.rule].error(
            f"The office {self.office} cannot be read: {self.reason}.\n{told}"
        )

    def observations(self) -> Observations:
        """Give the tables in the contract's types.

        Raises
        ------
        MissingInput, EmptyInput, UnknownCode, BadInput
            When the office is refused.
        """
        if self.frames is None:
            raise self.error()
        tables: dict[str, Any] = {n: finished(f, self.office) for n, f in self.frames.items()}
        return Observations(
            **tables,
            offices=(self.office,),
            problems=Problems(self.problems),
            delivered={(self.office, name): n for name, n in self.delivered.items()},
            hashes={self.office: self.content},
            synthetic=self.synthetic,
        )


def read_office(
    folder: str | Path,
    framework: Framework,
    office: str,
    key: bytes | None = None,
    today: dt.date | None = None,
) -> Observations:
    """Read one office's files from ``folder/<office>/``.

    Parameters
    ----------
    folder : path
        Where the offices' folders are, usually ``data/raw``.
    framework : Framework
        Says which offices, indicators and codes there are.
    office : str
        The office's id, as in the roster.
    key : bytes, optional
        Key of the pseudonyms, at least 32 bytes; by default :func:`load_key` finds it.
    today : date, optional
        No date may be later. By default the present day.

    Returns
    -------
    Observations
        Accepted rows in the order of the files, and a problem for each row left out.

    Raises
    ------
    MissingInput, EmptyInput, UnknownCode, BadInput
        When the office is refused; the message lists all problems, and no value.
    KeyProblem
        When there is no sound key.
    """
    return reader_of(folder, framework, key, today)(office).observations()


def read_offices(
    folder: str | Path,
    framework: Framework,
    offices: Sequence[str] | None = None,
    key: bytes | None = None,
    today: dt.date | None = None,
) -> Observations:
    """Read several offices; one that is refused is named in ``missing`` and the others go on.

    Parameters
    ----------
    folder, framework, key, today
        As in :func:`read_office`.
    offices : sequence of str, optional
        Ids to read. By default the roster, and every folder besides (which is then refused).

    Raises
    ------
    MissingInput
        When ``folder`` does not exist or no office was asked for.
    MissingInput, EmptyInput, UnknownCode, BadInput
        When no office can be read: the first one's error.
    KeyProblem
        When there is no sound key.
    """
    read = reader_of(folder, framework, key, today)
    readings = [read(office) for office in asked_offices(folder, framework, offices)]
    accepted = {r.office: r.observations() for r in readings if r.frames is not None}
    return put_together(readings, accepted)


def asked_offices(
    folder: str | Path, framework: Framework, offices: Sequence[str] | None
) -> tuple[str, ...]:
    """Ids of the offices to read, each once; by default the roster and every folder besides.

    A folder outside the roster whose name may be somebody's is told of by its number among the
    folders, in order of name.

    Raises
    ------
    MissingInput
        When ``folder`` does not exist or no office was asked for.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise MissingInput("The folder of the offices' files does not exist. Make it, or the demo.")
    if offices is None:
        found = [p.name for p in sorted(folder.iterdir()) if p.is_dir() and not is_ignored(p.name)]
        besides = (
            name if is_plain(name, LETTERS) else f"folder #{number}"
            for number, name in enumerate(found, start=1)
            if name not in framework.offices
        )
        offices = [*framework.offices, *besides]
    if not offices:
        raise MissingInput("No office was asked for, and the roster names none.")
    return tuple(dict.fromkeys(offices))


def put_together(readings: Iterable[Reading], accepted: Mapping[str, Observations]) -> Observations:
    """Join the accepted offices' observations; name the refused ones in ``missing``.

    Raises
    ------
    MissingInput, EmptyInput, UnknownCode, BadInput
        When no office is accepted: the first one's error.
    """
    refused = [reading for reading in readings if reading.office not in accepted]
    if not accepted:
        raise refused[0].error()
    offices = tuple(accepted.values())
    tables: dict[str, Any] = {
        name: pd.concat([o.table(name) for o in offices], ignore_index=True) for name in TABLES
    }
    problems = [p for o in offices for p in o.problems] + [p for r in refused for p in r.problems]
    return Observations(
        **tables,
        offices=tuple(accepted),
        problems=Problems(tuple(problems)),
        delivered={at: n for o in offices for at, n in o.delivered.items()},
        hashes={office: value for o in offices for office, value in o.hashes.items()},
        synthetic=any(o.synthetic for o in offices),
        missing={reading.office: reading.reason for reading in refused},
    )


def reader_of(
    folder: str | Path,
    framework: Framework,
    key: bytes | None = None,
    today: dt.date | None = None,
) -> Callable[[str], Reading]:
    """Return what reads one office, with everything that the offices share.

    Parameters
    ----------
    folder, framework, key, today
        As in :func:`read_office`.
    """
    folder = Path(folder)
    pseudonyms = Pseudonyms(load_key() if key is None else key)
    lookups = lookups_of(framework)
    synthetic = synthetic_hashes(folder)
    day = today or dt.date.today()

    def read(office: str) -> Reading:
        place = Place(office, f"{office}/")
        if office not in framework.offices:
            return Reading(office, None, (place.problem(NOT_IN_ROSTER),))
        if not (folder / office).is_dir():
            return Reading(office, None, (place.problem(NO_FOLDER),))
        delivery = open_delivery(folder / office, office, lookups.offices)
        frames, delivered, problems = tables_of(delivery, Setting(office, lookups, pseudonyms, day))
        return Reading(
            office,
            frames,
            (*delivery.problems, *problems),
            delivered,
            hash_of(delivery.files, folder),
            not synthetic.isdisjoint(delivery.files.values()),
        )

    return read


def finished(frame: pd.DataFrame, office: str) -> pd.DataFrame:
    """Give a frame the contract's types, its column ``office`` first, and rows counted from 0."""
    columns: dict[str, Any] = {"office": pd.Series(office, index=range(len(frame)), dtype="str")}
    for name, column in frame.items():
        is_text = isinstance(column.dtype, pd.CategoricalDtype)
        columns[str(name)] = (column.astype("str") if is_text else column).array
    return pd.DataFrame(columns)
