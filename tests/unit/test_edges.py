"""Offices at the edge: nobody followed up, one client, one worker, nothing answered."""

import pytest

import evaluation as ev
from evaluation.findings import VerdictKind
from evaluation.report import Report
from evaluation.simulation import edge_offices, simulate

SECTIONS = (
    "heading",
    "at_a_glance",
    "coverage",
    "strategy_map",
    "change",
    "configurations",
    "development",
    "further",
    "methods",
)
PLANS = {plan.id: plan for plan in edge_offices()}


@pytest.mark.parametrize("id", PLANS)
def test_an_office_at_the_edge_gets_a_page_and_no_verdict(id, framework):
    observations = simulate(3, offices=(PLANS[id],)).observations()
    table = ev.memberships(observations, framework)
    findings = ev.examine(table, framework, observations, scope=id)
    release = ev.release(findings)
    kinds = {f.verdict.kind for f in release if f.verdict}
    assert VerdictKind.SUPPORTED not in kinds and VerdictKind.HARMFUL not in kinds
    for language in ("fi", "en"):
        report = Report(release, framework, language)
        page = "".join(getattr(report, section)() for section in SECTIONS)
        assert "nan" not in page.lower().split() and "None" not in page
