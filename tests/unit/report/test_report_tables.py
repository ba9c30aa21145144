"""Tables: captions, scopes, numbers to the right, hidden counts, boxes that scroll."""

import re

import pytest

from evaluation.disclosure import ShownCount, ShownTable
from evaluation.report.fragment import html
from evaluation.report.tables import Column, counts_table, table
from evaluation.report.words import Words

COLUMNS = [Column("Office"), Column("Clients", numeric=True)]


def test_a_table_has_caption_scopes_and_numbers_to_the_right(snapshot):
    drawn = table("Clients by office", COLUMNS, [["Office A", "35"], ["Office B", "≤7"]], note="n")
    snapshot("table", drawn)
    assert drawn.count("<caption>") == 1
    assert drawn.count('scope="col"') == 2
    assert drawn.count('scope="row"') == 2
    assert '<td class="number">≤7</td>' in drawn


def test_a_wide_table_scrolls_in_a_box_that_the_keyboard_reaches():
    columns = [Column(name) for name in "abcd"]
    drawn = table("Wide <one>", columns, [list("abcd")])
    assert 'role="region" tabindex="0" aria-label="Wide &lt;one&gt;"' in drawn
    assert "scroll" not in table("Narrow", COLUMNS, [["a", "b"]])


def test_cells_are_escaped_unless_they_are_html():
    drawn = table("t", COLUMNS, [["<b>x</b>", html("<i>{y}</i>", y="<")]])
    assert "&lt;b&gt;x&lt;/b&gt;" in drawn
    assert "<i>&lt;</i>" in drawn


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="as many cells"):
        table("t", COLUMNS, [["only one"]])


def test_hidden_counts_show_no_number_and_no_share(snapshot):
    shown = ShownTable("t", (ShownCount("a", 40), ShownCount("b", None)))
    drawn = counts_table("Caption", "What", shown, str.upper, Words("fi"))
    snapshot("counts_hidden", drawn)
    assert re.findall(r"<td[^>]*>([^<]*)</td>", drawn) == ["40", "≤7"]


def test_shares_are_shown_when_nothing_is_hidden():
    shown = ShownTable("t", (ShownCount("a", 40), ShownCount("b", 10)))
    drawn = counts_table("Caption", "What", shown, str.upper, Words("en"))
    assert re.findall(r"<td[^>]*>([^<]*)</td>", drawn) == ["40", "80%", "10", "20%"]
