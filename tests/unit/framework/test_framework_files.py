"""What is wrong in the theory's files is told: all of it, with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.errors import MissingInput, TheoryError
from evaluation.framework import Framework, FrameworkProblem, load_framework, read_framework

SHIPPED = Path(__file__).parents[3] / "data" / "framework"


def test_a_problem_prints_with_its_place() -> None:
    problem = FrameworkProblem("error", "a.yaml", 12, "'label' is missing", "the key 'label'")
    assert str(problem) == "a.yaml:12: error: 'label' is missing. Expected: the key 'label'."


def test_several_problems_in_one_file_are_all_told(copy) -> None:
    copy.add(
        "mine.yaml",
        "conditions:\n"  # 1
        "  first:\n"  # 2: label misses a language; at is unknown; anchors turn
        "    label: {fi: asiakas on mukana}\n"  # 3
        "    indicator: participation\n"
        "    at: midway\n"
        "    membership: {out: 3, cross: 2, in: 8}\n"
        "    source: test\n"
        "  second:\n"  # 8: membership.in is missing, unknown key
        "    label: {fi: asiakas on mukana, en: the client takes part}\n"
        "    indicatr: participation\n"  # 10
        "    at: midway\n"
        "    membership: {out: 3, cross: 5, inn: 8}\n"  # 12
        "    source: test\n"
        "  third:\n"
        "    label: {fi: asiakas on mukana, en: the client takes part}\n"
        "    indicator: participaton\n"  # 16
        "    at: midwya\n"  # 17
        "    membership: {out: 3, cross: 2, in: '8,0'}\n"  # 18
        "    source: 7\n",  # 19
    )
    assert copy.told() == [
        ("mine.yaml", 3, "'en' is missing in 'label'"),
        ("mine.yaml", 8, "'indicator' is missing"),
        ("mine.yaml", 10, "unknown key 'indicatr'"),
        ("mine.yaml", 12, "'in' is missing in 'membership'"),
        ("mine.yaml", 12, "unknown key 'inn' in 'membership'"),
        ("mine.yaml", 18, "'membership.in' is not a number"),
        ("mine.yaml", 19, "'source' is not read as a text"),
    ]
    hints = {p.message: p.expected for p in copy.errors()}
    assert hints["unknown key 'indicatr'"] == "'indicator' (did you mean that?)"


def test_unknown_names_are_told_with_the_nearest_known_one(copy) -> None:
    line = copy.replace("configurations.yaml", "reasoning: felt-heard", "reasoning: felt-herd")
    at = copy.replace(
        "conditions.yaml", "indicator: felt_heard\n    at: midway", "indicator: felt\n    at: soon"
    )
    factor = copy.replace(
        "strategy_map.yaml", "could_influence, trust]", "could_influence, thrust]"
    )
    method = copy.replace(
        "configurations.yaml", "{method: planning-meeting,", "{method: plan-meeting,"
    )
    adjust = copy.replace(
        "configurations.yaml", "[baseline, x10d_health]", "[baseline, x10d_healthy]"
    )
    leads = copy.replace(
        "configurations.yaml", "leads_to: [planned-work]", "leads_to: [planed-work]"
    )
    assert sorted(copy.told()) == sorted(
        [
            ("configurations.yaml", method, "unknown method 'plan-meeting'"),
            ("configurations.yaml", line, "unknown condition 'felt-herd'"),
            ("configurations.yaml", adjust, "unknown indicator 'x10d_healthy'"),
            ("configurations.yaml", leads, "unknown configuration 'planed-work'"),
            ("conditions.yaml", at, "unknown indicator 'felt'"),
            ("conditions.yaml", at + 1, "unknown occasion 'soon'"),
            ("strategy_map.yaml", factor, "unknown indicator 'thrust'"),
        ]
    )
    hints = {p.message: p.expected for p in copy.errors()}
    assert hints["unknown condition 'felt-herd'"] == "'felt-heard' (did you mean that?)"
    assert "change" in hints["unknown occasion 'soon'"]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "the file is empty"),
        (b"# only a remark\n", 1, "the file is empty"),
        (b"- a\n- b\n", 1, "the file is not a mapping"),
        (b"conditions:\n  a: {b: c\n  d: e\n", 3, "this is not YAML"),
        (b"conditions:\n\ta: b\n", 2, "this is not YAML"),
        (b"offices: {}\n---\noffices: {}\n", 2, "this is not YAML"),
        (b"offices:\n  x: \xff\xfe\n", 2, "the file is not UTF-8 text"),
        (b"offices: \x00\n", 1, "this is not YAML"),
        ("offices: {}\n".encode("utf-16"), 1, "the file is not UTF-8 text"),
        (b"a: *nothing\n", 1, "this is not YAML"),
        (b"condition:\n  a: b\n", 1, "unknown section 'condition'"),
        (b"conditions: 7\n", 1, "'conditions' holds no entries"),
        (b"offices: {}\noffices: {}\n", 2, "'offices' stands here a second time"),
        (b"offices:\n  ? [a, b]\n  : c\n", 2, "a key is not a word"),
        (b"offices:\n  Toimisto A:\n    name: {fi: a, en: b}\n", 2, "'Toimisto A' cannot be an id"),
        (b"offices:\n  office-x:\n", 2, "this entry has no keys"),
        (b"offices:\n  office-x:\n    name: yes\n", 3, "'name' is not in two languages"),
        (b"offices:\n  office-x:\n    name: {fi: '', en: x}\n", 3, "'name.fi' is empty"),
        (
            b"offices:\n  office-x:\n    name: {fi: a, en: b, sv: c}\n",
            3,
            "unknown key 'sv' in 'name'",
        ),
        (b"offices:\n  - name: {fi: a, en: b}\n", 2, "'id' is missing"),
        (b'title: {fi: "a\\x07", en: b}\n', 1, "'fi' holds a character that cannot be shown"),
        (b"version: '2'\n", 1, "'version' of the theory stands twice"),
        (b"offices:\n  office-a:\n    name: {fi: a, en: b}\n", 2, "'office-a' stands twice"),
        (b"occasions:\n  x: &x\n    y: *x\n", 3, "unknown key 'y'"),
    ],
)
def test_what_a_file_can_hold_by_mistake(copy, content: bytes, line: int, message: str) -> None:
    (copy.folder / "zz_mine.yaml").write_bytes(content)
    framework, _ = copy.read()
    assert framework is None
    told = [(n, said) for file, n, said in copy.told() if file == "zz_mine.yaml"]
    assert any(n == line and said.startswith(message) for n, said in told), told


@pytest.mark.parametrize(
    "content",
    [b"offices: " + b"[" * 100_000, b"{a: " * 50_000, b"offices:\n  " + b"- " * 20_000 + b"x"],
    ids=["lists", "mappings", "dashes"],
)
def test_nesting_that_would_stop_python_is_refused(copy, content: bytes) -> None:
    (copy.folder / "zz_mine.yaml").write_bytes(content)
    assert {(file, said) for file, _, said in copy.told()} == {
        ("zz_mine.yaml", "this is nested too deeply")
    }


def test_a_key_that_stands_twice_is_told_once_with_both_lines(copy) -> None:
    line = copy.replace("conditions.yaml", "  felt-heard:\n", "  felt-heard:\n    draft: true\n")
    told = copy.told()
    assert len(told) == 1
    assert told[0][:2] == ("conditions.yaml", line + 7)
    assert told[0][2] == f"'draft' stands here a second time (first on line {line + 1})"


def test_a_file_in_yml_is_not_left_out_in_silence(copy) -> None:
    copy.add("mine.yml", "offices: {}\n")
    framework, problems = copy.read()
    assert framework is not None
    assert ("warning", "the file is not read") in {(p.severity, p.message) for p in problems}


def test_editors_own_files_and_folders_are_left_alone(copy, theory: Framework) -> None:
    copy.add(".#conditions.yaml", "{{{{")
    (copy.folder / "old.yaml").mkdir()
    assert copy.errors() == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{out: 40, cross: 50.5, in: 60}", "{out: 40, cross: 70, in: 60}", "neither rise nor fall"),
        ("{out: 40, cross: 50.5, in: 60}", "{out: 40, cross: 40, in: 60}", "neither rise nor fall"),
        ("{out: 40, cross: 50.5, in: 60}", "{out: 40, cross: 50.5, in: 101}", "outside what"),
        ("{out: 40, cross: 50.5, in: 60}", "{out: -1, cross: 50.5, in: 60}", "outside what"),
        ("{out: 40, cross: 50.5, in: 60}", "{out: .nan, cross: 50.5, in: 60}", "not a number"),
        ("{out: 40, cross: 50.5, in: 60}", "{out: yes, cross: 50.5, in: 60}", "not a number"),
    ],
)
def test_wrong_anchors(copy, old: str, new: str, message: str) -> None:
    line = copy.replace("conditions.yaml", old, new)
    told = copy.told()
    assert len(told) == 1
    assert told[0][:2] == ("conditions.yaml", line)
    assert message in told[0][2]


def test_anchors_of_a_change_may_be_negative_but_not_wider_than_the_scale(copy) -> None:
    text = (copy.folder / "conditions.yaml").read_text(encoding="utf-8")
    old = "indicator: service_fits\n    at: change\n    membership: {out: -1,"
    copy.replace("conditions.yaml", old, old.replace("-1,", "-10,"))
    assert copy.errors() == []
    copy.add("conditions.yaml", text.replace(old, old.replace("-1,", "-11,")))
    assert [p.expected for p in copy.errors()] == ["a number from -10 to 10"]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "indicators.yaml",
            "table: goals, measure: t_score",
            "table: goal, measure: t_score",
            "unknown table 'goal'",
        ),
        (
            "indicators.yaml",
            "table: goals, measure: t_score",
            "table: goals, measure: mean",
            "'mean' cannot be computed",
        ),
        (
            "indicators.yaml",
            "table: goals, measure: t_score",
            "table: goals",
            "'measure' is missing for table goals",
        ),
        (
            "indicators.yaml",
            "code: trust, respondent: client",
            "code: trust",
            "'respondent' is missing",
        ),
        (
            "indicators.yaml",
            "code: trust, respondent: client",
            "code: trust, respondent: kin",
            "'reading.respondent' cannot be 'kin'",
        ),
        (
            "indicators.yaml",
            "code: trust, respondent: client",
            "code: hope, respondent: client",
            "reads the same values",
        ),
        (
            "indicators.yaml",
            "code: case-analysis, measure",
            "code: cases, measure",
            "unknown method 'cases'",
        ),
        (
            "indicators.yaml",
            "code: morbidity_index}",
            "code: morbidity_index, respondent: client}",
            "table facts has no 'respondent'",
        ),
        (
            "instruments.yaml",
            "low: 1\n    high: 5",
            "low: 5\n    high: 1",
            "'low' is not below 'high'",
        ),
        (
            "instruments.yaml",
            "low: 1\n    high: 5",
            "low: 1\n    high: 7",
            "the range differs from the scale",
        ),
        ("framework.yaml", "from_day: 90", "from_day: 900", "the window has no days"),
        ("framework.yaml", "from_day: 90", "from_day: 90.5", "'from_day' is not a whole number"),
        ("framework.yaml", "  follow-up:\n", "  later:\n", "there is no occasion 'follow-up'"),
        ("framework.yaml", 'version: "0.1"\n', "", "no file has the section 'version'"),
        (
            "code_lists.yaml",
            'aliases: ["hembesök"]',
            'aliases: ["Tapausanalyysi"]',
            "'tapausanalyysi' means both",
        ),
    ],
)
def test_rules_that_hold_the_theory_together(copy, file, old, new, message) -> None:
    copy.replace(file, old, new)
    assert any(message.casefold() in said.casefold() for _, _, said in copy.told()), copy.told()


def test_load_refuses_with_every_problem_and_exit_code_3(copy) -> None:
    copy.replace("configurations.yaml", "reasoning: felt-heard", "reasoning: felt-herd")
    copy.replace("strategy_map.yaml", "could_influence, trust]", "could_influence, thrust]")
    with pytest.raises(TheoryError) as refused:
        load_framework(copy.folder)
    assert refused.value.exit_code == 3
    assert len(refused.value.problems) == 2
    assert "2 errors" in str(refused.value)
    assert "felt-herd" in str(refused.value)
    assert "thrust" in str(refused.value)


def test_a_folder_that_is_not_there_or_holds_nothing(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(MissingInput):
            load_framework(folder)
        with pytest.raises(MissingInput):
            read_framework(folder)


def test_a_realist_error_leaves_the_theory_to_be_looked_at_but_not_used(copy) -> None:
    copy.replace(
        "configurations.yaml", "should_not_hold_in: [calm-situation]", "should_not_hold_in: []"
    )
    framework, problems = copy.read()
    assert framework is not None
    assert any(p.severity == "error" for p in problems)
    with pytest.raises(TheoryError):
        load_framework(copy.folder)


REVISION = """configurations:
  - id: planned-work
    version: 2
    revises: "Version 1 asked for too little: the plan is now also reviewed."
    title: {fi: "Suunnitelmallinen sosiaalityö", en: "Planned social work"}
    context: [manageable-caseload]
    intervention: {method: planning-meeting, dose: sessions}
    mechanism: {resource: plan-made, reasoning: sees-direction}
    outcome: {condition: goals-reached, indicator: gas_t, smallest_that_matters: 5.0}
    because: {fi: "suunnitelma on oma", en: "the plan is one's own"}
    prediction:
      sign: better
      should_not_hold_in: [heavy-caseload]
      refuted_if: {fi: "Eroa ei ole.", en: "There is no difference."}
    rivals: [{text: {fi: "Aika.", en: "Time."}, adjust_for: [months_of_service]}]
    leads_to: []
    source: test
