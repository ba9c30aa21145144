"""Killed at any moment of ingest, the store is the old delivery or the new one, whole."""

import datetime as dt
import itertools
import os
import random
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from evaluation.intake.ingesting import ingest
from evaluation.intake.offices import Reading, reader_of
from evaluation.intake.storing.inputs import inputs_of
from evaluation.intake.storing.store import DATASETS, INCOMING, LEDGER, LOCK, Store
from evaluation.observations import TABLES
from evaluation.provenance import hash_text
from evaluation.simulation import OfficePlan, simulate, write_region

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

KEY = bytes(range(32))
OFFICE = "office-b"
SEED = 20
SECONDS = 60
MOMENTS = {"ingest": 25, "writing": 10}
# What changes the folders: a killed process leaves a state between two of these steps. A new file
# is empty at ``fdopen`` and full at the next step.
STEPS = ("fdopen", "mkdir", "rename", "unlink", "rmdir")


@dataclass(frozen=True, eq=False)
class Version:
    """One version of an office's files, as read."""

    raw: Path
    reading: Reading
    inputs: dict[str, str]
    content: str


def content_of(observations):
    """Hash of everything that a delivery holds."""
    tables = [repr(observations.table(name).to_dict("list")) for name in TABLES]
    problems = map(repr, observations.problems)
    rest = (observations.delivered, observations.hashes, observations.synthetic)
    return hash_text(*tables, *problems, repr(rest))


@pytest.fixture(scope="module")
def versions(tmp_path_factory, framework):
    """Two versions of a tiny office's files."""
    home = tmp_path_factory.mktemp("versions")
    today = dt.date.today()

    def version(seed):
        raw = home / str(seed) / "raw"
        write_region(simulate(seed, (OfficePlan(OFFICE, 1, 5, form="utf-8 csv"),)), raw)
        reading = reader_of(raw, framework, KEY, today)(OFFICE)
        inputs = inputs_of(raw, OFFICE, framework, KEY)
        return Version(raw, reading, inputs, content_of(reading.observations()))

    old, new = version(1), version(2)
    assert old.content != new.content
    return old, new


