"""Exports through a mapping: nothing guessed, nothing lost, every cell with its place."""

import string
import time

from hypothesis import given
from hypothesis import strategies as st

from evaluation.connectors.export import Block, Cell, Long, Mapping, apply_mapping
from evaluation.spelling import fold

HEADER = ["Asiakas", "Pvm", "Tavoite 1", "Arvio", "Tavoite 2", "Arvio", "Muuta"]


def goals(number, letter, **more):
    return Block(
        "goals",
        {
            "client": Cell("asiakas"),
            "goal": Cell(f"TAVOITE_{number}"),
            "set_on": Cell("Pvm"),
            "attainment": Cell("Arvio", letter),
        },
        values={"attainment": {"toteutui": "0"}},
        only_if_filled=("goal",),
        **more,
    )


MAPPING = Mapping("kartta.yaml", "vienti.csv", (goals(1, "D"), goals(2, "F")))


def applied(*rows, mapping=MAPPING, header=HEADER, exact=False):
    return apply_mapping(mapping, list(enumerate([header, *rows], start=1)), exact)


def test_each_block_makes_its_own_rows_with_the_exports_numbers_and_letters():
    mapped = applied(
        ["1", "1.2.2024", "Äidin luo", "Toteutui", "Šakki", "ei vielä", ""],
        [""],
        ["2", "2.2.2024", "Koti", "", "", "", ""],
    )
    first, second = mapped.tables
    assert first.header == ("client", "goal", "set_on", "attainment")
    assert first.letters == ("A", "C", "B", "D")
    assert second.letters == ("A", "E", "B", "F")
    assert first.lines == (
        (2, ("1", "Äidin luo", "1.2.2024", "0")),
        (4, ("2", "Koti", "2.2.2024", None)),
    )
    # A word that the mapping does not know stays as it is: intake refuses the row and tells why.
    assert second.lines == ((2, ("1", "Šakki", "1.2.2024", "ei vielä")),)
    assert first.with_header()[0] == (1, first.header)
    assert mapped.delivered == 2
    assert mapped.unmapped == ("G",)
    assert mapped.unused_rows == mapped.left_out == ()


def test_a_filled_cell_that_no_block_used_is_told_by_its_place():
    mapped = applied(["1", "1.2.2024", "Koti", "", "", "toteutui", ""])
    assert [table.lines for table in mapped.tables][1] == ()
    assert mapped.left_out == ((2, "F"),)


def test_a_row_that_fed_nothing_is_told():
    mapped = applied(["1", "1.2.2024", "ei tietoa", "-", "", "", ""])
    assert mapped.unused_rows == (2,)
    assert mapped.delivered == 1


def test_columns_that_the_export_lacks_are_told_and_nothing_is_made():
    mapped = applied(
        ["1", "x", "y"],
        header=["Asiakas", "Tavoite 1", "Arvio"],
        mapping=Mapping("kartta.yaml", "v.csv", (goals(1, "D"),)),
    )
    assert mapped.tables == ()
    assert [p.reason for p in mapped.problems] == ["missing", "moved"]
    assert "'Pvm'" in mapped.problems[0].say("fi")
    assert "column D does not have the header 'Arvio'" in mapped.problems[1].say("en")


def test_a_header_that_stands_twice_is_not_guessed():
    block = Block("goals", {"client": Cell("Asiakas"), "attainment": Cell("Arvio", line=7)})
    mapped = applied(["1"], mapping=Mapping("kartta.yaml", "v.csv", (block,)))
    told = mapped.problems[0].say("fi")
    assert "kartta.yaml, rivi 7" in told
    assert "sarakkeissa D, F" in told
    assert "{header: 'Arvio', letter: sarakkeen kirjain}" in told


def test_rows_of_csv_that_have_moved_cells_are_not_read():
    rows = [["1", "1.2.2024", "a"], ["2", "2.2.2024", "Koti", "", "", "", "", "x"]]
    short, long = rows
    full = ["3", "3.2.2024", "Koti", "", "", "", ""]
    mapped = applied(short, long, full, exact=True)
    assert mapped.odd_rows == (2, 3)
    assert [n for n, _ in mapped.tables[0].lines] == [4]
    assert mapped.delivered == 3
    loose = applied(short, long, full)
    assert loose.odd_rows == ()
    assert [n for n, _ in loose.tables[0].lines] == [2, 3, 4]
    assert "H" in loose.unmapped


def test_titles_may_stand_above_the_headers():
    mapping = Mapping("kartta.yaml", "v.csv", MAPPING.blocks, header_row=3)
    row = ["1", "1.2.2024", "Koti", "", "", "", ""]
    lines = [(1, ["Raportti"]), (3, HEADER), (4, row)]
    mapped = apply_mapping(mapping, lines)
    assert mapped.tables[0].with_header()[0][0] == 3
    assert mapped.tables[0].lines[0][0] == 4
    assert apply_mapping(mapping, [(1, HEADER), (2, row)]).problems
    assert apply_mapping(MAPPING, []).problems


def test_rows_just_alike_are_made_once_where_asked():
    block = Block("clients", {"client": Cell("A"), "started": Cell("B")}, once=True)
    mapped = applied(
        ["1", "1.2.2024"],
        ["1", "1.2.2024"],
        ["1", "2.2.2024"],
        ["", "3.2.2024"],
        header=["A", "B"],
        mapping=Mapping("kartta.yaml", "v.csv", (block,)),
    )
    assert [n for n, _ in mapped.tables[0].lines] == [2, 4]  # the one that differs is intake's
    assert mapped.repeated == (("clients", 3),)
    assert mapped.unused_rows == (5,)


