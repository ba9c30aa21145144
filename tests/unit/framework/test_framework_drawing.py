"""Drawings, sentences and texts: well-formed, complete, escaped, and inside their boxes."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.errors import UnknownCode
from evaluation.framework import (
    LANGUAGES,
    Framework,
    Language,
    Text,
    diagram,
    draw,
    ripple_map,
    sentence,
    show,
    svg,
    theory_as_text,
)

SVG = "{http://www.w3.org/2000/svg}"
IDS = (
    "planned-work",
    "interactive-approach",
    "participation-to-life-situation",
    "development-partnership",
    "studying-own-work",
    "economic-awareness",
    "small-office-network",
)
NASTY = Text('ääni <b> & "š" ]]> \' käy', 'a <b> & "š" ]]> \' b')
LONG = "sosiaalitoimistojenvälinenkonsultaatioverkostoyhteistyösopimusneuvottelu"


def texts_and_boxes(drawing: str) -> tuple[list[ElementTree.Element], list[ElementTree.Element]]:
    root = ElementTree.fromstring(drawing)
    boxes = [r for r in root.iter(f"{SVG}rect") if r.get("rx") == "6"]
    return list(root.iter(f"{SVG}text")), boxes


def check_inside(drawing: str) -> None:
    """Every line of text lies in a box by the estimate of its width, every box in the picture."""
    root = ElementTree.fromstring(drawing)
    _, _, width, height = map(float, root.get("viewBox").split())
    texts, boxes = texts_and_boxes(drawing)
    spans = [
        (float(b.get("x")), float(b.get("y")), float(b.get("width")), float(b.get("height")))
        for b in boxes
    ]
    for x, y, w, h in spans:
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height
    for text in texts:
        x, y, size = (float(text.get(k)) for k in ("x", "y", "font-size"))
        wide = svg.width_of(text.text, size)
        assert any(
            bx < x and x + wide <= bx + bw and by + size <= y + 4 and y <= by + bh
            for bx, by, bw, bh in spans
        ), text.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", IDS)
def test_diagram_tells_everything(theory: Framework, id: str, language: Language) -> None:
    c = theory.configurations[id]
    root = ElementTree.fromstring(diagram(theory, c, language))
    assert root.get("role") == "img"
    assert root.get("lang") == language
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert title.text == c.title.say(language)
    assert description.text == sentence(theory, c, language)
    shown = " ".join(t.text for t in root.iter(f"{SVG}text"))
    for condition in theory.conditions_of(c):
        assert condition.label.say(language) in shown
    for other in (*c.leads_to, *(o.id for o in theory.configurations.values() if id in o.leads_to)):
        assert theory.configurations[other].title.say(language) in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_stays_inside(theory: Framework, language: Language) -> None:
    for c in theory.configurations.values():
        check_inside(diagram(theory, c, language))
    check_inside(ripple_map(theory, language))


def test_ids_differ_between_drawings(theory: Framework) -> None:
    drawings = [
        *(diagram(theory, c, la) for c in theory.configurations.values() for la in LANGUAGES),
        *(ripple_map(theory, la) for la in LANGUAGES),
        diagram(theory, theory.configurations["planned-work"], "fi", id_prefix="again"),
    ]
    ids = [id for d in drawings for id in re.findall(r' id="([^"]+)"', d)]
    assert len(ids) == 2 * len(drawings)
    assert len(set(ids)) == len(ids)


def test_drawings_have_no_styles_scripts_or_links(theory: Framework) -> None:
    for c in theory.configurations.values():
        drawing = diagram(theory, c, "fi")
        assert not re.search(r"style|script|href|url\(|on\w+=", drawing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_be_escaped_is_escaped(theory: Framework, language: Language) -> None:
    conditions = {id: replace(c, label=NASTY) for id, c in theory.conditions.items()}
    configurations = {
        id: replace(c, title=NASTY, because=NASTY) for id, c in theory.configurations.items()
    }
    nasty = replace(theory, conditions=conditions, configurations=configurations, title=NASTY)
    c = nasty.configurations["interactive-approach"]
    root = ElementTree.fromstring(diagram(nasty, c, language))
    assert root.find(f"{SVG}title").text == NASTY.say(language)
    assert NASTY.say(language) in root.find(f"{SVG}desc").text
    assert NASTY.say(language) in " ".join(t.text for t in root.iter(f"{SVG}text"))
    ElementTree.fromstring(ripple_map(nasty, language))
    for html in (nasty.show(c.id, language)._repr_html_(), nasty._repr_html_()):
        assert "<b>" not in html
        assert "&lt;b&gt; &amp; " in html


@pytest.mark.parametrize("text", [LONG, LONG * 8, "m" * 90, "sana " * 120, "語" * 60])
def test_long_labels_are_wrapped(theory: Framework, text: str) -> None:
    label = Text(text, text)
    conditions = {id: replace(c, label=label) for id, c in theory.conditions.items()}
    configurations = {id: replace(c, title=label) for id, c in theory.configurations.items()}
    long = replace(theory, conditions=conditions, configurations=configurations)
    check_inside(diagram(long, long.configurations["interactive-approach"], "fi"))
    check_inside(ripple_map(long, "fi"))


@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), max_size=200
    ),
    room=st.floats(60, 400),
)
def test_wrapping_keeps_every_letter_and_the_width(text: str, room: float) -> None:
    lines = svg.wrap(text, room, 14)
    assert len(lines) >= 1
    assert all(svg.width_of(line, 14) <= room for line in lines)
    bare = "".join(text.split())
    assert "".join(lines).replace("-", "").replace(" ", "") == bare.replace("-", "")


def test_wrapping_balances_lines() -> None:
    lines = svg.wrap("the client copes better with daily life", 260, 14)
    assert len(lines) == 2
    assert min(map(len, lines)) > 12


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_enough() -> None:
    """WCAG 2.2: text 4.5:1 (1.4.3), graphical objects 3:1 (1.4.11)."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    looks = (draw.CONTEXT, draw.RESOURCE, draw.REASONING, draw.OUTCOME, draw.RIPPLE, draw.ALONE)
    for look in looks:
        assert contrast(svg.INK, look.fill) >= 4.5
        assert contrast(svg.FAINT, look.fill) >= 4.5
        assert contrast(look.bar, svg.PAPER) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_ripple_map_has_every_configuration_and_link(theory: Framework, language: Language) -> None:
    root = ElementTree.fromstring(ripple_map(theory, language))
    shown = " ".join(t.text for t in root.iter(f"{SVG}text"))
    for c in theory.configurations.values():
        assert c.title.say(language) in shown
        assert c.title.say(language) in root.find(f"{SVG}desc").text
    links = sum(len(c.leads_to) for c in theory.configurations.values())
    assert links == 3
    assert len(list(root.iter(f"{SVG}polyline"))) == links
    assert (
        root.find(f"{SVG}desc").text.count({"fi": "johtaa väitteeseen", "en": "leads to"}[language])
        == links
    )


