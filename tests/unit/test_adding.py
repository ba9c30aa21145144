"""docs/adding.md keeps its word: YAML for indicators and configurations, a file an analysis."""

import re
import shutil
import sys
from pathlib import Path

import pytest

import evaluation as ev
from evaluation import analyses
from evaluation.report import Report

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
OFFICE = "office-f"
CONFIGURATION = """
configurations:
  - id: safety-first
    version: 1
    title: {fi: Turva ensin, en: Safety first}
    context: [feels-safe]
    intervention: {method: interactive-meeting, dose: sessions}
    mechanism: {resource: interactive-approach-used, reasoning: felt-heard}
    outcome: {condition: participation-rose, indicator: participation, smallest_that_matters: 1.0}
    because: {fi: turvassa on helpompi puhua, en: it is easier to talk when safe}
    prediction:
      sign: better
      should_not_hold_in: [calm-situation]
      refuted_if: {fi: Eroa ei ole., en: There is no difference.}
    rivals:
      - text: {fi: Lähtötaso selittää., en: The baseline explains it.}
        adjust_for: [baseline]
    leads_to: []
    source: a test
    draft: true
"""


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def theory(tmp_path):
    """The shipped theory with the guide's own entries in one more file."""
    folder = tmp_path / "framework"
    shutil.copytree(ROOT / "data" / "framework", folder)
    entries = "\n".join(blocks("yaml")) + CONFIGURATION
    (folder / "ours.yaml").write_text(entries, encoding="utf-8")
    return ev.load_framework(folder)


@pytest.fixture
def answered(demo, tmp_path):
    """An office that delivers the new indicator beside the others."""
    shutil.copytree(demo / OFFICE, tmp_path / "raw" / OFFICE)
    path = tmp_path / "raw" / OFFICE / "arvioinnit.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    new = [line.replace(b"x10d_life", b"safe_at_home") for line in lines if b"x10d_life" in line]
    assert new
    path.write_bytes(b"".join([*lines, *new]))
    return tmp_path / "raw"


def pages(theory, raw, language):
    observations = ev.read_offices(raw, theory, [OFFICE])
    assert {problem.severity for problem in observations.problems} <= {"warning"}
    assert all(n.accepted == n.delivered for n in observations.row_counts().values())
    table = ev.memberships(observations, theory)
    findings = ev.examine(table, theory, observations)
    return findings, Report(ev.release(findings), theory, language)


def test_a_new_indicator_and_a_new_configuration_are_yaml_only(theory, answered):
    findings, report = pages(theory, answered, "fi")
    before = findings.of("change", "safe_at_home").estimates[0]
    same = findings.of("change", "x10d_life").estimates[0]
    assert (before.value, before.n) == (same.value, same.n)
    assert findings.of("contrasts", "safety-first").verdict is not None
    assert "urvallisuus kotona" in report.change()
    assert "Turva ensin" in report.at_a_glance()
    card = report.configurations()
    assert "Turva ensin" in card and "asiakas kokee kotinsa turvalliseksi" in card


@pytest.mark.parametrize(
    ("language", "said"),
    [("fi", ("Kuulluksi tuleminen iän mukaan", "alle 25-vuotiaat")), ("en", ("under 25",))],
)
def test_a_new_analysis_is_one_file(theory, answered, tmp_path, monkeypatch, language, said):
    (tmp_path / "age.py").write_text(blocks("python")[0], encoding="utf-8")
    monkeypatch.setattr(analyses, "__path__", [*analyses.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "evaluation.analyses.age", raising=False)
    findings, report = pages(theory, answered, language)
    assert findings.of("age", "felt_heard").exploratory
    shown = report.further().lower()
    assert all(words.lower() in shown for words in said)


def test_without_a_new_analysis_there_are_no_further_results(theory, answered):
    _, report = pages(theory, answered, "fi")
    assert report.further() == ""
