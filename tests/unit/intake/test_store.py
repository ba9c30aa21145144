"""The store: what was read comes back the same, once, whole, and for nobody else to read."""

import dataclasses
import datetime as dt
import errno
import json
import os
import re
import shutil
import sys

import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from conftest import KEY, TODAY, delivery, write_csv

from evaluation.errors import BadInput, EmptyInput, EvaluationError, MissingInput
from evaluation.framework.model import Office, Text
from evaluation.intake import ingesting, read_offices
from evaluation.intake.ingesting import ingest
from evaluation.intake.storing import inputs as inputs_module
from evaluation.intake.storing.ledger import Rows
from evaluation.intake.storing.store import DATASETS, Store
from evaluation.observations import TABLES
from evaluation.provenance import hash_file

KEY_OF_DEMO = bytes(range(32))
TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "raw"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def take(raw, theory):
    """Ingest what stands in ``raw``; the store is beside it."""

    def run(*offices, today=TODAY, key=KEY, framework=theory):
        return ingest(raw, framework, offices or ("office-a",), key=key, today=today)

    return run


@pytest.fixture
def not_read(monkeypatch):
    """From now on no office may be read."""

    def forbid():
        def read(office):
            raise AssertionError(f"{office} was read")

        monkeypatch.setattr(ingesting, "reader_of", lambda *_: read)

    return forbid


def corrected():
    tables = delivery()
    tables["arvioinnit"][1][-1] = "8"
    return tables


def send(raw, office, tables=None):
    """Write an office's files; no two offices' files are the same bytes."""
    separator = {"office-a": ";", "office-b": ",", "office-c": "\t"}[office]
    return write_csv(raw / office, tables or delivery(), separator=separator)


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def as_it_is(folder):
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files_in(folder)}


