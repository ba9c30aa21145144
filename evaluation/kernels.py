"""The kernels of a batch: private, and forked from a warm server where there is one."""

from __future__ import annotations

import os
import sys
import uuid
from subprocess import DEVNULL
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Unicode

from evaluation.warm_kernels import WarmProcess

STOCK = [sys.executable, "-m", "ipykernel_launcher"]
"""How Jupyter launches a Python kernel of this environment; its arguments come after."""


class WarmProvisioner(LocalProvisioner):
    """Forks a kernel from the warm server; launches it as always where that cannot be done."""

    def __init__(self, address: str, **options: Any) -> None:
        super().__init__(**options)
        self.address = address

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Launch a kernel by its command."""
        if cmd[: len(STOCK)] != STOCK:
            return await super().launch_kernel(cmd, **kwargs)
        cwd = kwargs.get("cwd") or os.getcwd()
        request = {
            "argv": cmd[len(STOCK) :],
            "env": kwargs.get("env") or dict(os.environ),
            "cwd": cwd,
        }
        try:
            forked = WarmProcess(self.address, request)
        except (OSError, ValueError):
            return await super().launch_kernel(cmd, **kwargs)
        self.process = forked  # type: ignore[assignment]
        self.pid = self.pgid = forked.pid
        self.cwd = cwd
        return self.connection_info


def private_kernel(folder: str, warm: str) -> type[AsyncKernelManager]:
    """A kernel that nobody else can listen to.

    It is spoken to through sockets in a folder only this user can open (where the system has no
    such sockets, on Windows, on the local address, as Jupyter does), and what it prints beside its
    cells goes nowhere: it could hold data.

    Parameters
    ----------
    folder : str
        For the sockets.
    warm : str
        Where the warm server is reached; "" to launch kernels as Jupyter does.
    """

    class PrivateKernel(AsyncKernelManager):
        if os.name != "nt":
            transport = Unicode("ipc")
            connection_file = Unicode(os.path.join(folder, "kernel.json"))

        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
            if warm and self.provisioner is None:
                self.kernel_id = self.kernel_id or str(uuid.uuid4())
                self.provisioner = WarmProvisioner(
                    warm, kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
                )
            await super().start_kernel(**options, stdout=DEVNULL, stderr=DEVNULL)

    return PrivateKernel