@pytest.fixture
def no_waiting_for_the_disk(monkeypatch):
    """What a process has written is there when the process is killed, on the disk or not."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def write(framework):
    today = dt.date.today()
    return lambda store, version: store.write(
        version.reading, version.inputs, framework.version, today
    )


def forked(work):
    """Do ``work`` in a process of its own; return the process's number."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    signal.alarm(SECONDS)  # a process that hangs fails its test, and does not hang it
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def end_of(pid):
    """How a process ended: 0 when it came to its end, −9 when it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at(step, work):
    """Do ``work`` and be killed just before its step number ``step``."""
    done = 0

    def counted(real):
        def call(*arguments, **named):
            nonlocal done
            done += 1
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return call

    def run():
        for name in STEPS:
            setattr(os, name, counted(getattr(os, name)))
        work()

    return run


def whole(store, *allowed):
    """Which of the allowed deliveries the store holds; it must be one of them to the letter."""
    if store.current(OFFICE) is None:
        assert None in allowed
        return None
    content = content_of(store.load([OFFICE]))
    (found,) = [v for v in allowed if v is not None and v.content == content]
    sequences = [e.sequence for e in store.history(OFFICE)]
    assert sequences == list(range(1, len(sequences) + 1))
    return found


def is_clean(store):
    """Nothing stands in the store but what its ledger names."""
    assert {p.name for p in store.folder.iterdir()} == {*DATASETS, LEDGER, LOCK}
    named = {f"delivery={e.delivery}" for e in store.history(OFFICE)}
    for name in DATASETS:
        (home,) = (store.folder / name).iterdir()
        assert {p.name for p in home.iterdir()} == named
        assert {p.name for p in home.rglob("*.*")} == {"part.parquet"}
    assert all(p.suffix == ".json" for p in (store.folder / LEDGER / OFFICE).iterdir())


def kill_at_each_step(work, check):
    """Kill ``work`` before its first step, its second … until it comes to its end.

    ``check`` is told whether the work came to its end, and may make things ready again.
    """
    step = 0
    while True:
        step += 1
        code = end_of(forked(killed_at(step, work)))
        assert code in (0, -signal.SIGKILL)
        check()
        if code == 0:
            return step - 1


@pytest.mark.usefixtures("no_waiting_for_the_disk")
def test_first_delivery_killed_at_each_step(versions, write, tmp_path):
    old, _ = versions
    store = Store(tmp_path / "store")
    seen = []

    def check():
        seen.append(whole(store, None, old))
        write(store, old)
        assert whole(store, old) == old
        is_clean(store)
        shutil.rmtree(store.folder)

    steps = kill_at_each_step(lambda: write(store, old), check)
    assert steps > 5 * len(DATASETS)
    # Once the delivery is there, it stays: one step, and nothing in between.
    first = seen.index(old)
    assert set(seen[:first]) == {None}
    assert set(seen[first:]) == {old}


@pytest.mark.usefixtures("no_waiting_for_the_disk")
def test_second_delivery_killed_at_each_step(versions, write, tmp_path):
    old, new = versions
    kept = Store(tmp_path / "kept")
    write(kept, old)
    store = Store(tmp_path / "store")
    shutil.copytree(kept.folder, store.folder)
    seen = []

    def check():
        seen.append(whole(store, old, new))
        write(store, new)
        assert whole(store, new) == new
        is_clean(store)
        shutil.rmtree(store.folder)
        shutil.copytree(kept.folder, store.folder)

    kill_at_each_step(lambda: write(store, new), check)
    first = seen.index(new)
    assert set(seen[:first]) == {old}
    assert set(seen[first:]) == {new}


@pytest.mark.usefixtures("no_waiting_for_the_disk")
def test_clearing_away_killed_at_each_step(versions, write, tmp_path):
    """The run after a killed one is killed as well."""
    old, new = versions
    broken = Store(tmp_path / "broken")
    write(broken, old)
    # All but the ledger's entry is in place: the most that can be left over.
    assert end_of(forked(killed_before_the_ledger(lambda: write(broken, new)))) == -signal.SIGKILL
    assert whole(broken, old) == old
    assert (broken.folder / INCOMING).exists()
    store = Store(tmp_path / "store")
    shutil.copytree(broken.folder, store.folder)

    def check():
        assert whole(store, old) == old
        store.sweep()
        is_clean(store)
        shutil.rmtree(store.folder)
        shutil.copytree(broken.folder, store.folder)

    assert kill_at_each_step(store.sweep, check) > 9


def killed_before_the_ledger(work):
    real = os.rename

    def rename(source, target):
        if Path(target).suffix == ".json":
            os.kill(os.getpid(), signal.SIGKILL)
        real(source, target)

    def run():
        os.rename = rename
        work()

    return run


@pytest.mark.parametrize("part", MOMENTS)
def test_killed_at_random_moments(part, versions, write, framework, tmp_path):
    store = Store(tmp_path / "store")
    random_moment = random.Random(SEED)

    def take(version):
        return ingest(version.raw, framework, [OFFICE], store, KEY)

    def again_and_again():
        while True:
            for version in reversed(versions):
                take(version) if part == "ingest" else write(store, version)

    take(versions[0])
    started = time.monotonic()
    for version in (*versions[::-1], *versions[::-1]):
        take(version) if part == "ingest" else write(store, version)
    one = (time.monotonic() - started) / 4
    for moment in range(MOMENTS[part]):
        pid = forked(again_and_again)
        time.sleep(random_moment.uniform(0, 1.5 * one))
        os.kill(pid, signal.SIGKILL)
        assert end_of(pid) == -signal.SIGKILL
        whole(store, *versions)
        version = versions[moment % 2]
        assert content_of(take(version)) == version.content
        assert whole(store, *versions) == version
        is_clean(store)


def test_two_at_once_take_turns(versions, write, tmp_path):
    store = Store(tmp_path / "store")
    turns = 15

    def many(order):
        def run():
            for _ in range(turns):
                for version in order:
                    write(store, version)

        return run

    both = [forked(many(versions)), forked(many(versions[::-1]))]
    assert [end_of(pid) for pid in both] == [0, 0]
    whole(store, *versions)
    is_clean(store)
    entries = store.history(OFFICE)
    assert turns <= len(entries) <= 4 * turns
    # No delivery was written twice in a row.
    hashes = [e.inputs["files"] for e in entries]
    assert all(a != b for a, b in itertools.pairwise(hashes))
