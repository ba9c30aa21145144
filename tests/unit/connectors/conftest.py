"""Sotkanet's files as THL's REST interface writes them; all places and numbers are made up."""

import datetime as dt
import json
import textwrap

import pytest

# The trap: Keksilä's code is 012 and its id 345; Toiskylä's code is 345 and its id 12.
REGIONS = [
    {"id": 345, "code": "012", "category": "KUNTA", "title": {"fi": "Keksilä", "sv": "Keksby"}},
    {"id": 12, "code": "345", "category": "KUNTA", "title": {"fi": "Toiskylä"}},
    {"id": 13, "code": "019", "category": "MAAKUNTA", "title": {"fi": "Šatumaa"}},
    {"id": 14, "code": "14", "category": "HYVINVOINTIALUE", "title": {"fi": "Šatumaa"}},
]
THL = {"id": 2, "title": {"fi": "Terveyden ja hyvinvoinnin laitos (THL)", "en": "THL"}}
INDICATORS = [
    {
        "id": 181,
        "title": {"fi": "Työttömät, % työvoimasta", "en": "Unemployed people", "sv": "Arbetslösa"},
        "organization": THL,
    },
    {"id": 761, "title": {"fi": "Huoltosuhde, demografinen"}, "organization": THL},
    {"id": 900, "title": {"fi": "Sairastavuus"}, "organization": THL},
    {"id": 901, "title": {"fi": "sairastavuus"}, "organization": THL},
]
MAP = """
    version: 1
    indicators:
      unemployment_rate: "työttömät, %  TYÖVOIMASTA"
      dependency_ratio: "Huoltosuhde, demografinen"
    offices:
      office-a: {municipality: "012"}
      office-b: {region: šatumaa, category: maakunta}
    """
HEADER = "indicator;region;year;gender;primary.value;absolute.value"
ROWS = ["181;345;2008;total;14,2;", "181;345;2007;total;13,8;120", "181;13;2007;total;9;44"]


@pytest.fixture
def saved(tmp_path):
    """Write saved files; returns the arguments of read_facts but for the framework."""

    def write(
        rows=ROWS, map=MAP, indicators=INDICATORS, regions=REGIONS, header=HEADER, encoding="utf-8"
    ):
        values = tmp_path / "arvot.csv"
        values.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
        for name, entries in (("indicators", indicators), ("regions", regions)):
            text = json.dumps(entries, ensure_ascii=False)
            (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
        (tmp_path / "sotkanet.yaml").write_text(textwrap.dedent(map), encoding="utf-8")
        return {
            "values": [values],
            "indicators": tmp_path / "indicators.json",
            "regions": tmp_path / "regions.json",
            "map": tmp_path / "sotkanet.yaml",
            "cached": dt.date(2025, 3, 1),
        }

    return write


@pytest.fixture
def mapping_of(tmp_path):
    """Write a mapping file and read it."""
    from evaluation.connectors.export import read_mapping

    def read(text, language="en"):
        path = tmp_path / "kartta.yaml"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return read_mapping(path, language)

    return read
