"""Saved files of Sotkanet become facts; every row is used, told of, or of something else."""

import datetime as dt

import pytest

from evaluation.connectors.sotkanet import facts_as_text, read_facts
from evaluation.errors import BadInput, EmptyInput, MissingInput


def rows_of(facts):
    return {o.office: [(r.period, r.indicator, r.value) for r in o.rows] for o in facts.offices}


def told(facts):
    return "\n".join(remark.en for remark in facts.remarks)


def test_a_municipality_is_found_by_its_code_and_not_by_sotkanets_number(saved, framework):
    # 012 is Keksilä (id 345). Toiskylä has id 12: its rows must not come along.
    rows = ["181;345;2007;total;13,8;", "181;12;2007;total;99;"]
    facts = read_facts(**saved(rows), framework=framework)
    assert rows_of(facts)["office-a"] == [("2007", "unemployment_rate", "13,8")]
    assert facts.counts == {"used": 1, "missing": 0, "repeated": 0, "refused": 0, "other": 1}


def test_rows_are_in_order_of_years_with_decimal_commas(saved, framework):
    facts = read_facts(**saved(), framework=framework)
    assert rows_of(facts) == {
        "office-a": [("2007", "unemployment_rate", "13,8"), ("2008", "unemployment_rate", "14,2")],
        "office-b": [("2007", "unemployment_rate", "9")],
    }


@pytest.mark.parametrize("written", ["13.8", "13,8", " 13,80 "])
def test_decimal_point_and_comma_are_one_number(saved, framework, written):
    facts = read_facts(**saved([f"181;345;2007;total;{written};"]), framework=framework)
    assert float(rows_of(facts)["office-a"][0][2].replace(",", ".")) == 13.8


@pytest.mark.parametrize(
    "header",
    [
        "indicator;region;year;gender;primary value;absolute value",
        '"indicator";"region";"year";"gender";"primary.value";"absolute.value"',
    ],
)
def test_headers_as_thl_and_as_r_write_them(saved, framework, header):
    facts = read_facts(**saved(header=header), framework=framework)
    assert facts.counts["used"] == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_the_values(saved, framework, encoding):
    rows = ["181;345;2007;total;13,8;ä"]
    facts = read_facts(**saved(rows, encoding=encoding), framework=framework)
    assert facts.counts["used"] == 1


def test_a_missing_number_is_not_zero(saved, framework):
    rows = ["181;345;2007;total;;", "181;345;2008;total;..;", "181;345;2009;total;0;0"]
    facts = read_facts(**saved(rows), framework=framework)
    assert rows_of(facts)["office-a"] == [("2009", "unemployment_rate", "0")]
    assert facts.counts["missing"] == 2
    assert "office-a, unemployment rate: no number for 2007, 2008" in told(facts)


def test_a_number_out_of_range_is_told_by_its_row_and_not_written(saved, framework):
    rows = ["181;345;2007;total;101,5;", "181;345;2008;total;abc;", "181;345;20x8;total;9;"]
    facts = read_facts(**saved(rows), framework=framework)
    assert rows_of(facts)["office-a"] == []
    assert facts.counts["refused"] == 3
    assert "arvot.csv: the number of unemployment_rate is not between 0 and 100" in told(facts)
    assert "rows: 2." in told(facts)
    assert "rows: 3." in told(facts)
    assert "rows: 4." in told(facts)
    assert "101" not in told(facts)
    assert "abc" not in told(facts)


def test_rows_that_repeat_are_read_once_and_those_that_differ_not_at_all(saved, framework):
    rows = [
        "181;345;2007;total;13,8;",
        "181;345;2007;total;13.80;",
        "181;345;2008;total;14;",
        "181;345;2008;total;15;",
    ]
    facts = read_facts(**saved(rows), framework=framework)
    assert rows_of(facts)["office-a"] == [("2007", "unemployment_rate", "13,8")]
    assert facts.counts == {"used": 1, "missing": 0, "repeated": 1, "refused": 2, "other": 0}
    assert "different numbers for the same region and year. Not written, rows: 4, 5" in told(facts)


def test_numbers_that_look_like_thousands_are_still_alike(saved, framework):
    rows = ["181;345;2007;total;13,125;", "181;345;2007;total;13,125;"]
    assert read_facts(**saved(rows), framework=framework).counts["repeated"] == 1


