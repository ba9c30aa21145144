"""A count that gives itself away is rounded by another chance; what still does is withheld."""

import pytest

from evaluation.disclosure import read_earlier, release, save_release
from evaluation.findings import Count, CountTable, Finding, Findings, Provenance
from evaluation.policy import Policy
from evaluation.rounding import Chance, shown_count

KEYS = [bytes([i, *range(31)]) for i in range(40)]


def office(*tables, hash="d"):
    made = tuple(
        CountTable(f"t{at}", tuple(Count(f"{at}{i}", n) for i, n in enumerate(counts)), "clients")
        for at, counts in enumerate(tables)
    )
    items = (Finding("a", "x", tables=made),)
    return Findings("office-a", items, Provenance(hash * 64, "f" * 64, "1", "0.1.0"), ("office-a",))


def first_chance(key, n):
    return shown_count(n, Chance(key, "office-a").of("a/x/t0/00", 5), Policy())


def test_who_knows_the_total_finds_nothing_whatever_the_key():
    # 11 clients, all alike: shown as 15 it could be 11 only, for one who knows that they are 11.
    shown = [release(office((11, 0)), key=key).items[0].tables[0] for key in KEYS]
    assert {first_chance(key, 11) for key in KEYS} == {10, 15}
    assert all(table.hidden is None and table.parts[0].n == 10 for table in shown)


def test_what_no_chance_mends_is_withheld():
    # 10 clients, all alike: whatever the chance it is shown as 10, that is 10 or more.
    table = release(office((10, 0)), key=KEYS[0]).items[0].tables[0]
    assert table.hidden == "too-close"


def test_a_sound_table_keeps_its_first_chance():
    for key in KEYS[:10]:
        table = release(office((23, 30)), key=key).items[0].tables[0]
        assert table.parts[0].n == first_chance(key, 23)


@pytest.mark.parametrize("key", KEYS[:8])
def test_an_edition_is_drawn_beside_those_before_it(key, tmp_path):
    """A set that grew from 11 to 14 is never told as 15 first and as 10 then."""
    first = release(office((11, 50)), key=key)
    (tmp_path / "releases").mkdir()
    save_release(first, tmp_path / "releases" / "office-a.json")
    before = read_earlier([tmp_path], "office-a")
    assert before == (first,)
    second = release(office((14, 52), hash="e"), key=key, earlier=before)
    one, two = (r.items[0].tables[0].parts[0].n for r in (first, second))
    assert two is None or one <= two


def test_editions_that_are_not_there_or_cannot_be_read_are_left_out(tmp_path):
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "office-b.json").write_text("{}", encoding="utf-8")
    (tmp_path / "releases" / "office-c.json").write_bytes(b"\xff\xfe")
    for scope in ("office-a", "office-b", "office-c"):
        assert read_earlier([tmp_path, tmp_path / "none"], scope) == ()
    assert read_earlier([], "office-a") == ()
