"""Notebooks on many machines: the workers of a dask scheduler instead of processes of this one."""

from __future__ import annotations

import hmac
import logging
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from evaluation import provenance
from evaluation.errors import ClusterProblem
from evaluation.keys import load_key

ANSWER_WITHIN = 10
"""Seconds for the scheduler to answer."""


@contextmanager
def on_cluster(address: str, work: Path) -> Iterator[Executor]:
    """Hand out work to the workers of a dask scheduler, as any executor does.

    A notebook whose worker is lost is run again by another.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.
    work : pathlib.Path
        The private folder where reports are made: every worker writes there.

    Yields
    ------
    concurrent.futures.Executor

    Raises
    ------
    ClusterProblem
        When dask is not installed, nobody answers, there is no worker, or a worker has another key,
        another version of this program, or does not see the folder.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ClusterProblem(
            "A cluster needs dask: pip install 'realist-workbench[cluster]', on every machine."
        ) from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it says, we say
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions of other packages: the manifest has ours
            client = Client(address, timeout=ANSWER_WITHIN)
    except (OSError, ValueError):
        raise ClusterProblem(
            f"No dask scheduler answers at {address}. Start one with: dask scheduler"
        ) from None
    with client:
        _require_same(client.run(seen_here, work), seen_here(work))
        with client.get_executor(pure=False) as executor:
            yield executor


Seen = dict[str, str]
"""What a worker has, by what it is called in messages."""


def seen_here(work: Path) -> Seen:
    """What must be the same on every machine: marks of the key and the code, and the folder.

    The mark of the key tells nothing of the key.
    """
    try:
        key = hmac.new(load_key(), b"the same key", digestmod="sha256").hexdigest()
    except Exception as refusal:
        key = type(refusal).__name__
    return {
        "key": key,
        "version of this program": provenance.code_hash(),
        "folder": "here" if work.is_dir() else "not here",
    }


def _require_same(workers: dict[str, Seen], ours: Seen) -> None:
    if not workers:
        raise ClusterProblem(
            "The scheduler has no workers. Start some with: dask worker ADDRESS --nthreads 1"
        )
    for worker, seen in workers.items():
        for what, mark in ours.items():
            if seen.get(what) != mark:
                raise ClusterProblem(
                    f"The worker {worker} has not the same {what} as this machine. "
                    "docs/many-offices.md tells what every machine needs."
                )