"""


def test_a_revision_takes_the_place_and_the_earlier_version_is_kept(copy) -> None:
    copy.add("a_revision.yaml", REVISION)
    framework = load_framework(copy.folder)
    assert framework.configurations["planned-work"].version == 2
    assert [c.key for c in framework.earlier] == ["planned-work v1"]
    assert len(framework.configurations) == 7


@pytest.mark.parametrize(
    ("old", "new", "severity", "line", "message"),
    [
        ("version: 2", "version: 1", "error", None, "'planned-work v1' stands twice"),
        (
            '    revises: "Version 1 asked for too little: the plan is now also reviewed."\n',
            "",
            "error",
            2,
            "does not say what it revises",
        ),
        ("version: 2", "version: 4", "warning", 3, "'planned-work v3' is not here any more"),
        ("version: 2", "version: 0", "error", 3, "versions count from 1"),
    ],
)
def test_revisions_that_cannot_be(copy, old, new, severity, line, message) -> None:
    assert REVISION.count(old) == 1
    copy.add("z_revision.yaml", REVISION.replace(old, new))
    found = [p for p in copy.read()[1] if message in p.message]
    assert len(found) == 1
    assert found[0].severity == severity
    assert line is None or found[0].line == line


def test_the_hash_follows_names_and_bytes(copy, theory: Framework) -> None:
    assert load_framework(copy.folder).hash == theory.hash
    assert len(theory.hash) == 64
    (copy.folder / "offices.yaml").rename(copy.folder / "roster.yaml")
    renamed = load_framework(copy.folder).hash
    copy.replace("roster.yaml", '"Toimisto A"', '"Toimisto Ä"')
    changed = load_framework(copy.folder).hash
    assert len({theory.hash, renamed, changed}) == 3


NEW_FILE = """
indicators:
  loneliness:
    label: {fi: "yksinäisyys", en: "loneliness"}
    question: {fi: "Kuinka yksinäinen olet?", en: "How lonely are you?"}
    reading: {table: assessments, code: loneliness, respondent: client}
    low: 0
    high: 10
    better: down
    level: client
    unit: {fi: "pistettä", en: "points"}
    instrument: process-items
    source: test
