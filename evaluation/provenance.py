"""Hashes and versions: what a claim rests on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path


def hash_text(*texts: str) -> str:
    """SHA-256 of several texts, as 64 hexadecimal digits; order counts."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8"))
        digest.update(b"\x00")
    return digest.hexdigest()


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_files(paths: Iterable[Path], root: Path) -> str:
    """One SHA-256 over several files: their names below ``root`` and their bytes, in name order."""
    return hash_of({path: hash_file(path) for path in paths}, root)


def hash_of(files: Mapping[Path, str], root: Path) -> str:
    """Do as :func:`hash_files` where each file's own SHA-256 is known."""
    named = sorted((path.relative_to(root).as_posix(), own) for path, own in files.items())
    return hash_text(*(part for name_and_own in named for part in name_and_own))


def code_hash() -> str:
    """One SHA-256 over all files of this package."""
    package = Path(__file__).parent
    code = (p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return hash_files(code, package)


def package_version() -> str:
    """Version of the installed package, ``"unknown"`` when it is not installed."""
    try:
        return version("realist-workbench")
    except PackageNotFoundError:
        return "unknown"


def packages() -> dict[str, str]:
    """Versions of the installed packages that this one names as its dependencies."""
    try:
        named = requires("realist-workbench") or []
    except PackageNotFoundError:
        return {}
    found = {}
    for requirement in named:
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        if "extra ==" not in requirement:
            with suppress(PackageNotFoundError):
                found[name] = version(name)
    return found
