"""Read the theory from a folder of YAML files, with every problem by file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from evaluation.errors import MissingInput, TheoryError
from evaluation.framework import model
from evaluation.framework.collected import Entries
from evaluation.framework.entries import BAD, Entry, Reader
from evaluation.framework.lint import remarks
from evaluation.framework.model import Framework, Text
from evaluation.framework.problems import FrameworkProblem, has_error, one_of
from evaluation.framework.references import RULES
from evaluation.framework.yaml_files import line_of, read_folder, read_yaml

SINGLE: Mapping[str, Any] = {
    "title": Text,
    "version": str,
    "status": Text,
    "strategy_map": model.StrategyMap,
}
"""Sections that are one value and stand in one file."""

MANY: Mapping[str, type] = {
    "occasions": model.Occasion,
    "instruments": model.Instrument,
    "indicators": model.Indicator,
    "conditions": model.Condition,
    "configurations": model.Configuration,
    "code_lists": model.CodeList,
    "offices": model.Office,
}
"""Sections of entries with ids; each may stand in any file, and in several."""


def load_framework(folder: str | Path = "data/framework") -> Framework:
    """Read the theory, or refuse it with all its problems.

    Parameters
    ----------
    folder : str or Path
        Folder of ``*.yaml`` files. Any section may stand in any file.

    Returns
    -------
    Framework
        A theory without errors; it may have warnings (see :func:`read_framework`).

    Raises
    ------
    MissingInput
        When the folder is not there or holds no ``*.yaml`` file.
    TheoryError
        When any file has an error; carries every problem, errors and warnings.
    """
    framework, problems = read_framework(folder)
    if framework is None or has_error(problems):
        errors = sum(problem.severity == "error" for problem in problems)
        raise TheoryError(
            f"The theory in {Path(folder).as_posix()} has {errors} "
            f"{'error' if errors == 1 else 'errors'}. Mend these lines and try again:",
            problems,
        )
    return framework


def read_framework(
    folder: str | Path = "data/framework",
) -> tuple[Framework | None, tuple[FrameworkProblem, ...]]:
    """Read the theory and everything that is wrong with it; bad content raises nothing.

    Parameters
    ----------
    folder : str or Path
        Folder of ``*.yaml`` files.

    Returns
    -------
    framework : Framework or None
        None where the entries do not hold together. A theory that only breaks realist rules is
        returned, to be looked at: :func:`load_framework` refuses it.
    problems : tuple of FrameworkProblem
        In order of file and line.

    Raises
    ------
    MissingInput
        When the folder is not there or holds no ``*.yaml`` file.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise MissingInput(
            f"There is no theory folder {folder.as_posix()}. "
            "Name the folder that holds the theory's YAML files."
        )
    contents, problems = read_folder(folder)
    if not contents and not has_error(problems):
        raise MissingInput(f"The theory folder {folder.as_posix()} has no *.yaml file.")
    entries, found = _read_entries(folder, contents)
    problems = (*problems, *found)
    if not has_error(problems):
        problems = (*problems, *_missing_sections(folder, entries))
    problems = (*problems, *(problem for rule in RULES for problem in rule(entries)))
    framework = None
    if not has_error(problems):
        framework = _assemble(entries, _hash(contents))
        problems = (*problems, *_lint(framework, entries))
    return framework, tuple(sorted(problems, key=lambda p: (p.file, p.line, p.message)))


def _read_entries(
    folder: Path, contents: Mapping[str, bytes]
) -> tuple[Entries, tuple[FrameworkProblem, ...]]:
    entries: list[Entry] = []
    problems: list[FrameworkProblem] = []
    for name, content in contents.items():
        file = read_yaml(content, (folder / name).as_posix())
        problems += file.problems
        reader = Reader(file.name)
        for key, node in file.root.value if file.root else ():
            section = key.value if isinstance(key, yaml.ScalarNode) else ""
            if section in SINGLE:
                entries.append(reader.single(section, SINGLE[section], node))
            elif section in MANY:
                entries += reader.entries(section, MANY[section], node)
            else:
                problems.append(
                    FrameworkProblem(
                        "error",
                        file.name,
                        line_of(key),
                        f"unknown section '{section}'",
                        one_of(section, {*SINGLE, *MANY}),
                    )
                )
        problems += reader.problems
    return Entries(tuple(entries)), tuple(problems)


def _missing_sections(folder: Path, entries: Entries) -> Iterator[FrameworkProblem]:
    there = {entry.section for entry in entries.all}
    for section in (*SINGLE, *MANY):
        if section not in there:
            yield FrameworkProblem(
                "error",
                folder.as_posix(),
                1,
                f"no file has the section '{section}'",
                f"'{section}:' in one of the files",
            )


def _assemble(entries: Entries, digest: str) -> Framework:
    many = {s: {e.id: e.value for e in entries.of(s)} for s in MANY if s != "configurations"}
    versions = sorted((e.value for e in entries.of("configurations")), key=lambda c: c.version)
    latest = {e.id: None for e in entries.of("configurations")} | {c.id: c for c in versions}
    return Framework(
        **{s: entries.value(s, s) for s in SINGLE},  # type: ignore[arg-type]
        **many,  # type: ignore[arg-type]
        configurations=latest,
        earlier=tuple(c for c in versions if c is not latest[c.id]),
        hash=digest,
    )


def _lint(framework: Framework, entries: Entries) -> Iterator[FrameworkProblem]:
    places = {id(e.value): e for e in entries.all if e.value is not BAD}
    for remark in remarks(framework):
        yield places[id(remark.about)].problem(
            remark.path, remark.message, remark.expected, remark.severity
        )


def _hash(contents: Mapping[str, bytes]) -> str:
    """SHA-256 over the files' names and bytes, in name order."""
    digest = hashlib.sha256()
    for name, content in contents.items():
        for part in (name.encode(), content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()
