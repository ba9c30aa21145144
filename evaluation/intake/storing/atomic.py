"""Files that are there whole or not at all, and that nobody else may read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, wait: bool = True) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int, wait: bool = True) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


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


@contextmanager
def try_lock(path: Path, who: str) -> Iterator[str | None]:
    """Hold a lock, unless another process does; nothing is left of it afterwards.

    Parameters
    ----------
    path : pathlib.Path
    who : str
        Written there for others to read.

    Yields
    ------
    str or None
        None when it is held; else what the other process has written.
    """
    descriptor, held = _opened(path)
    try:
        if not held:
            yield _told(descriptor)
            return
        try:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, who.encode())
            yield None
        finally:
            with suppress(PermissionError):  # Windows keeps it while it is open
                path.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _opened(path: Path) -> tuple[int, bool]:
    """Open a lock and take it if it is free; one that was taken away meanwhile is made anew."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            _lock(descriptor, wait=False)
        except OSError:
            return descriptor, False
        if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
            return descriptor, True
        os.close(descriptor)


def _told(lock: int) -> str:
    try:
        return os.read(lock, 200).decode(errors="replace") or "a process that has just begun"
    except OSError:  # Windows lets nobody else read it
        return "a process of this computer"
