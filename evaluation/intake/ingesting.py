"""Ingest: offices whose files or theory have changed are read and stored; all come from the store.

The story of :func:`ingest`: clear away what a broken-off run has left; read and store each office
that the store does not hold as it now is; load all from the store.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evaluation.errors import BadInput
from evaluation.framework.model import Framework
from evaluation.intake.offices import Reading, asked_offices, reader_of
from evaluation.intake.storing.inputs import inputs_of
from evaluation.intake.storing.store import Store
from evaluation.keys import load_key
from evaluation.observations import Observations, Problems


def ingest(
    folder: str | Path,
    framework: Framework,
    offices: Sequence[str] | None = None,
    store: str | Path | Store | None = None,
    key: bytes | None = None,
    today: dt.date | None = None,
) -> Observations:
    """Load offices from the store, after reading those that it does not hold as they now are.

    Parameters
    ----------
    folder, framework, offices, key, today
        As in :func:`evaluation.intake.read_offices`.
    store : path or Store, optional
        By default the folder ``store`` beside ``folder``.

    Returns
    -------
    Observations
        What :func:`evaluation.intake.read_offices` would give. An office that is refused is named
        in ``missing``; what the store has of it from before stays there and is not used.

    Raises
    ------
    MissingInput, EmptyInput, UnknownCode, BadInput, KeyProblem
        As :func:`evaluation.intake.read_offices`.
    BadInput
        Besides, when the store is damaged or cannot be written, or an office's files change while
        they are read.
    """
    asked = asked_offices(folder, framework, offices)
    store = store if isinstance(store, Store) else Store(store or store_beside(folder))
    refused = take_in(folder, framework, asked, store, key, today)
    return _loaded(store, asked, refused)


def take_in(
    folder: str | Path,
    framework: Framework,
    offices: Sequence[str],
    store: Store,
    key: bytes | None = None,
    today: dt.date | None = None,
) -> tuple[Reading, ...]:
    """Read and store those offices that the store does not hold as they now are.

    Parameters
    ----------
    folder, framework, key, today
        As in :func:`evaluation.intake.read_offices`.
    offices : sequence of str
    store : Store

    Returns
    -------
    tuple of Reading
        The offices that are refused; of them nothing is stored.

    Raises
    ------
    KeyProblem, BadInput
        As :func:`ingest`.
    """
    folder = Path(folder)
    key = load_key() if key is None else key
    day = today or dt.date.today()
    store.sweep()
    read = reader_of(folder, framework, key, day)
    refused: list[Reading] = []
    for office in offices:
        known = office in framework.offices and (folder / office).is_dir()
        inputs = inputs_of(folder, office, framework, key) if known else {}
        if known and store.holds(office, inputs, day):
            continue
        reading = read(office)
        if reading.frames is None:
            refused.append(reading)
            continue
        if reading.content != inputs["files"]:
            raise BadInput(
                f"The files of {office} changed while they were read. Wait until they are all"
                " copied, and ingest again."
            )
        store.write(reading, inputs, framework.version, day)
    return tuple(refused)


def store_beside(folder: str | Path) -> Path:
    """Where the store is kept by default: the folder ``store`` beside the offices' files."""
    return Path(os.path.abspath(folder)).parent / "store"


def _loaded(store: Store, asked: Sequence[str], refused: Sequence[Reading]) -> Observations:
    """Load the accepted offices; name the refused ones in ``missing``."""
    missing = {reading.office: reading.reason for reading in refused}
    accepted = [office for office in asked if office not in missing]
    if not accepted:
        raise refused[0].error()
    observations = store.load(accepted)
    told = (*observations.problems, *(p for reading in refused for p in reading.problems))
    return replace(observations, problems=Problems(told), missing=missing)
