"""Facts of Sotkanet → a table in the office's folder, with its sources beside it."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Mapping
from pathlib import Path

from python_calamine import CalamineWorkbook

from evaluation.connectors.sotkanet.facts import Facts, OfficeFacts
from evaluation.errors import BadInput, MissingInput
from evaluation.framework.model import LANGUAGES, Language, Text
from evaluation.intake.raw import table_called
from evaluation.provenance import hash_file
from evaluation.spreadsheets import write_csv

TABLE = "facts"
HEADER = ("jakso", "mittari", "arvo")
FILE = "toimisto.csv"
# Intake does not read files whose names begin so.
SOURCES = "README-sources.txt"
COPY = "README-replaced-{name}"
CSV_KINDS = frozenset({".csv", ".tsv"})
BOOK_KINDS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})

MARK = "Lähteet / Sources (evaluation sotkanet)"
ABOUT = Text(
    "Taulukon {file} luvut ovat THL:n avoimesta tilastopalvelusta Sotkanet.fi, alue: {region}.",
    "The numbers of {file} come from THL's open statistics service Sotkanet.fi, region: {region}.",
)
TERMS = Text(
    "Mainitse lähde aina. Muiden kuin THL:n tuottamilla tilastoilla voi olla omat ehtonsa.",
    "Always cite the source. Statistics of other producers than THL may have terms of their own.",
)
HASH = Text("Taulukon tarkiste (SHA-256): {hash}", "The table's checksum (SHA-256): {hash}")

OWN_TABLE = Text(
    "Toimistolla {office} on jo oma taulukko {file}. Anna --replace, jos se korvataan (siitä jää "
    "kopio), tai poista toimisto kartasta.",
    "The office {office} has a table {file} of its own. Give --replace to replace it (a copy is "
    "kept), or take the office out of the map.",
)
IN_BOOK = Text(
    "Toimiston {office} työkirjassa on jo tämä taulukko. Poista välilehti työkirjasta tai toimisto "
    "kartasta.",
    "A workbook of the office {office} has this table already. Remove the sheet from the workbook, "
    "or the office from the map.",
)
IN_PIECES = Text(
    "Toimistolla {office} on tämä taulukko useassa tiedostossa. Yhdistä ne tai poista toimisto "
    "kartasta.",
    "The office {office} has this table in several files. Join them, or take the office out of the "
    "map.",
)
OTHER_SOURCES = Text(
    "Toimistolla {office} on tiedosto {file}, jota tämä ohjelma ei kirjoittanut. Nimeä se toisin.",
    "The office {office} has a file {file} that this program did not write. Give it another name.",
)
COPY_THERE = Text(
    "Toimistolla {office} on jo kopio {file} korvatusta taulukosta. Siirrä se ensin muualle.",
    "The office {office} already has a copy {file} of a replaced table. Move it elsewhere first.",
)
NO_RAW = Text(
    "Kansiota {raw} ei ole. Nimeä kansio, jossa toimistojen kansiot ovat.",
    "There is no folder {raw}. Name the folder that holds the offices' folders.",
)


def write_facts(
    facts: Facts, raw: str | Path = "data/raw", replace: bool = False, language: Language = "en"
) -> tuple[Path, ...]:
    """Write the facts of every office that has any; all offices are checked before one is written.

    A table that this function wrote earlier, and nobody has changed since, is written anew. A
    table of the office's own is replaced only when asked, and a copy is kept.

    Parameters
    ----------
    facts : Facts
    raw : path
        Where the offices' folders are.
    replace : bool
        Whether a table that the office delivered itself may be replaced.
    language : {"fi", "en"}
        Of the errors' text.

    Returns
    -------
    tuple of Path
        The tables written.

    Raises
    ------
    MissingInput
        When ``raw`` is no folder.
    BadInput
        When an office has such a table already; nothing is written then.
    """
    raw = Path(raw)
    if not raw.is_dir():
        raise MissingInput(NO_RAW.say(language).format(raw=raw.as_posix()))
    offices = [office for office in facts.offices if office.rows]
    targets = [_target(raw / o.office, o.office, replace, language) for o in offices]
    return tuple(_write(office, target) for office, target in zip(offices, targets, strict=True))


def _target(folder: Path, office: str, replace: bool, language: Language) -> Path:
    """Return the file to write, or refuse."""

    def refuse(why: Text, file: str = "") -> BadInput:
        return BadInput(why.say(language).format(office=office, file=file))

    sources = folder / SOURCES
    if not folder.is_dir():
        return folder / FILE
    if sources.exists() and not _text_of(sources).startswith(MARK):
        raise refuse(OTHER_SOURCES, SOURCES)
    if any(_has_facts(path) for path in sorted(folder.iterdir())):
        raise refuse(IN_BOOK)
    there = [path for path in sorted(folder.iterdir()) if _is_facts(path)]
    if len(there) > 1:
        raise refuse(IN_PIECES)
    if not there:
        return folder / FILE
    if not _is_ours(there[0]):
        if not replace:
            raise refuse(OWN_TABLE, there[0].name)
        if (folder / COPY.format(name=there[0].name)).exists():
            raise refuse(COPY_THERE, COPY.format(name=there[0].name))
    return there[0]


def _is_facts(path: Path) -> bool:
    return path.suffix.lower() in CSV_KINDS and _names_facts(path.stem) and path.is_file()


def _names_facts(name: str) -> bool:
    table = table_called(name)
    return table is not None and table.name == TABLE


def _has_facts(path: Path) -> bool:
    """Whether a workbook has rows of this table; one that does not open, intake refuses.

    The collection form has a sheet for each table, and an empty one takes nothing away.
    """
    if path.suffix.lower() not in BOOK_KINDS or path.name.startswith((".", "~$")):
        return False
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheets = [name for name in book.sheet_names if _names_facts(name)]
            filled = [any(any(row) for row in _rows(book, name)[1:]) for name in sheets]
    except Exception:  # a broken workbook breaks in many ways
        return False
    return any(filled)


def _rows(book: CalamineWorkbook, sheet: str) -> list[list[object]]:
    return [list(row) for row in book.get_sheet_by_name(sheet).to_python()]


def _is_ours(path: Path) -> bool:
    sources = path.parent / SOURCES
    return sources.is_file() and hash_file(path) in _text_of(sources)


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _write(office: OfficeFacts, path: Path) -> Path:
    out = io.BytesIO()
    write_csv(out, HEADER, [(f.period, f.indicator, f.value) for f in office.rows])
    path.parent.mkdir(exist_ok=True)
    if path.exists() and not _is_ours(path):
        (path.parent / COPY.format(name=path.name)).write_bytes(path.read_bytes())
    # The sources first: a table without them would later look like the office's own.
    text = sources_text(office, path.name, hashlib.sha256(out.getvalue()).hexdigest())
    _put(path.parent / SOURCES, text.encode("utf-8"))
    _put(path, out.getvalue())
    return path


def sources_text(office: OfficeFacts, file: str, hash: str) -> str:
    """Text of the sources in Finnish and in English."""
    lines = [MARK, ""]
    for language in LANGUAGES:
        words: Mapping[str, str] = {"file": file, "region": office.region, "hash": hash}
        lines.append(ABOUT.say(language).format(**words))
        lines += [f"- {citation.say(language)}" for citation in office.citations]
        lines += [TERMS.say(language), HASH.say(language).format(**words), ""]
    return "\n".join(lines)


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; intake does not read a name that begins with a dot."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    os.replace(part, path)
