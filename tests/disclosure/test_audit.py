"""The audit of what lies in a published folder: attacked, searched, weighed, and told in words."""

import shutil
from dataclasses import replace

import pytest
from published_folders import (
    OFFICES,
    SCOPES,
    TABLE,
    change,
    counts,
    findings,
    one_office,
    only,
    table,
    write,
)

from evaluation.audit import audit
from evaluation.audit.numbers import attack
from evaluation.audit.published import read_published
from evaluation.audit.scan import Hit, scan
from evaluation.audit.telling import as_text
from evaluation.audit.usefulness import usefulness
from evaluation.cli import main
from evaluation.disclosure import release
from evaluation.errors import DisclosureRefused, MissingInput
from evaluation.findings import (
    REGION,
    Count,
    CountTable,
    Estimate,
)
from evaluation.private_values import private_values

HEX = "0123456789abcdef0123"


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "2026-q4")


def narrowest(*folders, at_once=True):
    editions = [read_published(folder) for folder in folders]
    return min(reached.narrowest for reached in attack(editions, at_once))


# --- the attack on the numbers


def test_a_safe_edition_passes(folder):
    found = audit(folder)
    assert found.unsafe == {} and found.hits == () and found.not_summed == ()
    assert [(r.scope, r.table) for r in found.reached] == [(office, TABLE) for office in OFFICES]
    assert all(r.safe and r.narrowest >= 5 for r in found.reached)
    assert {u.scope for u in found.useful} == SCOPES


def test_two_tables_that_narrow_each_other_are_found(folder):
    pressing = table("one", a=15, b=20), table("two", c=10, d=10)
    change(folder, "office-b", lambda item: item["tables"].extend(pressing))
    found = audit(folder)
    assert set(found.unsafe) == {"office-b"}
    assert {(r.table, r.narrowest) for r in found.reached if not r.safe} >= {
        ("groups/clients/one", 2),
        ("groups/clients/two", 2),
    }
    assert "withhold" in found.unsafe["office-b"]


def test_ties_that_nobody_needs_adding_for_are_seen_too(folder):
    """A mean over as many as two hidden parts hold at most tells both."""
    change(folder, "office-b", only(table("one", a=None, b=None), n=20))
    assert [(r.narrowest, r.safe) for r in audit(folder).reached][-1] == (3, False)


def test_a_count_that_keeps_what_its_rounding_leaves_is_safe(tmp_path):
    assert narrowest(one_office(tmp_path / "a", table("t", a=10, b=15))) == 5
    assert narrowest(one_office(tmp_path / "b", table("t", a=None, b=15))) == 9
    assert narrowest(one_office(tmp_path / "c", table("t", a=20, b=15))) == 9


def test_the_quick_attack_before_publishing_finds_it_too(folder):
    assert all(reached.safe for reached in audit(folder, at_once=False).reached)
    pressing = table("one", a=15, b=20), table("two", c=10, d=10)
    change(folder, "office-b", lambda item: item["tables"].extend(pressing))
    assert set(audit(folder, at_once=False).unsafe) == {"office-b"}


def test_a_withheld_table_is_not_attacked(folder):
    def withhold(item):
        gone = item["tables"][0]
        gone["hidden"] = "too-close"
        for part in gone["parts"]:
            part["n"] = None
            part.pop("at_most", None)

    change(folder, "office-a", withhold)
    assert [r.scope for r in audit(folder).reached] == ["office-b"]


def test_a_region_that_tells_more_than_its_offices_is_found(folder):
    change(folder, REGION, lambda item: item["tables"][0]["parts"][0].update(n=200))
    found = audit(folder)
    assert found.not_summed == (TABLE,)
    assert set(found.unsafe) == {REGION} and TABLE in found.unsafe[REGION]


def test_a_regions_part_that_is_smaller_than_its_offices_parts_is_found_too(folder):
    change(folder, REGION, lambda item: item["tables"][0]["parts"][0].update(n=10))
    assert audit(folder).not_summed == (TABLE,)