def same(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(one.table(name), other.table(name))
    for name in ("offices", "problems", "delivered", "hashes", "synthetic", "missing"):
        assert getattr(one, name) == getattr(other, name), name


# --- what was read comes back ---------------------------------------------------------------------


def test_the_demo_comes_back_as_it_was_read(demo, framework, observations, tmp_path, not_read):
    store = tmp_path / "store"
    same(ingest(demo, framework, store=store, key=KEY_OF_DEMO), observations)
    not_read()
    again = ingest(demo, framework, store=store, key=KEY_OF_DEMO)
    same(again, observations)
    one = Store(store).load(["office-f"])
    same(one, dataclasses.replace(observations.of("office-f"), missing={}))
    assert one.table("clients").loc[0, "office"] == "office-f"
    later = again.assessments.copy()
    later.loc[0, "value"] = 3.0  # a notebook may change its own frame


def test_offices_come_in_the_order_asked_for(raw, theory, take):
    send(raw, "office-a")
    send(raw, "office-b")
    send(raw, "office-c", delivery() | {"palaute": [["päivä"], ["1.4.2024"], ["31.2.2024"]]})
    for offices in (("office-c", "office-a", "office-c"), ("office-b", "office-c"), ("office-a",)):
        same(take(*offices), read_offices(raw, theory, offices, KEY, TODAY))


def test_by_default_the_roster_and_the_store_beside_the_folder(raw, theory, store, monkeypatch):
    for office in theory.offices:
        send(raw, office)
    monkeypatch.chdir(raw)
    seen = ingest(".", theory, key=KEY, today=TODAY)
    same(seen, read_offices(".", theory, key=KEY, today=TODAY))
    assert store.offices() == seen.offices == tuple(theory.offices)


def test_any_reader_of_parquet_can_open_a_table(raw, store, take):
    write_csv(raw / "office-a", delivery())
    seen = take()
    table = ds.dataset(store.folder / "assessments", partitioning="hive").to_table()
    frame = table.to_pandas()
    assert list(frame.office) == ["office-a"] * 4
    assert set(frame.delivery) == {store.current("office-a").delivery}
    assert list(frame.value) == list(seen.assessments.value)
    assert str(table.schema.field("date").type) == "date32[day]"
    assert table["client_present"].null_count == seen.assessments.client_present.isna().sum() == 1
    # The optional table that was not sent is there too, with its columns and no row.
    actions = ds.dataset(store.folder / "actions", partitioning="hive").to_table()
    assert actions.num_rows == 0
    assert set(actions.column_names) >= {c.name for c in TABLES["actions"].columns}


def test_only_the_asked_offices_files_are_opened(raw, store, take):
    send(raw, "office-a")
    send(raw, "office-b")
    seen = take("office-a", "office-b")
    for path in files_in(store.folder):
        if "office-b" in path.as_posix():
            path.write_bytes(b"no Parquet, no JSON")
    same(store.load(["office-a"]), seen.of("office-a"))
    same(take("office-a"), seen.of("office-a"))
    with pytest.raises(BadInput):
        store.load()


# --- twice, corrected, changed --------------------------------------------------------------------


def test_delivering_twice_changes_nothing(raw, store, take, not_read):
    write_csv(raw / "office-a", delivery())
    first = take()
    before = as_it_is(store.folder)
    not_read()
    same(take(), first)
    same(take(today=TOMORROW), first)
    assert as_it_is(store.folder) == before


def test_a_corrected_file_supersedes_and_history_stays(raw, store, take):
    write_csv(raw / "office-a", delivery())
    first, before = take(), as_it_is(store.folder)
    write_csv(raw / "office-a", corrected())
    second = take()
    assert list(first.assessments.value) != list(second.assessments.value)
    same(store.load(["office-a"]), second)
    one, two = store.history("office-a")
    assert (one.sequence, one.supersedes, two.sequence, two.supersedes) == (1, None, 2, 1)
    assert one.inputs["files"] == first.hashes["office-a"] != two.inputs["files"]
    assert store.current("office-a") == two
    after = as_it_is(store.folder)
    assert {path: after[path] for path in before} == before
    # Taken back, the first files are the third delivery; nobody else's is touched.
    write_csv(raw / "office-a", delivery())
    same(take(), first)
    assert [e.sequence for e in store.history("office-a")] == [1, 2, 3]


def another_file_of_the_theory(raw, theory):
    return {"framework": dataclasses.replace(theory, hash="another")}


def a_theory_changed_in_memory(raw, theory):
    office = Office("office-d", Text("d", "d"))
    return {"framework": dataclasses.replace(theory, offices=theory.offices | {"office-d": office})}


def another_key(raw, theory):
    return {"key": KEY[::-1]}


def a_file_that_is_not_read(raw, theory):
    """A warning tells of it."""
    (raw / "office-a" / "muistio.docx").write_bytes(b"synthetic")
    return {}


def a_list_of_demo_files(raw, theory):
    files = {p.name: hash_file(p) for p in files_in(raw / "office-a")}
    (raw / "SYNTHETIC.json").write_text(json.dumps({"files": files}), "utf-8")
    return {}


@pytest.mark.parametrize(
    "change",
    [
        another_file_of_the_theory,
        a_theory_changed_in_memory,
        another_key,
        a_file_that_is_not_read,
        a_list_of_demo_files,
    ],
)
def test_each_thing_that_reading_depends_on_makes_it_read_anew(raw, store, take, theory, change):
    write_csv(raw / "office-a", delivery())
    first = take()
    how = change(raw, theory)
    for _ in range(2):
        seen = take(**how)
        assert len(store.history("office-a")) == 2
    arguments = {"framework": theory, "key": KEY} | how
    same(seen, read_offices(raw, offices=["office-a"], today=TODAY, **arguments))
    assert (set(seen.clients.client) == set(first.clients.client)) == ("key" not in how)


def test_a_file_of_another_office_counts_too(raw, theory, take):
    write_csv(raw / "office-a", delivery())
    take()
    write_csv(raw / "office-b", delivery())
    with pytest.raises(EvaluationError) as of_reading:
        read_offices(raw, theory, ["office-a"], KEY, TODAY)
    with pytest.raises(EvaluationError, match=re.escape(str(of_reading.value))):
        take()


def test_other_code_reads_anew(raw, store, take, monkeypatch):
    write_csv(raw / "office-a", delivery())
    take()
    monkeypatch.setattr(inputs_module, "code_fingerprint", lambda: "another version")
    take()
    assert len(store.history("office-a")) == 2


def test_a_date_that_lay_ahead_is_looked_at_again_on_a_later_day(raw, store, take, theory):
    tables = delivery()
    tables["arvioinnit"][1][1] = f"{TOMORROW.day}.{TOMORROW.month}.{TOMORROW.year}"
    tables["asiakkaat"][1][-1] = ""
    write_csv(raw / "office-a", tables)
    assert len(take().assessments) == 3
    assert store.current("office-a").waits_for_a_day
    take()
    assert len(store.history("office-a")) == 1
    seen = take(today=TOMORROW)
    assert len(seen.assessments) == 4
    same(seen, read_offices(raw, theory, ["office-a"], KEY, TOMORROW))
    assert not store.current("office-a").waits_for_a_day
    # An earlier day than that of the reading allows less: nothing is taken for granted.
    same(take(today=TODAY), read_offices(raw, theory, ["office-a"], KEY, TODAY))


# --- what is refused ------------------------------------------------------------------------------


def test_a_refused_office_leaves_the_store_and_is_not_replaced_by_its_old_self(
    raw, store, theory, take
):
    send(raw, "office-a")
    send(raw, "office-b")
    take("office-a", "office-b")
    before = as_it_is(store.folder)
    (raw / "office-a" / "arvioinnit.csv").unlink()
    offices = ("office-a", "office-b", "office-x")
    seen = take(*offices)
    assert seen.offices == ("office-b",)
    assert set(seen.missing) == {"office-a", "office-x"}
    assert set(seen.assessments.office) == {"office-b"}
    same(seen, read_offices(raw, theory, offices, KEY, TODAY))
    assert as_it_is(store.folder) == before


def test_when_every_office_is_refused_the_first_ones_error_is_raised(raw, store, take):
    write_csv(raw / "office-a", delivery() | {"asiakkaat": delivery()["asiakkaat"][:1]})
    with pytest.raises(EmptyInput, match="office-a"):
        take("office-a", "office-b")
    with pytest.raises(MissingInput):
        take("../raw")
    assert store.offices() == ()


def test_ingest_asks_for_the_same_as_reading(raw, theory):
    with pytest.raises(MissingInput):
        ingest(raw / "gone", theory, key=KEY)
    raw.mkdir()
    with pytest.raises(MissingInput):
        ingest(raw, theory, [], key=KEY)


def test_a_store_without_the_office_says_so(store):
    for offices in (None, [], ["office-a"]):
        with pytest.raises(MissingInput, match="evaluation ingest"):
            store.load(offices)
    assert (store.offices(), store.history("office-a"), store.current("office-a")) == ((), (), None)


def test_files_that_change_while_they_are_read_are_not_stored(raw, store, take, monkeypatch):
    write_csv(raw / "office-a", delivery())
    real = ingesting.inputs_of

    def copying_goes_on(*arguments):
        found = real(*arguments)
        write_csv(raw / "office-a", corrected())
        return found

    monkeypatch.setattr(ingesting, "inputs_of", copying_goes_on)
    with pytest.raises(BadInput, match="changed while"):
        take()
    assert store.offices() == ()


def test_a_full_disk_leaves_the_earlier_delivery(raw, store, take, monkeypatch):
    write_csv(raw / "office-a", delivery())
    first = take()
    write_csv(raw / "office-a", corrected())
    real, calls = os.fsync, []

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) == 12:
            raise OSError(errno.ENOSPC, "No space left on device", "a/path")
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(BadInput, match="No space left on device") as refusal:
            take()
    assert "path" not in str(refusal.value)
    same(store.load(["office-a"]), first)
    seen = take()
    same(store.load(["office-a"]), seen)
    assert len(store.history("office-a")) == 2
    assert not any(path.name.startswith(".incoming") for path in store.folder.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes folders by itself")
def test_everything_is_on_the_disk_before_the_ledger_names_it(raw, store, take, monkeypatch):
    """What a cut of power leaves: the entry comes last, after all that it names."""
    write_csv(raw / "office-a", delivery())
    synced, before_the_ledger = set(), set()
    real_fsync, real_rename = os.fsync, os.rename

    def fsync(descriptor):
        real_fsync(descriptor)
        synced.add(os.fstat(descriptor).st_ino)

    def rename(source, target):
        if str(target).endswith(".json"):
            before_the_ledger.update(synced)
            synced.clear()
        real_rename(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    take()
    ledger = store.folder / "ledger" / "office-a"
    not_yet = {p.name for p in store.folder.rglob("*") if p.stat().st_ino not in before_the_ledger}
    assert not_yet == {".lock", ledger.name}
    assert ledger.stat().st_ino in synced


# --- the ledger -----------------------------------------------------------------------------------


def test_the_ledger_tells_what_became_of_every_row(raw, store, theory, take):
    tables = delivery()
    tables["arvioinnit"] += [tables["arvioinnit"][1], [*tables["arvioinnit"][2][:5], "99"]]
    tables["arvioinnit"].append(["00123", "x", "y", "", "hope", "z"])
    write_csv(raw / "office-a", tables)
    seen = take()
    entry = store.current("office-a")
    assert entry.rows["assessments"] == Rows(delivered=7, accepted=4, refused=2, repeated=1)
    assert entry.rows["actions"] == Rows(0, 0, 0, 0)
    assert entry.problems == {
        kind: len(seen.problems.of(kind)) for kind in ("refuses row", "warning")
    }
    assert (entry.framework, entry.day, entry.office) == (theory.version, TODAY, "office-a")
    moment = dt.datetime.fromisoformat(entry.when)
    assert moment.utcoffset() == dt.timedelta(0)
    assert abs(dt.datetime.now(dt.UTC) - moment) < dt.timedelta(minutes=10)


def test_quarantine_is_a_row_for_each_refused_row(raw, store, take):
    tables = delivery()
    tables["arvioinnit"].append(["00123", "x", "y", "", "hope", "z"])
    write_csv(raw / "office-a", tables)
    take()
    refused = store.quarantine("office-a", "fi")
    assert list(refused.row) == [6]
    assert list(refused.table) == ["assessments"]
    assert refused.reasons[0].count(";") == 2
    assert "päivämäärää ei ymmärretä" in refused.reasons[0]
    assert "the date is not understood" in store.quarantine("office-a").reasons[0]


# --- private and sound ----------------------------------------------------------------------------


def test_nothing_identifying_stands_in_the_store(raw, store, take):
    tables = delivery()
    tables["asiakkaat"].append(["131052-308T", "Ville Žäž", "1952", "", "", "1.3.2024", ""])
    tables["asiakkaat"].append(["131052-308X", "Ville Žäž", "1952", "", "", "1.3.2024", ""])
    tables["arvioinnit"].append(["131052-308T", "2.3.2024", "asiakas", "", "hope", "Salainen 5"])
    write_csv(raw / "office-a", tables)
    (raw / "office-a" / "Maija Virtanen.xlsx.bak").write_bytes(b"synthetic")
    take()
    canaries = ("131052", "308T", "Väinö", "00123", "Ville", "Žäž", "040 123", "4567", "Maija")
    canaries += ("Salainen",)
    read = 0
    for path in files_in(store.folder):
        if path.suffix == ".parquet":
            text = repr(pq.read_table(path).to_pydict())
            text += path.read_bytes().decode("latin-1")
        else:
            text = path.read_text("utf-8")
        read += len(text)
        where = path.relative_to(store.folder).as_posix()
        assert not [c for c in canaries if c in text or c in where], where
    assert read > 1000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another way")
def test_only_the_owner_may_open_the_store(raw, store, take):
    store.folder.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        write_csv(raw / "office-a", delivery())
        take()
    finally:
        os.umask(before)
    for path in (store.folder, *store.folder.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path.name


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("harm", ["bit", "cut", "gone"])
def test_a_damaged_file_is_told_of(stored, name, harm):
    store = stored
    (path,) = (store.folder / name).rglob("*.parquet")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data if harm == "bit" else data[:-1])
    if harm == "gone":
        path.unlink()
    with pytest.raises(BadInput, match=rf"office-a .*{name}.*ingest again") as refusal:
        store.load(["office-a"])
    assert str(store.folder) not in str(refusal.value)


@pytest.fixture
def stored(raw, store, take):
    """A store with one delivery of one office."""
    write_csv(raw / "office-a", delivery())
    take()
    return store


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"day": 3}', '{"day": "2024-01-01"}'])
def test_a_damaged_ledger_is_told_of(stored, take, text):
    (path,) = (stored.folder / "ledger").rglob("*.json")
    path.write_text(text)
    for use in (stored.load, lambda: stored.history("office-a"), take):
        with pytest.raises(BadInput, match=r"office-a .*ledger.*ingest again"):
            use()


def test_leftovers_go_also_when_there_is_nothing_to_read(stored, take, not_read):
    before = as_it_is(stored.folder)
    for place in (".incoming/goals", "goals/office=office-a/delivery=0002-0123456789abcdef"):
        (stored.folder / place).mkdir(parents=True)
        (stored.folder / place / "part.parquet").write_bytes(b"synthetic")
    not_read()
    take()
    assert as_it_is(stored.folder) == before
    assert not (stored.folder / ".incoming").exists()


def test_the_store_may_be_removed_and_made_again(stored, take, theory, raw):
    shutil.rmtree(stored.folder)
    same(take(), read_offices(raw, theory, ["office-a"], KEY, TODAY))


def test_a_file_of_another_version_is_told_of(stored):
    """A column that the contract does not have, or no longer."""
    entry = stored.current("office-a")
    for name in ("goals", "problems"):
        (path,) = (stored.folder / name).rglob("*.parquet")
        kept, table = path.read_bytes(), pq.read_table(path, partitioning=None)
        pq.write_table(table.drop_columns(table.column_names[-1]), path)
        (ledger,) = (stored.folder / "ledger").rglob("*.json")
        told = ledger.read_text("utf-8")
        ledger.write_text(told.replace(entry.parts[name].sha256, hash_file(path)), "utf-8")
        with pytest.raises(BadInput, match="another version"):
            stored.load(["office-a"])
        path.write_bytes(kept)
        ledger.write_text(told, "utf-8")
    assert stored.load(["office-a"]).offices == ("office-a",)
