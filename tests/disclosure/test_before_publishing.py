"""What fails the audit at the end of a batch is not published."""

import json
import os

import pytest

from evaluation.audit import audit
from evaluation.before_publishing import earlier_editions, unsafe_reports
from evaluation.disclosure import release, save_release
from evaluation.errors import EditionUnsafe
from evaluation.findings import REGION, Count, CountTable, Finding, Findings, Provenance

OFFICES = ("office-a", "office-b")


def findings(scope, *counts, hash="d"):
    parts = tuple(Count(key, n) for key, n in zip("xyz", counts, strict=False))
    return Findings(
        scope,
        (Finding("a", "x", tables=(CountTable("t", parts, "clients"),)),),
        Provenance(hash * 64, "f" * 64, "1", "0.1.0"),
        OFFICES if scope == REGION else (scope,),
    )


def write(folder, releases):
    (folder / "releases").mkdir(parents=True)
    for passed in releases:
        save_release(passed, folder / "releases" / f"{passed.scope}.json")
        (folder / f"{passed.scope}.html").write_text("<p>Sound.</p>", encoding="utf-8")
    return folder


@pytest.fixture
def releases():
    offices = [release(findings(office, 20, 30, 40)) for office in OFFICES]
    return [*offices, release(findings(REGION, 40, 60, 80), offices)]


@pytest.fixture
def work(tmp_path, releases):
    return write(tmp_path / "work", releases)


SCOPES = (*OFFICES, REGION)


def spoil(path):
    """Two tables of one set that leave a count two values, as a faulty door might let them."""
    content = json.loads(path.read_text(encoding="utf-8"))
    item = content["items"][0]
    for table, (first, second) in (("one", (15, 20)), ("two", (10, 10))):
        parts = [
            {"key": k, "n": n, "who": f"{table}-{k}"} for k, n in (("p", first), ("q", second))
        ]
        item["tables"].append({"name": table, "parts": parts, "of": "some"})
    path.write_text(json.dumps(content), encoding="utf-8")


def test_sound_reports_may_be_published(work, tmp_path):
    assert unsafe_reports(SCOPES, (), work, tmp_path / "reports" / "e", ()) == {}


def test_an_unsafe_office_and_the_region_that_rests_on_it_are_not_published(work, tmp_path):
    spoil(work / "releases" / "office-a.json")
    unsafe = unsafe_reports(SCOPES, (), work, tmp_path / "reports" / "e", ())
    assert set(unsafe) == {"office-a", REGION}
    assert "a/x/one" in str(unsafe["office-a"]) and "withhold" in str(unsafe["office-a"])
    assert "office-a" in str(unsafe[REGION])
    assert {error.exit_code for error in unsafe.values()} == {12}


def test_a_page_that_holds_a_pseudonym_is_not_published(work, tmp_path):
    name = "c-" + "0f" * 10
    (work / "office-b.html").write_text(f"<p>{name}</p>", encoding="utf-8")
    unsafe = unsafe_reports(SCOPES, (), work, tmp_path / "reports" / "e", ())
    assert set(unsafe) == {"office-b", REGION}
    assert name not in "".join(map(str, unsafe.values()))


def test_a_text_of_the_data_in_a_page_is_found(work, tmp_path):
    (work / "region.html").write_text("<p>Sain apua &amp; tukea ajoissa.</p>", encoding="utf-8")
    said = ("Sain apua & tukea ajoissa.",)
    unsafe = unsafe_reports(SCOPES, (), work, tmp_path / "reports" / "e", said)
    assert set(unsafe) == {REGION} and "raw value" in str(unsafe[REGION])


def test_reports_that_stay_are_attacked_too_but_only_new_ones_refused(work, tmp_path, releases):
    published = write(tmp_path / "reports" / "e", releases[:1])
    spoil(published / "releases" / "office-a.json")
    for path in work.rglob("office-a.*"):
        path.unlink()
    unsafe = unsafe_reports(("office-b", REGION), ("office-a",), work, published, ())
    assert set(unsafe) == {REGION}


def test_earlier_editions_are_those_that_can_be_read_the_latest_last(tmp_path, releases):
    reports = tmp_path / "reports"
    for age, name in enumerate(("2026-q1", "2026-q2", "2026-q3", "2026-q4", "2027-q1"), 1):
        os.utime(write(reports / name, releases), (age, age))
    (reports / ".work-x" / "releases").mkdir(parents=True)
    (reports / "old" / "releases").mkdir(parents=True)
    (reports / "old" / "releases" / "office-a.json").write_text("{}", encoding="utf-8")
    (reports / "README.md").write_text("", encoding="utf-8")
    found = earlier_editions(reports / "2027-q2")
    assert [path.name for path in found] == ["2026-q2", "2026-q3", "2026-q4", "2027-q1"]
    assert earlier_editions(tmp_path / "none" / "e") == []


def test_an_edition_is_held_against_what_was_published_before_it(tmp_path, work, releases):
    reports = tmp_path / "reports"
    earlier = write(reports / "before", releases) / "releases" / "office-a.json"
    assert unsafe_reports(SCOPES, (), work, reports / "now", ()) == {}
    content = json.loads(earlier.read_text(encoding="utf-8"))
    all_clients = {"key": "all", "n": 105, "who": "all"}
    content["items"][0]["tables"].append({"name": "all", "parts": [all_clients], "of": "clients"})
    earlier.write_text(json.dumps(content), encoding="utf-8")
    # At least 101 clients by the earlier edition; at most 102 by the parts told now.
    assert set(unsafe_reports(SCOPES, (), work, reports / "now", ())) == {"office-a", REGION}


def test_editions_that_contradict_each_other_are_refused_with_advice(tmp_path, work, releases):
    reports = tmp_path / "reports"
    earlier = write(reports / "before", releases) / "releases" / "office-a.json"
    content = json.loads(earlier.read_text(encoding="utf-8"))
    content["items"][0]["tables"][0]["parts"][0]["n"] = 95  # the same data, told as 20 now
    earlier.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(EditionUnsafe, match="another key") as refused:
        unsafe_reports(SCOPES, (), work, reports / "now", ())
    assert refused.value.exit_code == 12


def test_a_set_told_as_smaller_than_before_is_found(tmp_path, releases):
    """15 and then 10 of a set that only grows: 11 to 14 in both editions."""
    folders = []
    for name, hash, n in (("first", "d", 15), ("second", "e", 10)):
        folder = write(tmp_path / "reports" / name, releases[:1]) / "releases" / "office-a.json"
        content = json.loads(folder.read_text(encoding="utf-8"))
        content["provenance"]["data_hash"] = hash * 64
        content["items"][0]["tables"][0]["parts"][0]["n"] = n
        folder.write_text(json.dumps(content), encoding="utf-8")
        folders.append(tmp_path / "reports" / name)
    found = audit(folders[1], folders[:1])
    assert [(r.narrowest, r.safe) for r in found.reached] == [(4, False)]
