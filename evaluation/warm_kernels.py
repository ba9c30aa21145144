"""Warm kernels: what every notebook imports is imported once, and its kernel forked from there.

Importing pandas, statsmodels and matplotlib takes longer than most reports. A server loads them,
and nothing of ours, no data and no key; each notebook gets a process of its own forked from it. All
the rest is as Jupyter does it. Where there is no such server, kernels start as they always do.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

LOADED_ONCE = (
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "IPython.core.completer",
    "jinja2",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "openpyxl",
    "pandas",
    "pyarrow.parquet",
    "python_calamine",
    "scipy.optimize",
    "scipy.stats",
    "seaborn",
    "statsmodels.stats.proportion",
    "stdnum.fi.hetu",
    "yaml",
)
"""Imported before the first kernel; what is not here, a notebook imports itself."""

INLINE = "module://matplotlib_inline.backend_inline"
MOST_BYTES = 1 << 20
PATIENCE = 60.0
"""Seconds to wait for a forked kernel, the loading of the packages included."""


@contextlib.contextmanager
def warm_kernels() -> Iterator[str]:
    """Keep a server of warm kernels while a batch runs.

    Yields
    ------
    str
        Where it is reached; "" where there is none: Windows cannot fork, and on a Mac a process may
        not once it has loaded some of the system's libraries.
    """
    if sys.platform != "linux":
        yield ""
        return
    with TemporaryDirectory(prefix="warm-") as folder:
        address = str(Path(folder) / "server")
        # Nothing is ever written to it: when this process ends in any way, its end of the pipe is
        # closed, and the server goes too.
        server = subprocess.Popen(
            [sys.executable, "-m", "evaluation.warm_kernels", address],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=single_threaded(os.environ),
        )
        try:
            yield address
        finally:
            server.kill()
            server.communicate()


def single_threaded(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which a process uses one thread for its matrices.

    Two kernels that each use all cores for small matrices only wait for each other; and a process
    with threads may not be forked.
    """
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {**environment, **dict.fromkeys(names, "1")}


class WarmProcess:
    """A forked kernel, as Jupyter knows processes (like :class:`subprocess.Popen`).

    It is no child of this process. That it lives is seen by its end of the connection, which the
    system closes when it dies in any way.

    Parameters
    ----------
    address : str
        Where the server is reached.
    request : mapping
        ``argv``: the kernel's arguments; ``env``: its environment; ``cwd``: its folder.

    Raises
    ------
    OSError, ValueError
        When no kernel was forked: there is no server, or it died.
    """

    stdin = stdout = stderr = None

    def __init__(self, address: str, request: Mapping[str, Any]) -> None:
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.settimeout(PATIENCE)
        _until_it_listens(self._connection, address)
        self._connection.sendall(json.dumps(request).encode() + b"\n")
        self.pid = int(self._connection.recv(32))
        self._connection.setblocking(False)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """None while it lives; its exit code is not known, 1 stands for any."""
        if self.returncode is None:
            with contextlib.suppress(BlockingIOError):
                if self._connection.recv(1) == b"":
                    self.returncode = 1
                    self._connection.close()
        return self.returncode

    def wait(self) -> int | None:
        """Wait until it has died."""
        while self.poll() is None:
            select.select([self._connection], [], [])
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has died: another process might have its number by now."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def _until_it_listens(connection: socket.socket, address: str) -> None:
    """Connect to a server that may have been started this moment."""
    for tries_left in reversed(range(200)):
        try:
            connection.connect(address)
            return
        except FileNotFoundError:
            if not tries_left:
                raise
            time.sleep(0.05)


def serve(address: str) -> None:
    """Load the packages, then fork a kernel for each request, until standard input is closed."""
    if sys.path[0] == os.getcwd():
        del sys.path[0]  # a kernel has its notebook's folder there
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    own = set(os.environ)
    for name in LOADED_ONCE:
        with contextlib.suppress(ImportError):
            import_module(name)
    by_packages = {name: os.environ[name] for name in set(os.environ) - own}
    signal.signal(signal.SIGCHLD, _bury)
    while listener in select.select([listener, sys.stdin], [], [])[0]:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as line:
            request = json.loads(line.readline(MOST_BYTES))
            if os.fork() == 0:
                listener.close()
                request["env"] = {**by_packages, **request["env"]}
                _become_kernel(connection, **request)


def _bury(*_: object) -> None:
    """Take leave of kernels that have ended; what they used is then counted as the server's."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become_kernel(
    connection: socket.socket, argv: Sequence[str], env: Mapping[str, str], cwd: str
) -> NoReturn:
    """Be to a notebook what a kernel of its own launch would be."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with open(os.devnull) as nothing:
            os.dup2(nothing.fileno(), 0)
        os.environ.clear()
        os.environ.update(env)
        os.environ.setdefault("MPLBACKEND", INLINE)
        os.chdir(cwd)
        _forget_the_server()
        connection.sendall(str(os.getpid()).encode())
        from ipykernel.kernelapp import IPKernelApp

        sys.argv = [str(import_module("ipykernel_launcher").__file__), *argv]
        # It ends when the server does, as a kernel ends with the process that launched it.
        IPKernelApp.launch_instance(parent_handle=os.getppid())
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(code)


def _forget_the_server() -> None:
    """Undo what the packages took from the server at their import, or share with their siblings."""
    import matplotlib
    import numpy as np
    import pandas as pd

    random.seed()
    np.random.seed()
    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    pd.set_option("display.max_columns", 20)  # in a terminal: as many as fit


if __name__ == "__main__":
    serve(sys.argv[1])
