"""Whole pages: both scopes, both languages, empty offices, and what is never published."""

import re
from html import unescape
from itertools import pairwise

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evaluation.disclosure import REGION, release
from evaluation.errors import BadInput, DisclosureRefused, UnknownCode
from evaluation.findings import (
    Count,
    CountTable,
    Estimate,
    Finding,
    Findings,
    Provenance,
    VerdictKind,
)
from evaluation.framework.model import Text
from evaluation.report import (
    Fragment,
    Report,
    export_html,
    figures,
    figures_region,
    glance,
    heading,
    index_html,
)
from evaluation.report import region as side_by_side

METHODS = (
    "heading",
    "at_a_glance",
    "evidence",
    "offices",
    "coverage",
    "strategy_map",
    "change",
    "configurations",
    "development",
    "further",
    "methods",
)
LIMIT = 500 * 1024


def notebook(report, methods=METHODS):
    cells = [
        new_code_cell(
            "secret_code()",
            outputs=[new_output("display_data", {"text/html": str(getattr(report, m)())})],
        )
        for m in methods
    ]
    return new_notebook(cells=cells)


@pytest.fixture(scope="module", params=["fi", "en"])
def pages(request, office, region, theory):
    language = request.param
    return {
        name: export_html(notebook(Report(r, theory, language)), name, language)
        for name, r in {"office": office, "region": region}.items()
    }


@pytest.mark.parametrize("not_a_release", [None, {}, "release"])
def test_only_a_release_makes_a_report(theory, office, not_a_release):
    with pytest.raises(DisclosureRefused):
        Report(not_a_release, theory)
    for maker in (
        heading.heading,
        glance.at_a_glance,
        figures.flow,
        figures_region.forest,
        side_by_side.offices,
    ):
        with pytest.raises(DisclosureRefused):
            maker(not_a_release, theory, Report(office, theory).words)
    with pytest.raises(DisclosureRefused):
        index_html({"region": not_a_release}, theory, "fi", {}, {})


def test_findings_are_refused_too(theory):
    findings = Findings("office-a", (), Provenance("d", "f", "0", "0"), ("office-a",))
    with pytest.raises(DisclosureRefused):
        Report(findings, theory)


def test_a_report_speaks_finnish_or_english_only(office, theory):
    with pytest.raises(UnknownCode):
        Report(office, theory, "sv")


@pytest.mark.parametrize("method", METHODS)
def test_each_part_is_html_for_a_notebook_in_both_scopes(office, region, theory, method):
    for made, language in ((office, "en"), (region, "fi")):
        part = getattr(Report(made, theory, language), method)()
        assert isinstance(part, Fragment)
        assert part._repr_html_() == str(part)
        assert len(repr(part)) < 80
        assert part.count("<h1") == (method == "heading")


def test_a_page_has_one_heading_landmarks_and_a_language(pages):
    for page in pages.values():
        assert page.startswith("<!doctype html>")
        assert page.count("<h1") == page.count("<main") == page.count("</main>") == 1
        assert page.count("<header") == page.count("<footer") == 1
        assert re.search(r'<html lang="(fi|en)">', page)
        assert page.index('class="skip"') < page.index("<header")
        assert 'href="index.html"' in page


def test_a_page_runs_nothing_and_fetches_nothing(pages):
    for page in map(unescape, pages.values()):
        assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page
        assert "<script" not in page and "secret_code" not in page
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
        sources = re.findall(r'src="([^"]{0,22})', page)
        assert len(sources) > 10
        assert set(sources) == {"data:image/png;base64,"}
        assert not re.search(r"url\(|@import", page)


def test_a_page_is_small_enough_to_send(pages):
    for page in pages.values():
        assert len(page.encode()) <= LIMIT


def test_ids_are_unique_and_links_lead_somewhere(pages):
    for page in pages.values():
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert {h[1:] for h in re.findall(r'href="(#[^"]+)"', page)} <= set(ids)


def test_headings_never_skip_a_level(pages):
    for page in pages.values():
        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))


def test_made_up_data_are_called_so_on_every_page(office, theory):
    made_up = Report(office, theory, "fi").heading()
    assert "Esimerkkiaineisto" in made_up
    real = release(Findings("office-a", (), Provenance("d", "f", "0", "0"), ("office-a",)))
    assert "Esimerkkiaineisto" not in Report(real, theory, "fi").heading()


def test_the_heading_reads_as_it_did(office, theory, snapshot):
    for language in ("fi", "en"):
        snapshot(f"heading_{language}", Report(office, theory, language).heading())


def test_the_title_is_what_the_heading_says(office, theory):
    report = Report(office, theory, "en")
    assert f"<h1>{report.title}</h1>" in report.heading()


def test_a_region_names_its_missing_offices_first(region, theory):
    report = Report(region, theory, "en")
    for part in (report.heading(), report.offices(), report.evidence()):
        assert "Not included: Office G." in part
    offices = report.offices()
    assert offices.index("Not included") < offices.index("<table")


def test_an_office_where_nothing_may_be_told_says_so(empty_office, theory):
    page = export_html(notebook(Report(empty_office, theory, "fi")), "x", "fi")
    words = Report(empty_office, theory, "fi").words
    for key in ("coverage.nothing", "change.nothing", "claims.no-evidence", "strategy.nothing"):
        assert words(key) in page
    numbers = re.findall(r"väli [^)]*\d", page)
    assert numbers == []