conditions:
  lonely:
    label: {fi: "asiakas on yksinäinen", en: "the client is lonely"}
    indicator: loneliness
    at: baseline
    membership: {out: 3, cross: 5.5, in: 8}
    source: test
  not-lonely:
    label: {fi: "asiakas ei ole yksinäinen", en: "the client is not lonely"}
    indicator: loneliness
    at: baseline
    membership: {out: 8, cross: 5.5, in: 3}
    source: test
  group-joined:
    label: {fi: "asiakas käy ryhmässä", en: "the client attends a group"}
    indicator: group_sessions
    at: follow-up
    membership: {out: 0, cross: 1.5, in: 4}
    source: test
configurations:
  - id: group-against-loneliness
    version: 1
    title: {fi: "Ryhmä ja yksinäisyys", en: "Group and loneliness"}
    context: [lonely]
    intervention: {method: group-work, dose: sessions}
    mechanism: {resource: group-joined, reasoning: hope-awakened}
    outcome: {condition: coping-improved, indicator: x10d_coping, smallest_that_matters: 1.0}
    because: {fi: "ryhmässä saa tukea", en: "a group gives support"}
    prediction:
      sign: better
      should_not_hold_in: [not-lonely]
      refuted_if: {fi: "Eroa ei ole.", en: "There is no difference."}
    rivals: [{text: {fi: "Aika auttaa.", en: "Time helps."}, adjust_for: [baseline, loneliness]}]
    leads_to: [planned-work]
    source: test
