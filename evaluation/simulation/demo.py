"""Puts the offices' files in place, and keeps its hands off everything else.

``SYNTHETIC.json`` names every file written here with its SHA-256: only such files are ever
replaced or removed again.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from evaluation.errors import BadInput
from evaluation.observations import TABLES
from evaluation.simulation.deeds import DEEDS
from evaluation.simulation.dialects import Cells, Dialect, dialect_of, written
from evaluation.simulation.offices import OfficePlan
from evaluation.simulation.region import SimulatedRegion, simulate
from evaluation.simulation.truth import DEFAULT_SEED, VERSION
from evaluation.simulation.workbook import write_workbook

RECORD = "SYNTHETIC.json"
APPROVED = "approved.yaml"
UNFINISHED = ".demo-unfinished"
"""Stands in the folder while files are put in place: what a broken-off run leaves is ours."""
ABOUT = (
    "Synteettistä aineistoa: mikään ei koske ketään oikeaa ihmistä tai toimistoa. "
    "Synthetic data: nothing here is about any real person or office."
)
DATA_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".qdpx"})


def write_demo(folder: Path, seed: int = DEFAULT_SEED) -> Path:
    """Write the demo: what seven offices would send, and the record that says it is synthetic.

    Parameters
    ----------
    folder : Path
        Usually ``data/raw``; made when missing. It must hold no data.
    seed : int
        Equal seeds give equal bytes.

    Returns
    -------
    Path
        ``folder``.

    Raises
    ------
    BadInput
        When the folder holds data already; nothing is written then.
    """
    return write_region(simulate(seed), folder)


def write_region(region: SimulatedRegion, folder: Path) -> Path:
    """Write any simulated region as :func:`write_demo` writes the demo."""
    if not _is_free(folder):
        raise BadInput(f"{folder.name}/ holds data already; nothing was written there.")
    _put(region, folder)
    return folder


def ensure_demo(folder: Path, seed: int = DEFAULT_SEED) -> bool:
    """See to it that a folder without data has the demo; never touch anybody's data.

    A demo of another seed or version is renewed, if nobody has changed or added a file.

    Parameters
    ----------
    folder : Path
    seed : int

    Returns
    -------
    bool
        True when the folder now holds demo data as they were written; False when it holds
        anything else, and then it is left as it was.
    """
    if _is_free(folder):
        _put(simulate(seed), folder)
        return True
    record = _record(folder)
    if record is None or not _is_as_written(folder, record):
        return False
    broken_off = (folder / UNFINISHED).exists()
    if broken_off or (record.get("seed"), record.get("version")) != (seed, VERSION):
        _put(simulate(seed), folder, record)
    return True


def _is_free(folder: Path) -> bool:
    """Whether nothing in the folder could be data or would be in the way."""
    if not folder.exists():
        return True
    ours = {RECORD} if (folder / UNFINISHED).exists() else {RECORD, APPROVED}
    return not any(
        entry.is_dir() or entry.suffix.lower() in DATA_SUFFIXES or entry.name in ours
        for entry in _visible(folder)
    )


def _is_as_written(folder: Path, record: Mapping[str, Any]) -> bool:
    """Whether every file is the recorded one; a broken-off run may have left some out."""
    found = {
        path.relative_to(folder).as_posix(): path
        for office in _visible(folder)
        for path in ([office] if office.is_file() else office.rglob("*"))
        if path.is_file() and path.name not in (RECORD, APPROVED)
    }
    files = record["files"]
    data = {name for name in found if "/" in name or found[name].suffix.lower() in DATA_SUFFIXES}
    complete = data == set(files) or (data <= set(files) and (folder / UNFINISHED).exists())
    return complete and all(_hash_of(found[name]) == files[name] for name in data)


def _record(folder: Path) -> dict[str, Any] | None:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and isinstance(record.get("files"), dict) else None


def _visible(folder: Path) -> Iterator[Path]:
    return (entry for entry in sorted(folder.iterdir()) if not entry.name.startswith("."))


def _put(
    region: SimulatedRegion, folder: Path, old: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Build everything beside its place, then move it there file by file, the data last.

    ``old`` is the record of a demo to renew. At every moment each data file in place is one that
    the record in place names, so that a run that breaks off can be taken up again. Approvals that
    somebody has changed stay as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".demo-", dir=folder) as name:
        built = Path(name)
        files = _write(region, built)
        (folder / UNFINISHED).touch()
        for path in old.get("files", ()):
            (folder / path).unlink(missing_ok=True)
        if _hash_of(folder / APPROVED) in ("", old.get(APPROVED)):
            os.replace(built / APPROVED, folder / APPROVED)
        os.replace(built / RECORD, folder / RECORD)
        for path in files:
            (folder / path).parent.mkdir(exist_ok=True)
            os.replace(built / path, folder / path)
    (folder / UNFINISHED).unlink(missing_ok=True)


def _write(region: SimulatedRegion, folder: Path) -> list[str]:
    paths = [path for plan in region.offices for path in _write_office(region, plan, folder)]
    files = {path.relative_to(folder).as_posix(): _hash_of(path) for path in paths}
    said = (text for deed in DEEDS for text in (deed.text, deed.owner, deed.result))
    quotations = list(dict.fromkeys(said))
    (folder / APPROVED).write_text(
        "# Exact texts that may be quoted in reports. These are the demo's own, invented.\n"
        + yaml.safe_dump({"quotations": quotations}, allow_unicode=True, width=1000),
        encoding="utf-8",
    )
    record = {
        "about": ABOUT,
        "seed": region.seed,
        "version": VERSION,
        "truth": {
            id: {"kind": t.kind, "effect_in": t.effect_in, "effect_out": t.effect_out}
            for id, t in region.truth.items()
        },
        "files": files,
        APPROVED: _hash_of(folder / APPROVED),
    }
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    (folder / RECORD).write_text(text, encoding="utf-8")
    return list(files)


def _write_office(region: SimulatedRegion, plan: OfficePlan, folder: Path) -> list[Path]:
    dialect = dialect_of(plan)
    sheets = {
        dialect.name(TABLES[name]): written(
            TABLES[name], frame[frame["office"] == plan.id], dialect
        )
        for name, frame in region.tables.items()
    }
    place = folder / plan.id
    place.mkdir()
    if not dialect.separator:
        book = place / ("effectiveness.xlsx" if not dialect.finnish else "vaikuttavuus.xlsx")
        write_workbook(book, sheets)
        return [book]
    return [_write_csv(place / f"{title}.csv", cells, dialect) for title, cells in sheets.items()]


def _write_csv(path: Path, columns: Sequence[Cells], dialect: Dialect) -> Path:
    with path.open("w", encoding=dialect.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=dialect.separator, lineterminator="\r\n")
        writer.writerow([column.header for column in columns])
        writer.writerows(zip(*(column.cells for column in columns), strict=True))
    return path


def _hash_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