def test_a_release_without_findings_still_makes_a_page(theory):
    bare = release(Findings("office-a", (), Provenance("d", "f", "0", "0"), ("office-a",)))
    page = export_html(notebook(Report(bare, theory, "en")), "x", "en")
    assert page.count("Cannot be tested") >= len(theory.configurations)


def test_only_html_outputs_and_cells_of_the_language_are_exported(office, theory):
    made = notebook(Report(office, theory, "en"), ["heading"])
    made.cells += [
        new_markdown_cell("for the author", metadata={"tags": []}),
        new_markdown_cell("suomeksi", metadata={"tags": ["fi"]}),
        new_markdown_cell("**in English**", metadata={"tags": ["en"]}),
        new_code_cell(
            "x",
            outputs=[
                new_output("stream", name="stdout", text="printed"),
                new_output("stream", name="stderr", text="warned"),
                new_output("error", ename="ValueError", evalue="broken", traceback=["trace"]),
                new_output("execute_result", {"text/plain": "plain"}, execution_count=1),
                new_output("execute_result", {"text/html": "<p>kept</p>"}, execution_count=1),
            ],
        ),
    ]
    page = export_html(made, "T <1>", "en")
    assert "<strong>in English</strong>" in page and "<p>kept</p>" in page
    assert "<title>T &lt;1&gt;</title>" in page
    for left_out in ("author", "suomeksi", "printed", "warned", "broken", "trace", "plain<"):
        assert left_out not in page


def test_a_notebook_is_read_from_its_file(office, theory, tmp_path):
    made = notebook(Report(office, theory, "fi"), ["heading"])
    path = tmp_path / "office-a.ipynb"
    nbformat.write(made, path)
    assert export_html(path, "t", "fi") == export_html(made, "t", "fi")
    assert export_html(str(path), "t", "fi") == export_html(made, "t", "fi")


@pytest.mark.parametrize(
    "bad",
    [
        "<script>x</script>",
        '<img alt="" src="https://example.org/x.png">',
        '<p onclick="x()">',
        '<a href="javascript:x">',
        '<link rel="stylesheet" href="x">',
        "<iframe></iframe>",
    ],
)
def test_scripts_and_outside_things_are_refused(office, theory, bad):
    made = notebook(Report(office, theory, "fi"), ["heading"])
    made.cells.append(new_code_cell("x", outputs=[new_output("display_data", {"text/html": bad})]))
    with pytest.raises(BadInput):
        export_html(made, "t", "fi")


@pytest.mark.parametrize("methods", [["methods"], ["heading", "heading"]])
def test_a_page_needs_exactly_one_first_heading(office, theory, methods):
    with pytest.raises(BadInput, match="first-level heading"):
        export_html(notebook(Report(office, theory, "fi"), methods), "t", "fi")


def test_the_index_tells_answers_links_and_what_failed(region, theory):
    releases = {REGION: region, **{p.scope: p for p in region.parts}}
    links = {scope: f"{scope}.html" for scope in releases}
    failed = {"office-g": "MissingInput", "office-x": "SomethingElse"}
    page = index_html(releases, theory, "en", failed, links, edition="2009-12")
    assert page.count("<h1") == 1 and "Edition 2009-12." in page
    assert set(links.values()) <= set(re.findall(r'href="([^"#]+)"', page))
    assert 'href="region.html#claim-planned-work"' in page
    assert "Office G.</strong> No data were found." in page
    assert "The report could not be made." in page and "SomethingElse" not in page
    assert "Example data" in page
    assert 'href="index.html"' not in page


def test_an_index_without_the_region_says_so(office, theory):
    page = index_html({"office-a": office}, theory, "en", {}, {"office-a": "office-a.html"})
    assert "There is no report of the whole region" in page


def further(**more):
    finding = Finding(
        "consistency",
        "interactive-approach",
        (Estimate("consistency", 0.81, 0.7, 0.9, 60, 50, "share"),),
        (CountTable("paths", (Count("one", 40), Count("two", 3))),),
        notes=("exploratory",),
        **more,
    )
    return release(Findings("office-a", (finding,), Provenance("d", "f", "0", "0"), ("office-a",)))


def test_a_new_analysis_is_shown_in_its_own_words(theory):
    labels = {k: Text(f"{k} fi", f"{k} en") for k in ("consistency", "paths", "one", "two")}
    made = further(title=Text("Ehdot", "Conditions"), labels=labels)
    part = Report(made, theory, "en").further()
    assert "<h3>Conditions</h3>" in part
    assert "Consistency en" in part and "80%" in part and "≤9" in part
    assert Report(made, theory, "fi").words("notes.exploratory") in Report(made, theory).further()


def test_a_new_analysis_without_words_fails_loudly(theory):
    with pytest.raises(UnknownCode, match="title"):
        Report(further(), theory).further()
    with pytest.raises(UnknownCode, match="label"):
        Report(further(title=Text("a", "b")), theory).further()


def test_verdicts_of_all_seven_kinds_are_on_the_made_up_page(office):
    kinds = {f.verdict.kind for f in office.by("contrasts")}
    assert kinds == set(VerdictKind)


def test_cells_for_jupyterlab_only_are_not_exported(office, theory):
    report = Report(office, theory, "fi")
    shown = [
        new_code_cell("", metadata={"tags": tags}, outputs=[new_output("display_data", data)])
        for tags, data in (
            ([], {"text/html": str(report.heading())}),
            (["lab"], {"text/html": "<p>only in the lab</p>"}),
        )
    ]
    page = export_html(new_notebook(cells=shown), report.title, "fi")
    assert "only in the lab" not in page and report.title in unescape(page)