"""
GROUP_SESSIONS = """
indicators:
  group_sessions:
    label: {fi: "ryhmätapaamisten määrä", en: "number of group sessions"}
    reading: {table: methods, code: group-work, measure: sessions}
    low: 0
    high: 200
    better: null
    level: client
    unit: {fi: "kertaa", en: "sessions"}
    source: test
"""


def test_new_files_alone_add_to_the_theory(copy, theory: Framework) -> None:
    copy.add("our_own.yaml", NEW_FILE)
    copy.add("zz_dose.yaml", GROUP_SESSIONS)
    framework = load_framework(copy.folder)
    assert set(framework.configurations) - set(theory.configurations) == {
        "group-against-loneliness"
    }
    assert set(framework.conditions) - set(theory.conditions) == {
        "lonely",
        "not-lonely",
        "group-joined",
    }
    assert set(framework.indicators) - set(theory.indicators) == {"loneliness", "group_sessions"}
    assert framework.conditions["lonely"].full == 8
    html = framework.show("group-against-loneliness", "en")._repr_html_()
    assert "the client is lonely" in html


@settings(max_examples=150, deadline=None)
@given(
    file=st.sampled_from(sorted(p.name for p in SHIPPED.glob("*.yaml"))),
    cut=st.floats(0, 1),
    length=st.integers(0, 60),
    put=st.one_of(
        st.binary(max_size=12),
        st.sampled_from(
            [b"", b"\n", b": ", b"- ", b"[", b"{", b"'", b"\t", b"null", b"&a *a", b"7"]
        ),
    ),
)
def test_no_damage_to_a_file_makes_reading_fail(tmp_path_factory, file, cut, length, put) -> None:
    folder = tmp_path_factory.mktemp("damaged") / "theory"
    shutil.copytree(SHIPPED, folder)
    content = (folder / file).read_bytes()
    at = int(cut * len(content))
    (folder / file).write_bytes(content[:at] + put + content[at + length :])
    framework, problems = read_framework(folder)
    assert framework is not None or any(p.severity == "error" for p in problems)
    assert all(p.line >= 1 and p.message and p.expected for p in problems)
    shutil.rmtree(folder)
