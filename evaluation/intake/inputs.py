"""What a delivery was read from, as fingerprints: when none changes, nothing is read anew."""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from evaluation.framework.model import Framework
from evaluation.intake.delivery import files_of, is_ignored, is_read
from evaluation.intake.demo import LIST_FILE
from evaluation.provenance import hash_file, hash_files, hash_text

# Libraries whose reading of files and of identity codes goes into the data.
LIBRARIES = ("pandas", "python-calamine", "openpyxl", "python-stdnum")
WHICH_KEY = b"realist-workbench: which key made these pseudonyms"
DIGITS = 16
READ = "+"


def inputs_of(folder: Path, office: str, framework: Framework, key: bytes) -> dict[str, str]:
    """Fingerprints of all that the reading of an office depends on, but for the day.

    Parameters
    ----------
    folder : Path
        Where the offices' folders are; the office's own is there.
    office : str
    framework : Framework
    key : bytes
        Key of the pseudonyms. Its fingerprint tells nothing of it.

    Returns
    -------
    dict of str to str
        ``files``: names and bytes of the files that are read, as in :attr:`Observations.hashes`;
        ``kinds``: which of the folder's files are (a warning tells of the others by number);
        ``elsewhere``: files of other offices that may be the same; ``synthetic``: the list of our
        own demo files; ``framework``; ``code``; ``key``.
    """
    found = files_of(folder / office)
    kinds = [_kind(path) for path in found]
    files = [path for path, kind in zip(found, kinds, strict=True) if kind == READ]
    listed = folder / LIST_FILE
    return {
        "files": hash_files(files, folder),
        "kinds": "".join(kinds),
        "elsewhere": _elsewhere(folder, office, {path.stat().st_size for path in files}),
        "synthetic": hash_file(listed) if listed.exists() else "",
        "framework": framework_fingerprint(framework),
        "code": code_fingerprint(),
        "key": key_fingerprint(key),
    }


def _kind(path: Path) -> str:
    if is_read(path):
        return READ
    return "l" if path.is_symlink() else "-"


def _elsewhere(folder: Path, office: str, sizes: Collection[int]) -> str:
    """Hash of other offices' files that are as large as one of this office's."""
    homes = (p for p in sorted(folder.iterdir()) if p.is_dir() and not is_ignored(p.name))
    others = (path for home in homes if home.name != office for path in home.iterdir())
    alike = [path for path in others if is_read(path) and path.stat().st_size in sizes]
    return hash_text(*sorted(map(hash_file, alike))) if alike else ""


def framework_fingerprint(framework: Framework) -> str:
    """Hash of the framework's files, and of what reading takes from it.

    A framework that was put together or changed in memory has no hash of its own, or an old one.
    """
    used = (framework.indicators, framework.code_lists, framework.offices)
    return hash_text(framework.hash, repr(used))


@functools.cache
def code_fingerprint() -> str:
    """Hash of the program's files that read, and the versions of the libraries they use."""
    package = Path(__file__).parents[1]
    files = sorted([*package.glob("*.py"), *(package / "intake").rglob("*.py")])
    return hash_text(hash_files(files, package), *map(_version, LIBRARIES))


def key_fingerprint(key: bytes) -> str:
    """Sixteen digits that differ from key to key; the key cannot be found out from them."""
    return hmac.new(key, WHICH_KEY, hashlib.sha256).hexdigest()[:DIGITS]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"
