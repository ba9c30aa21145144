"""Tables: captions, scopes, numbers to the right, hidden counts, boxes that scroll."""

import re
from html import unescape

import pytest

from evaluation.disclosure import ShownCount, ShownTable
from evaluation.report.fragment import html
from evaluation.report.tables import Column, counts_table, table
from evaluation.report.words import Words

COLUMNS = [Column("Office"), Column("Clients", numeric=True)]


def test_a_table_has_caption_scopes_and_numbers_to_the_right(snapshot):
    drawn = table("Clients by office", COLUMNS, [["Office A", "35"], ["Office B", "≤9"]], note="n")
    snapshot("table", drawn)
    assert drawn.count("<caption>") == 1
    assert drawn.count('scope="col"') == 2
    assert drawn.count('scope="row"') == 2
    assert "<td>≤9</td>" in drawn


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
    shown = ShownTable("t", (ShownCount("a", 40), ShownCount("b", None, at_most=9)))
    drawn = counts_table("Caption", "What", shown, str.upper, Words("fi"))
    snapshot("counts_hidden", drawn)
    assert re.findall(r"<td[^>]*>([^<]*)</td>", drawn) == ["40", "≤9"]


def test_shares_are_shown_when_nothing_is_hidden():
    shown = ShownTable("t", (ShownCount("a", 80), ShownCount("b", 20)))
    drawn = counts_table("Caption", "What", shown, str.upper, Words("en"))
    assert re.findall(r"<td[^>]*>([^<]*)</td>", drawn) == ["80", "80%", "20", "20%"]


def test_shares_of_a_few_are_not_made_of_rounded_counts():
    shown = ShownTable("t", (ShownCount("a", 40), ShownCount("b", 10)))
    drawn = counts_table("Caption", "What", shown, str.upper, Words("en"))
    assert re.findall(r"<td[^>]*>([^<]*)</td>", drawn) == ["40", "10"]
    assert Words("en")("tables.share") not in drawn


def test_a_withheld_table_is_one_sentence():
    shown = ShownTable("t", (ShownCount("a", None), ShownCount("b", None)), hidden="too-close")
    words = Words("en")
    drawn = counts_table("Caption", "What", shown, str.upper, words)
    assert (
        drawn == f"<p>Caption: the numbers are not shown ({words('hidden.too-close.short')}).</p>"
    )


def test_a_part_that_an_office_withholds_is_a_dash_with_a_line_below():
    shown = ShownTable("t", (ShownCount("a", 40, at_least=True), ShownCount("b", None)))
    drawn = counts_table("Caption", "What", shown, str.upper, Words("en"), note="More.")
    assert re.findall(r"<td[^>]*>([^<]*)</td>", drawn) == ["≥40", "–"]
    assert f"More. {Words('en')('tables.dash')}" in unescape(drawn)