def test_an_office_told_otherwise_in_the_region_than_in_its_own_report_is_found(folder):
    region = folder / "releases" / "region.json"
    before = region.read_text(encoding="utf-8")
    change(folder, "office-b", lambda item: item["tables"].append(table("one", a=15)))
    region.write_text(before, encoding="utf-8")
    assert audit(folder).not_summed == ("office-b",)


def test_a_table_that_no_office_has_is_found_in_the_region(folder):
    change(folder, REGION, lambda item: item["tables"].append(table("own", a=15)))
    assert audit(folder).not_summed == ("groups/clients/own",)


def test_a_number_that_could_not_have_passed_the_door_is_refused(folder):
    change(folder, "office-a", lambda item: item["tables"][0]["parts"][0].update(n=13))
    with pytest.raises(DisclosureRefused):
        audit(folder)


def test_a_folder_without_released_numbers_is_not_an_edition(tmp_path):
    with pytest.raises(MissingInput, match="reports/<edition>"):
        audit(tmp_path)


# --- with earlier editions

HIDDEN = table("t", of="whole", a=None, b=None)
ONE_SHOWN = table("t", of="whole", a=None, b=10)


def with_mean(*tables):
    return only(*tables, n=10, of="whole")


@pytest.fixture
def two(tmp_path):
    """First both parts are hidden, then one is 10 or more; both times at least 10 are told of."""
    first, second = (
        one_office(tmp_path / name, hash=hash) for name, hash in (("q1", "1"), ("q2", "2"))
    )
    change(first, "office-a", with_mean(HIDDEN))
    change(second, "office-a", with_mean(ONE_SHOWN))
    return first, second


def test_that_sets_grow_is_used(two):
    """The hidden part is at most 4 now, so it was; of 10 or more the other was 6 to 9."""
    first, second = two
    assert narrowest(second) == 5
    assert narrowest(first, second) == narrowest(first, second, at_once=False) == 4
    assert audit(second).unsafe == {}
    assert set(audit(second, earlier=[first]).unsafe) == {"office-a"}


def test_the_same_data_in_another_language_are_the_same_unknowns(tmp_path):
    def of(name, n, hash):
        return one_office(tmp_path / name, table("t", a=n), hash=hash)

    fi, en = of("fi", 15, "1"), of("en", 10, "1")
    assert narrowest(fi) == 9 and narrowest(en) == 5
    assert narrowest(fi, en) == 4
    assert narrowest(of("same", 10, "1"), en) == 5


def test_data_that_have_changed_are_other_unknowns(tmp_path):
    before = one_office(tmp_path / "q1", table("t", a=10), hash="1")
    now = one_office(tmp_path / "q2", table("t", a=30), hash="2")
    assert narrowest(before, now) == 9


def test_sets_that_have_shrunk_do_not_stop_the_attack(tmp_path):
    before = one_office(tmp_path / "q1", table("t", of="whole", a=None, b=None), hash="1")
    change(before, "office-a", only(HIDDEN, n=15, of="whole"))
    now = one_office(tmp_path / "q2", HIDDEN, table("all", of="whole", c=None), hash="2")
    # At least 11 then, so at least 2 in each part; at most 9 in both of them now.
    assert narrowest(before, now) == narrowest(now) == 10


def test_earlier_editions_are_not_judged_again(two, tmp_path):
    first, _ = two
    change(first, "office-a", only(table("one", a=15, b=20), table("two", c=10, d=10)))
    now = one_office(tmp_path / "q3", table("t", x=20, y=15), hash="3")
    assert audit(now, earlier=[first]).unsafe == {}


def test_a_hit_belongs_to_the_scope_of_its_file(folder):
    (folder / "office-a.html").write_text("file://x", encoding="utf-8")
    (folder / "index.html").write_text("file://x", encoding="utf-8")
    unsafe = audit(folder).unsafe
    assert set(unsafe) == {"office-a", ""}
    assert unsafe["office-a"] == "office-a.html: holds what looks like: absolute path."


# --- what protection costs


