"""Hashes and versions: what a claim rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
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
    names = sorted((path.relative_to(root).as_posix(), path) for path in paths)
    return hash_text(*(part for name, path in names for part in (name, hash_file(path))))


def package_version() -> str:
    """Version of the installed package, ``"unknown"`` when it is not installed."""
    try:
        return version("realist-workbench")
    except PackageNotFoundError:
        return "unknown"
