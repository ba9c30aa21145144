"""The map in YAML: which of Sotkanet's titles is which indicator, which region which office's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from evaluation.connectors.yaml_reader import YamlReader
from evaluation.framework.model import Framework, Indicator, Text
from evaluation.framework.yaml_files import line_of
from evaluation.spelling import clean

MAP_KEYS = ("version", "gender", "years", "indicators", "offices")
GENDERS = ("total", "male", "female")
CODE = re.compile("[0-9]{3}")

TITLE = Text("Sotkanetin suomenkielinen otsikko", "Sotkanet's title in Finnish")
A_REGION = Text(
    '{municipality: "kunnan kolminumeroinen koodi"} tai {region: alueen nimi}',
    "{municipality: \"the municipality's code of three digits\"} or {region: the region's name}",
)


@dataclass(frozen=True, slots=True)
class WantedIndicator:
    """One of our indicators and Sotkanet's title of it; ``id`` where two share the title."""

    indicator: Indicator
    title: str
    id: int | None
    line: int


@dataclass(frozen=True, slots=True)
class WantedRegion:
    """An office and its region: a municipality by code, or another region by name."""

    office: str
    municipality: str
    region: str
    category: str
    line: int


@dataclass(frozen=True, slots=True)
class SotkanetMap:
    """A whole map; years are inclusive, None where open."""

    gender: str
    first_year: int | None
    last_year: int | None
    indicators: tuple[WantedIndicator, ...]
    offices: tuple[WantedRegion, ...]


def read_map(reader: YamlReader, root: yaml.Node, framework: Framework) -> SotkanetMap:
    """Read a map; what is wrong is noted in ``reader`` and left out."""
    nodes = reader.keys(root, MAP_KEYS, ("version", "indicators", "offices"))
    if "version" in nodes:
        reader.version(nodes["version"])
    years = reader.keys(nodes["years"], ("from", "to")) if "years" in nodes else {}
    first, last = (reader.number(years[k]) if k in years else None for k in ("from", "to"))
    if first is not None and last is not None and first > last:
        reader.note(
            nodes["years"],
            Text("viimeinen vuosi on ennen ensimmäistä", "the last year is before the first"),
            Text("from ennen vuotta to", "'from' before 'to'"),
        )
    return SotkanetMap(
        _gender(reader, nodes.get("gender")),
        first,
        last,
        tuple(_indicators(reader, nodes.get("indicators"), framework)),
        tuple(_offices(reader, nodes.get("offices"), framework)),
    )


def _gender(reader: YamlReader, node: yaml.Node | None) -> str:
    if node is None:
        return "total"
    word = reader.text(node) or ""
    if word not in GENDERS and isinstance(node, yaml.ScalarNode):
        reader.unknown(node, GENDERS, Text("sukupuolta", "gender"))
    return word


def _indicators(
    reader: YamlReader, node: yaml.Node | None, framework: Framework
) -> list[WantedIndicator]:
    known = indicators_of_facts(framework)
    wanted: list[WantedIndicator] = []
    for key, value in _some(reader, node, "indicators"):
        if key.value not in known:
            reader.unknown(key, tuple(known), Text("toimiston mittaria", "indicator of facts"))
            continue
        title, id = _title(reader, value)
        twin = next((w for w in wanted if w.indicator is known[key.value]), None)
        if twin is not None:
            reader.note(
                key,
                Text("sama mittari on kahdesti", "the same indicator stands twice"),
                Text("jokainen mittari kerran", "each indicator once"),
            )
        elif title:
            wanted.append(WantedIndicator(known[key.value], title, id, line_of(value)))
    return wanted


def indicators_of_facts(framework: Framework) -> Mapping[str, Indicator]:
    """Indicators that are read from the table facts, by id and by code."""
    found = [i for i in framework.indicators.values() if i.reading.table == "facts"]
    return {i.reading.code: i for i in found if i.reading.code} | {i.id: i for i in found}


def _title(reader: YamlReader, node: yaml.Node) -> tuple[str, int | None]:
    """``"Title"``, or ``{title: Title, id: 123}`` where two indicators share the title."""
    if not isinstance(node, yaml.MappingNode):
        return clean(reader.text(node, TITLE) or ""), None
    nodes = reader.keys(node, ("title", "id"), ("title", "id"))
    title = reader.text(nodes["title"], TITLE) if "title" in nodes else None
    id = reader.number(nodes["id"]) if "id" in nodes else None
    return clean(title or ""), id


def _offices(
    reader: YamlReader, node: yaml.Node | None, framework: Framework
) -> list[WantedRegion]:
    wanted = []
    for key, value in _some(reader, node, "offices"):
        if key.value not in framework.offices:
            reader.unknown(key, tuple(framework.offices), Text("toimistoa", "office"))
            continue
        nodes = reader.keys(value, ("municipality", "region", "category"))
        texts = {
            name: clean(reader.text(nodes[name]) or "") if name in nodes else ""
            for name in ("municipality", "region", "category")
        }
        if ("municipality" in nodes) == ("region" in nodes) and isinstance(value, yaml.MappingNode):
            reader.note(value, Text("alue ei selviä", "the region is not clear"), A_REGION)
        elif "municipality" in nodes and not CODE.fullmatch(texts["municipality"]):
            reader.note(
                nodes["municipality"],
                Text("tämä ei ole kunnan koodi", "this is no municipality's code"),
                Text("kolme numeroa lainausmerkeissä", "three digits in quotation marks"),
            )
        elif "municipality" in nodes and "category" in nodes:
            reader.note(
                nodes["category"],
                Text("kunnan kanssa ei tarvita luokkaa", "a municipality needs no category"),
                Text("avain 'category' vain alueen nimen kanssa", "'category' with 'region' only"),
            )
        else:
            wanted.append(WantedRegion(key.value, **texts, line=line_of(value)))
    return wanted


def _some(
    reader: YamlReader, node: yaml.Node | None, what: str
) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """Entries of a section; an empty one is noted."""
    if node is None:
        return []
    if (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")) or not node.value:
        reader.note(
            node,
            Text(f"kohdassa '{what}' ei ole mitään", f"there is nothing in '{what}'"),
            Text(
                "vähintään yksi; poista # rivin alusta ja kirjoita omat tietosi",
                "at least one; remove the # before a line and write your own",
            ),
        )
        return []
    return list(reader.pairs(node))