def test_without_other_word_one_telling_cell_makes_a_row():
    columns = {"client": Cell("A"), "date": Cell("B"), "text": Cell("C"), "action": Cell("D")}
    block = Block("feedback", columns)
    mapped = applied(
        ["1", "1.2.2024", "", ""],
        ["1", "1.2.2024", "", "KT1"],
        ["", "", "hyvä", ""],
        header=["A", "B", "C", "D"],
        mapping=Mapping("kartta.yaml", "v.csv", (block,)),
    )
    assert [n for n, _ in mapped.tables[0].lines] == [3, 4]
    only_dates = Block(
        "methods", {"client": Cell("A"), "date": Cell("B")}, {"method": "home-visit"}
    )
    mapped = applied(
        ["1", "1.2.2024"],
        ["1", ""],
        header=["A", "B"],
        mapping=Mapping("kartta.yaml", "v.csv", (only_dates,)),
    )
    assert mapped.tables[0].lines == ((2, ("1", "1.2.2024", "home-visit")),)
    assert mapped.tables[0].letters == ("A", "B", "")
    assert mapped.unused_rows == (3,)


def test_ticks_make_rows_and_unknown_marks_are_told():
    long = Long(
        "method",
        "",
        ((Cell("Koti"), "home-visit"), (Cell("Ryhmä"), "group-work")),
        frozenset({"x", "kyllä"}),
        frozenset({"ei"}),
    )
    block = Block("methods", {"client": Cell("A"), "date": Cell("B")}, long=long)
    mapped = applied(
        ["1", "1.2.2024", "X", "ei"],
        ["2", "1.2.2024", "?", "Kyllä"],
        ["3", "1.2.2024", "ei", "ei"],
        header=["A", "B", "Koti", "Ryhmä"],
        mapping=Mapping("kartta.yaml", "v.csv", (block,)),
    )
    home, group = mapped.tables
    assert home.header == ("client", "date", "method")
    assert home.letters == ("A", "B", "C")
    assert [cells[2] for _, cells in home.lines] == ["home-visit"]
    assert [n for n, _ in group.lines] == [3]
    assert mapped.left_out == ((3, "C"),)
    assert mapped.unused_rows == (4,)


CELLS = st.one_of(st.none(), st.text(string.ascii_letters + "äöš,. -0123456789", max_size=6))


@given(st.integers(1, 12), st.data())
def test_wide_to_long_and_back_keeps_every_filled_cell(width, data):
    names = [f"Kysymys {i}" for i in range(width)]
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))
    long = Long("indicator", "value", tuple((Cell(n), f"i-{i}") for i, n in enumerate(names)))
    block = Block("assessments", {"client": Cell("A"), "date": Cell("B")}, long=long)
    mapped = applied(
        *([f"c{i}", "1.2.2024", *cells] for i, cells in enumerate(rows)),
        header=["A", "B", *names],
        mapping=Mapping("kartta.yaml", "v.csv", (block,)),
    )
    wide = {}
    for table in mapped.tables:
        assert table.letters[-1] == table.letters[-2]
        for n, (client, date, indicator, value) in table.lines:
            assert (client, date) == (f"c{n - 2}", "1.2.2024")
            wide[n - 2, int(indicator.removeprefix("i-"))] = value
    assert wide == {
        (i, j): cell
        for i, cells in enumerate(rows)
        for j, cell in enumerate(cells)
        if cell and fold(cell) not in ("", "na", "-", "ei tietoa")
    }
    fed = {i for i, _ in wide}
    assert set(mapped.unused_rows) == {i + 2 for i in range(len(rows))} - {i + 2 for i in fed}
    assert mapped.delivered == len(rows)


FREE = st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=10)


@given(FREE)
def test_every_mapped_cell_that_is_filled_is_used_or_told(rows):
    mapped = applied(*rows)
    letters = "ABCDEF"
    told = set(mapped.left_out)
    for n, cells in enumerate(rows, start=2):
        fed = [t for t in mapped.tables if n in dict(t.lines)]
        used = {letter for table in fed for letter in table.letters}
        for letter, cell in zip(letters, cells, strict=False):
            if cell and fold(cell) not in ("", "na", "-", "ei tietoa") and fed:
                assert (letter in used) != ((n, letter) in told)
        some = any(cell and cell.strip() for cell in cells)
        assert (n in mapped.unused_rows) == (some and not fed)


def test_an_export_of_five_hundred_columns():
    names = [f"Tilanne {i}" for i in range(500)]
    long = Long("indicator", "value", tuple((Cell(n), f"i{i}") for i, n in enumerate(names)))
    block = Block("assessments", {"client": Cell("A"), "date": Cell("B")}, long=long)
    rows = [[str(i), "1.2.2024", *("7" if j % 2 else "" for j in range(500))] for i in range(400)]
    began = time.perf_counter()
    mapped = applied(*rows, header=["A", "B", *names], mapping=Mapping("k.yaml", "v.csv", (block,)))
    assert sum(len(table.lines) for table in mapped.tables) == 400 * 250
    assert mapped.tables[-1].letters[-1] == "SH"  # column 502
    assert time.perf_counter() - began < 10
