"""The map of Sotkanet: titles and regions are found for certain, or told with their line."""

from pathlib import Path

import pytest

from evaluation.connectors.sotkanet import read_facts
from evaluation.errors import BadInput

ROOT = Path(__file__).parents[3]


def errors(saved, framework, map, language="en", **more):
    with pytest.raises(BadInput) as raised:
        read_facts(**saved(map=map, **more), framework=framework, language=language)
    return str(raised.value)


def map_of(indicators='unemployment_rate: "Työttömät, % työvoimasta"', offices=None):
    offices = offices or 'office-a: {municipality: "012"}'
    return f"version: 1\nindicators:\n  {indicators}\noffices:\n  {offices}\n"


def test_an_unknown_title_is_told_with_its_line_and_the_nearest(saved, framework):
    text = errors(saved, framework, map_of('unemployment_rate: "Työttömät, % väestöstä"'))
    assert "sotkanet.yaml, line 3: the title 'Työttömät, % väestöstä' is not in the saved" in text
    assert "nearest: 'Työttömät, % työvoimasta'" in text


def test_a_title_that_two_share_is_not_guessed(saved, framework):
    text = errors(saved, framework, map_of("morbidity_index: Sairastavuus"))
    assert "'Sairastavuus' stands in the list more than once" in text
    assert "900, 901" in text


def test_the_number_settles_a_shared_title(saved, framework):
    map = map_of("morbidity_index: {title: Sairastavuus, id: 901}")
    facts = read_facts(**saved(["901;345;2007;total;104;"], map), framework=framework)
    assert facts.offices[0].rows[0].indicator == "morbidity_index"


def test_a_number_of_another_title_is_refused(saved, framework):
    text = errors(saved, framework, map_of("morbidity_index: {title: Sairastavuus, id: 181}"))
    assert "has another id" in text


def test_a_code_that_is_only_sotkanets_number_is_explained(saved, framework):
    regions = [
        {"id": 345, "code": "012", "category": "KUNTA", "title": {"fi": "Keksilä"}},
        {"id": 13, "code": "019", "category": "MAAKUNTA", "title": {"fi": "Šatumaa"}},
    ]
    map = map_of(offices='office-a: {municipality: "345"}')
    text = errors(saved, framework, map, regions=regions)
    assert "no municipality in the list has the code '345'" in text
    assert "Sotkanet's own number of a region is no municipality's code" in text


def test_a_code_of_a_region_that_is_no_municipality_does_not_count(saved, framework):
    assert "no municipality" in errors(
        saved, framework, map_of(offices='office-a: {municipality: "019"}')
    )


def test_a_code_without_quotation_marks_keeps_its_zero(saved, framework):
    facts = read_facts(
        **saved(map=map_of(offices="office-a: {municipality: 012}")), framework=framework
    )
    assert facts.offices[0].region == "Keksilä"


def test_codes_that_lost_their_zeros_in_the_list_are_mended(saved, framework):
    regions = [{"id": 345, "code": 12, "category": "KUNTA", "title": {"fi": "Keksilä"}}]
    facts = read_facts(**saved(map=map_of(), regions=regions), framework=framework)
    assert facts.offices[0].region == "Keksilä"


@pytest.mark.parametrize("code", ["12", "0123", '"01x"', '""'])
def test_a_code_has_three_digits(saved, framework, code):
    map = map_of(offices=f"office-a: {{municipality: {code}}}")
    assert "line 5" in errors(saved, framework, map)


def test_a_region_name_that_two_share_needs_its_category(saved, framework):
    text = errors(saved, framework, map_of(offices="office-a: {region: Šatumaa}"))
    assert "one of HYVINVOINTIALUE, MAAKUNTA" in text


def test_all_problems_are_told_at_once_and_in_finnish_too(saved, framework):
    map = """
version: 2
gender: everyone
years: {from: 2010, to: 2009}
indicators:
  unemployment: "Työttömät, % työvoimasta"
  hope: Toivo
  dependency_ratio: Tuntematon
offices:
  office-x: {municipality: "012"}
  office-a: {}
surprise: 1
"""
    text = errors(saved, framework, map)
    for line in (2, 3, 4, 6, 7, 8, 10, 11, 12):
        assert f"line {line}:" in text
    assert "'unemployment_rate'" in text
    assert "rivi 2: tiedostomuodon versiota ei tunneta" in errors(saved, framework, map, "fi")


def test_two_of_our_indicators_cannot_take_one_of_sotkanets(saved, framework):
    map = map_of(
        'unemployment_rate: "Työttömät, % työvoimasta"\n'
        '  youth_unemployment: "Työttömät, % työvoimasta"'
    )
    assert "line 4: the same indicator of Sotkanet twice" in errors(saved, framework, map)


def test_the_shipped_map_asks_for_the_offices_and_names_no_municipality(saved, framework):
    text = (ROOT / "data" / "connectors" / "sotkanet.yaml").read_text(encoding="utf-8")
    told = errors(saved, framework, text)
    assert "there is nothing in 'offices'" in told
    # Only the titles that our made-up list lacks are wrong besides.
    assert told.count("sotkanet.yaml, line ") == 2


def test_the_shipped_maps_commented_lines_are_entries(saved, framework):
    text = (ROOT / "data" / "connectors" / "sotkanet.yaml").read_text(encoding="utf-8")
    text = text.replace("  # office-a: {municipality: \"kolme numeroa / three digits\"}",
                        '  office-a: {municipality: "012"}')  # fmt: skip
    lines = [line for line in text.splitlines() if "morbidity_index" not in line]
    facts = read_facts(**saved(map="\n".join(lines)), framework=framework)
    assert facts.counts["used"] == 2