def test_other_genders_and_years_stay_out(saved, framework):
    map = """
        version: 1
        gender: female
        years: {from: 2008, to: 2009}
        indicators: {unemployment_rate: "Työttömät, % työvoimasta"}
        offices: {office-a: {municipality: "012"}}
        """
    rows = [f"181;345;{year};{g};1{year % 10};" for year in range(2007, 2011) for g in
            ("total", "male", "female")]  # fmt: skip
    facts = read_facts(**saved(rows, map), framework=framework)
    assert [r[0] for r in rows_of(facts)["office-a"]] == ["2008", "2009"]
    assert facts.counts["other"] == 10


def test_a_row_without_a_cell_for_each_header_is_told(saved, framework):
    rows = ["181;345;2007;total;13,8", "181;345;2008;total;1;2;3", "181;345;2009;total;7;;;"]
    facts = read_facts(**saved(rows), framework=framework)
    assert [r[0] for r in rows_of(facts)["office-a"]] == ["2009"]
    assert "rows: 2, 3" in told(facts)


def test_counts_add_up_to_all_rows(saved, framework):
    rows = ["181;345;2007;total;13,8;", "181;345;2008;total;;", "x;345;2008;total;1;", "1;2"]
    facts = read_facts(**saved(rows), framework=framework)
    assert sum(facts.counts.values()) == len(rows)


def test_an_office_without_any_number_is_told(saved, framework):
    facts = read_facts(**saved(["181;345;2007;total;13,8;"]), framework=framework)
    assert "office-b, unemployment rate: the files have no row of this region" in told(facts)
    assert "office-b: ei yhtään lukua" in facts_as_text(facts, (), "fi")


def test_long_lists_of_rows_are_cut_and_counted(saved, framework):
    rows = [f"181;345;{1990 + i};total;500;" for i in range(15)]
    text = told(read_facts(**saved(rows), framework=framework))
    assert "rows: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 … (in all 15)" in text


def test_the_citation_names_the_producer_in_both_languages(saved, framework):
    citation = read_facts(**saved(), framework=framework).offices[0].citations[0]
    assert citation.say("fi") == (
        "THL, Tilasto- ja indikaattoripankki Sotkanet.fi, Työttömät, % työvoimasta "
        "(Terveyden ja hyvinvoinnin laitos (THL)), tallennettu 1.3.2025"
    )
    assert citation.say("en") == (
        "THL, Statistics and Indicator Bank Sotkanet.fi, Unemployed people (THL), "
        "cached 1 March 2025"
    )


def test_the_day_of_saving_is_the_newest_files(saved, framework):
    import os

    given = saved() | {"cached": None}
    os.utime(given["values"][0], (0, dt.datetime(2024, 2, 29, 12).timestamp()))
    facts = read_facts(**given, framework=framework)
    assert facts.offices[0].citations[0].cached == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"rows": []}, EmptyInput),
        ({"header": "indicator,region,year,gender,primary.value"}, BadInput),
        ({"header": "indicator;region;region;year;gender;primary.value"}, BadInput),
        ({"header": "<!DOCTYPE html>"}, BadInput),
        ({"rows": ['181;345;2007;total;"13,8;']}, BadInput),
        ({"indicators": "not a list"}, BadInput),
        ({"indicators": [{"title": {"fi": "x"}}]}, BadInput),
        ({"regions": [{"id": "x1"}]}, BadInput),
    ],
)
def test_files_that_are_not_sotkanets_are_refused(saved, framework, change, error):
    with pytest.raises(error):
        read_facts(**saved(**change), framework=framework)


@pytest.mark.parametrize("name", ["values", "indicators", "regions", "map"])
def test_a_file_that_is_not_there_is_named(saved, framework, name, tmp_path):
    missing = tmp_path / "puuttuu.csv"
    given = saved() | {name: [missing] if name == "values" else missing}
    with pytest.raises(MissingInput, match=r"puuttuu\.csv"):
        read_facts(**given, framework=framework)


def test_a_saved_error_page_is_no_list(saved, framework):
    given = saved()
    given["indicators"].write_text("<html>403</html>")
    with pytest.raises(BadInput, match="/indicators"):
        read_facts(**given, framework=framework)