def test_usefulness_counts_what_is_told_and_what_is_not(tmp_path):
    def estimate(name, n, df):
        return Estimate(name, 5.0, 4.0, 6.0, n, df)

    told = release(
        findings(
            "office-a",
            counts(20, 3, 0),
            CountTable("alone", (Count("k", 30),)),
            estimates=(
                estimate("a", 40, 30),
                estimate("b", 9, 8),
                estimate("c", 9, 8),
                estimate("d", 40, 0),
            ),
        )
    )
    shown = sum(t.total for item in told for t in item.tables)
    found = usefulness(told)
    assert (found.scope, found.counts, found.hidden) == ("office-a", 4, 2)
    assert (found.tables, found.withheld, found.estimates) == (2, 0, 4)
    assert found.persons == shown / (shown + 2 * 4.5)
    assert found.reasons == {"too-few-persons": 2, "saturated-model": 1}


def test_a_withheld_table_costs_a_table_and_no_counts(folder):
    whole = read_published(folder).releases["office-a"]
    item = whole.items[0]
    gone = replace(item.tables[0], parts=(), hidden="by-policy")
    found = usefulness(replace(whole, items=(replace(item, tables=(gone,)),)))
    assert (found.counts, found.tables, found.withheld, found.persons) == (0, 1, 1, 0.0)


# --- in words, and as a command


def test_the_words_say_everything(folder):
    change(folder, "office-b", lambda item: item["tables"].append(table("one", a=15, b=20)))
    change(folder, "office-b", lambda item: item["tables"].append(table("two", c=10, d=10)))
    (folder / "office-a.html").write_text(f"c-{HEX}", encoding="utf-8")
    found = audit(folder)
    text = as_text(found)
    for reached in found.reached:
        line = next(line for line in text.splitlines() if line.strip().endswith(
            reached.table + ("" if reached.safe else "  UNSAFE"))
            and line.split()[0] == str(reached.narrowest))  # fmt: skip
        assert line
    assert "office-a: 1 tables" in text and "office-b: 3 tables, narrowest 2" in text
    for scope, why in found.unsafe.items():
        assert f"UNSAFE {scope}: {why}" in text
    for u in found.useful:
        assert f"  {u.scope:<12} {f'{u.hidden} of {u.counts}':>13}  {u.persons:>12.0%}" in text
    assert f"c-{HEX}" not in text and "Nothing was found" not in text
    short = as_text(found, every_table=False)
    assert TABLE not in short.split("What protection costs")[0] and "narrowest 2" in short


def test_the_words_say_that_nothing_was_found_and_name_reasons(folder):
    assert "Nothing was found that should have stayed behind the door." in as_text(audit(folder))


def run(folder, *more, raw="nowhere"):
    return main(["audit", str(folder), "--raw", str(raw), *map(str, more)])


def test_the_commands_exit_codes(folder, two, tmp_path, capsys):
    assert run(folder) == 0
    assert "The raw data are not here" in capsys.readouterr().out
    first, second = two
    assert run(second) == 0
    assert run(second, "--with", first) == 12
    said = capsys.readouterr()
    assert "UNSAFE office-a" in said.out and "q2 must not be published" in said.err
    assert run(tmp_path / "none") == 4 and run(folder, "--with", tmp_path) == 4
    change(folder, REGION, lambda item: item["tables"][0]["parts"][0].update(n=200))
    assert run(folder) == 12


@pytest.mark.parametrize("at_once", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_the_demo_edition_passes_and_a_page_with_a_text_of_the_data_does_not(
    edition, demo, framework, tmp_path, at_once
):
    made, _ = edition
    private = private_values(demo, framework)
    found = audit(made.folder, private=private, at_once=at_once)
    assert found.unsafe == {} and found.hits == ()
    assert {u.scope for u in found.useful} == {*framework.offices, REGION}
    assert {r.scope for r in found.reached} == set(framework.offices)
    assert min(r.narrowest for r in found.reached) >= 5
    assert sum(u.hidden for u in found.useful) < 0.8 * sum(u.counts for u in found.useful)
    text = as_text(found)
    assert not any(value in text for value in private)
    spoilt = tmp_path / "spoilt"
    shutil.copytree(made.folder, spoilt)
    said = max(private, key=len)
    page = spoilt / "region.html"
    page.write_text(page.read_text(encoding="utf-8") + said, encoding="utf-8")
    assert scan(spoilt, private) == (Hit("region.html", "raw value"),)
