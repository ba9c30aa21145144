"""Reading offices: what they sent → Observations, or the reason why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation.errors import EvaluationError, MissingInput
from evaluation.framework.model import Framework
from evaluation.intake.catalogue import NO_FOLDER, NO_ROW_LEFT, NOT_IN_ROSTER, RULES
from evaluation.intake.checks import Around, check, workers_are_known
from evaluation.intake.codes import Lookups, lookups_of
from evaluation.intake.columns import Setting, clients_of, empty, read_columns
from evaluation.intake.delivery import Delivery, is_ignored, open_delivery
from evaluation.intake.demo import synthetic_hashes
from evaluation.intake.headers import match_headers
from evaluation.intake.rules import Place
from evaluation.intake.summary import problems_as_text
from evaluation.observations import TABLES, Observations, Problem, Problems
from evaluation.provenance import hash_file, hash_files
from evaluation.pseudonyms import Pseudonyms, load_key


@dataclass(frozen=True)
class _Reading:
    """One office as read: its observations, or None when it is refused; its problems always."""

    office: str
    observations: Observations | None
    problems: tuple[Problem, ...]

    @property
    def blocks(self) -> tuple[Problem, ...]:
        """The problems that refuse the office."""
        return tuple(p for p in self.problems if p.severity == "refuses office")

    @property
    def reason(self) -> str:
        """One line: the rules that refuse the office."""
        return "; ".join(dict.fromkeys(f"{p.rule} ({p.column or p.expected})" for p in self.blocks))

    def error(self) -> EvaluationError:
        """Make the error of the first problem that refuses the office; its message lists all."""
        kind = RULES[self.blocks[0].rule].error
        told = problems_as_text(self.problems)
        return kind(f"The office {self.office} cannot be read: {self.reason}.\n{told}")


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
    reading = _reader(Path(folder), framework, key, today)(office)
    if reading.observations is None:
        raise reading.error()
    return reading.observations


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
    folder = Path(folder)
    if not folder.is_dir():
        raise MissingInput("The folder of the offices' files does not exist. Make it, or the demo.")
    if offices is None:
        found = [p.name for p in sorted(folder.iterdir()) if p.is_dir() and not is_ignored(p.name)]
        offices = [*framework.offices, *found]
    read = _reader(folder, framework, key, today)
    readings = [read(office) for office in dict.fromkeys(offices)]
    if not readings:
        raise MissingInput("No office was asked for, and the roster names none.")
    accepted = [r.observations for r in readings if r.observations is not None]
    if not accepted:
        raise readings[0].error()
    tables: dict[str, Any] = {
        name: pd.concat([o.table(name) for o in accepted], ignore_index=True) for name in TABLES
    }
    return Observations(
        **tables,
        offices=tuple(office for o in accepted for office in o.offices),
        problems=Problems(tuple(p for r in readings for p in r.problems)),
        delivered={at: n for o in accepted for at, n in o.delivered.items()},
        hashes={office: value for o in accepted for office, value in o.hashes.items()},
        synthetic=any(o.synthetic for o in accepted),
        missing={r.office: r.reason for r in readings if r.observations is None},
    )


def _reader(
    folder: Path, framework: Framework, key: bytes | None, today: dt.date | None
) -> Callable[[str], _Reading]:
    """Return what reads one office, with everything that the offices share."""
    pseudonyms = Pseudonyms(load_key() if key is None else key)
    lookups = lookups_of(framework)
    synthetic = synthetic_hashes(folder)
    day = today or dt.date.today()

    def read(office: str) -> _Reading:
        place = Place(office, f"{office}/")
        if office not in framework.offices:
            return _Reading(office, None, (place.problem(NOT_IN_ROSTER),))
        if not (folder / office).is_dir():
            return _Reading(office, None, (place.problem(NO_FOLDER),))
        delivery = open_delivery(folder / office, office)
        frames, problems = _tables(delivery, Setting(office, lookups, pseudonyms, day))
        problems = (*delivery.problems, *problems)
        if frames is None:
            return _Reading(office, None, problems)
        tables: dict[str, Any] = {name: _finished(frames[name], office) for name in TABLES}
        observations = Observations(
            **tables,
            offices=(office,),
            problems=Problems(problems),
            delivered={
                (office, name): len(delivery.sheets[name].rows) if name in delivery.sheets else 0
                for name in TABLES
            },
            hashes={office: hash_files(delivery.files, folder)},
            synthetic=any(hash_file(path) in synthetic for path in delivery.files),
        )
        return _Reading(office, observations, problems)

    return read


def _tables(
    delivery: Delivery, setting: Setting
) -> tuple[dict[str, pd.DataFrame] | None, tuple[Problem, ...]]:
    """Return the accepted rows of each table; None when the office is refused."""
    problems: list[Problem] = []
    typed: dict[str, pd.DataFrame] = {}
    clients_sent: frozenset[str] = frozenset()
    for name, sheet in delivery.sheets.items():
        texts, found = match_headers(sheet, TABLES[name])
        problems += found
        if texts is None:
            continue
        typed[name], found = read_columns(texts, TABLES[name], sheet.place, setting)
        problems += found
        if name == "clients":
            clients_sent = clients_of(texts, setting)
    # Rows are compared with each other only when everything could be read: one table that is
    # missing would make every row of the others look wrong.
    if _refused(delivery.problems) or _refused(problems):
        return None, tuple(problems)
    frames, found = _checked(delivery, typed, clients_sent, setting.lookups)
    problems += found
    for name, table in TABLES.items():
        if table.required and frames[name].empty:
            problems.append(delivery.sheets[name].place.problem(NO_ROW_LEFT))
    return None if _refused(problems) else frames, tuple(problems)


def _refused(problems: Iterable[Problem]) -> bool:
    return any(p.severity == "refuses office" for p in problems)


def _checked(
    delivery: Delivery,
    typed: Mapping[str, pd.DataFrame],
    clients_sent: frozenset[str],
    lookups: Lookups,
) -> tuple[dict[str, pd.DataFrame], tuple[Problem, ...]]:
    """Run the checks in the contract's order: clients come first, and others look at them."""
    problems: list[Problem] = []
    frames: dict[str, pd.DataFrame] = {}
    for name, table in TABLES.items():
        if name not in typed:
            frames[name] = empty(table)
            continue
        clients = frames.get("clients", empty(TABLES["clients"]))
        around = Around(
            name,
            delivery.sheets[name].place,
            lookups,
            clients.set_index("client")["started"],
            clients_sent,
        )
        frames[name], found = check(typed[name], around)
        problems += found
    if not frames["workers"].empty:
        place = delivery.sheets["clients"].place
        problems += workers_are_known(frames["clients"], frames["workers"], place)
    return frames, tuple(problems)


def _finished(frame: pd.DataFrame, office: str) -> pd.DataFrame:
    """Put the frame's column ``office`` first and rows counted from 0."""
    finished = frame.reset_index(drop=True)
    finished.insert(0, "office", pd.Series(office, index=finished.index, dtype="str"))
    return finished
