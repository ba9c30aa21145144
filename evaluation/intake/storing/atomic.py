"""Files that are there whole or not at all, and that nobody else may read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def private_folder(path: Path) -> None:
    """Make a folder that only its owner may open, and those above it that are missing.

    A new folder is on the disk, not only in memory, when this returns.
    """
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            sync_folder(folder.parent)


def close_to_others(folder: Path) -> None:
    """Take the rights of others away from a folder that somebody has made."""
    if sys.platform != "win32" and folder.stat().st_mode & 0o077:
        folder.chmod(FOLDER_MODE)


def write_private(path: Path, data: bytes | memoryview) -> None:
    """Write a new file that only its owner may read; it is on the disk when this returns.

    Raises
    ------
    FileExistsError
        When the file is there already.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk (Windows does so by itself)."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait until no other process holds this lock, then hold it.

    The system itself gives the lock of a killed process back, so that no lock is ever left over.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)
