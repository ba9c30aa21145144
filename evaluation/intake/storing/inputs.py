"""What a delivery was read from, as fingerprints: when none changes, nothing is read anew."""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from evaluation.framework.model import Framework
from evaluation.intake.delivery import files_of, office_files
from evaluation.intake.demo import LIST_FILE
from evaluation.provenance import hash_file, hash_files, hash_text

# The package's rooms that take part in reading, besides the files that stand in none.
ROOMS = ("connectors", "framework", "intake")
# Libraries whose reading of files and of identity codes goes into the data.
LIBRARIES = ("numpy", "pandas", "pyarrow", "python-calamine", "openpyxl", "python-stdnum")
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
    files = office_files(folder, office)
    found = files_of(folder / office)
    listed = folder / LIST_FILE
    return {
        "files": hash_files(files, folder),
        "kinds": "".join(READ if p in files else "l" if p.is_symlink() else "-" for p in found),
        "elsewhere": _elsewhere(folder, office, {path.stat().st_size for path in files}),
        "synthetic": hash_file(listed) if listed.exists() else "",
        "framework": framework_fingerprint(framework),
        "code": code_fingerprint(),
        "key": key_fingerprint(key),
    }


def _elsewhere(folder: Path, office: str, sizes: Collection[int]) -> str:
    """Hash of other offices' files that are as large as one of this office's."""
    homes = (home for home in folder.iterdir() if home.is_dir() and home.name != office)
    others = (path for home in homes for path in home.iterdir() if path.is_file())
    alike = sorted(hash_file(path) for path in others if path.stat().st_size in sizes)
    return hash_text(*alike) if alike else ""


def framework_fingerprint(framework: Framework) -> str:
    """Hash of the framework's files, and of what reading takes from it.

    A framework that was put together or changed in memory has no hash of its own, or an old one.
    """
    used = (framework.indicators, framework.code_lists, framework.offices, framework.occasions)
    return hash_text(framework.hash, repr(used))


@functools.cache
def code_fingerprint() -> str:
    """Hash of the program's files that read, and the versions of the libraries they use."""
    package = Path(__file__).parents[2]
    files = [*package.glob("*.py"), *(p for room in ROOMS for p in (package / room).rglob("*.py"))]
    return hash_text(hash_files(files, package), *map(_version, LIBRARIES))


def key_fingerprint(key: bytes) -> str:
    """Sixteen digits that differ from key to key; the key cannot be found out from them."""
    return hmac.new(key, WHICH_KEY, hashlib.sha256).hexdigest()[:DIGITS]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"