def test_causes_stand_above_what_they_lead_to(theory: Framework) -> None:
    order = [id for chain in draw.ripple_chains(theory) for id in chain]
    assert sorted(order) == sorted(theory.configurations)
    for c in theory.configurations.values():
        assert all(order.index(c.id) < order.index(name) for name in c.leads_to)


def test_ripple_map_of_links_that_run_over_each_other(theory: Framework) -> None:
    leads = {id: tuple(IDS[n + 1 :]) for n, id in enumerate(IDS)}
    dense = replace(
        theory,
        configurations={
            id: replace(c, leads_to=leads[id]) for id, c in theory.configurations.items()
        },
    )
    drawing = ripple_map(dense, "fi")
    root = ElementTree.fromstring(drawing)
    check_inside(drawing)
    lanes = {p.get("points").split()[1].split(",")[0] for p in root.iter(f"{SVG}polyline")}
    assert len(list(root.iter(f"{SVG}polyline"))) == 21
    assert len(lanes) > 5
    assert all(float(x) < 340 for x in lanes)


def test_ripple_map_without_links(theory: Framework) -> None:
    alone = replace(
        theory,
        configurations={id: replace(c, leads_to=()) for id, c in theory.configurations.items()},
    )
    assert "Mikään väite ei johda toiseen." in ripple_map(alone, "fi")


def test_a_prediction_for_the_worse_says_so(theory: Framework) -> None:
    c = theory.configurations["interactive-approach"]
    worse = replace(c, prediction=replace(c.prediction, sign="worse"))
    assert "on epätodennäköisempää, että asiakkaan osallisuus" in sentence(theory, worse, "fi")
    assert "it is less likely that the client's participation" in sentence(theory, worse, "en")
    assert "epätodennäköisempää" not in sentence(theory, c, "fi")


def test_show_says_and_draws(theory: Framework) -> None:
    shown = theory.show("interactive-approach")
    html = shown._repr_html_()
    c = theory.configurations["interactive-approach"]
    assert html.index('lang="fi"') < html.index('lang="en"')
    assert "Jos asiakkaan tilanne on kuormittunut" in html
    assert "If the client&#x27;s situation is strained" in html
    assert diagram(theory, c, "fi") in html
    assert str(shown).startswith("Vuorovaikutuksellinen työote (interactive-approach v1, luonnos)")
    assert show(theory, "interactive-approach v1", "en").configuration == c


def test_show_of_an_unknown_configuration_helps(theory: Framework) -> None:
    with pytest.raises(UnknownCode, match="Did you mean 'planned-work'"):
        theory.show("planed-work")
    with pytest.raises(UnknownCode, match="It has: planned-work"):
        theory.show("xyz")


@pytest.mark.parametrize("language", LANGUAGES)
def test_theory_as_text_tells_everything(copy, language: Language) -> None:
    framework, problems = copy.read()
    text = theory_as_text(framework, problems, language)
    for c in framework.configurations.values():
        for part in (
            c.title.say(language),
            sentence(framework, c, language),
            c.prediction.refuted_if.say(language),
            *(rival.text.say(language) for rival in c.rivals),
            *(
                framework.conditions[id].label.say(language)
                for id in c.prediction.should_not_hold_in
            ),
        ):
            assert part in text
    for perspective in framework.strategy_map.perspectives:
        for factor in perspective.factors:
            assert factor.label.say(language) in text
            assert factor.place.say(language) in text
    for problem in problems:
        assert str(problem) in text
    assert {"fi": "1,0 pistettä", "en": "1.0 points"}[language] in text
    assert ("ketju" not in text) and ("None" not in text)


def test_theory_as_text_without_problems(theory: Framework) -> None:
    assert theory_as_text(theory, (), "fi").endswith("Ei huomautettavaa.")
