"""An edition's own limits on its pages: decisions, withheld tables, coarser groups."""

import re
from dataclasses import fields
from html import unescape

import pytest
from made_up_release import made_up

from evaluation.disclosure import REGION, Policy, release
from evaluation.findings import Count, CountTable, Estimate, Finding, Findings, Provenance
from evaluation.framework.model import Text
from evaluation.policy import LEAST, Decision
from evaluation.report import Report, Words, index_html, methods
from evaluation.report.agreement import agreement
from evaluation.report.card_tables import cells_table
from evaluation.report.change_tables import directions, ends, reliable
from evaluation.report.coverage import coverage
from evaluation.report.dropout import dropout
from evaluation.report.figures import flow
from evaluation.report.figures_configuration import pattern
from evaluation.report.goals import goals
from evaluation.report.region import clients_by_office
from evaluation.report.words import entries, limits

CLAIM = "interactive-approach"
CELLS = ("C·M", "C·~M", "~C·M", "~C·~M")
TIGHT = Policy(fewest=20, round_to=10, degrees_of_freedom=15)
LOOSE = Policy(
    fewest=5,
    degrees_of_freedom=8,
    decision=Decision("Johtava <lakimies>", "2026-01-31", Text("Pieni alue.", "A small area.")),
)


def plain(fragment):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", str(fragment))))


def released(*items, policy=None, scope="office-a", parts=()):
    made = Findings(scope, items, Provenance("d", "f", "0", "0"), ("office-a",))
    return release(made, parts, policy=policy)


def table(name, *keys, n=40):
    return CountTable(name, tuple(Count(key, n) for key in keys))


def spoken(report):
    """Words and the figures' descriptions of the parts that tell counts."""
    drawn = unescape(report.coverage() + report.configurations() + report.methods())
    return re.sub(r"base64,[^\"]*", "", drawn)


@pytest.mark.parametrize("language", ["fi", "en"])
def test_a_page_tells_the_limits_of_its_own_edition(theory, language):
    made = release(made_up(theory), policy=TIGHT)
    said = spoken(Report(made, theory, language))
    words = Words(language, TIGHT)
    assert "≤19" in said and "≤9" not in said
    for rule in ("hidden", "rounded", "estimates"):
        told = words(f"methods.rules.{rule}")
        assert told in said and told != Words(language)(f"methods.rules.{rule}")
    assert re.search(r"(at least|vähintään) 20 ", words("undecided.too-few-clients").lower())


def test_looser_limits_do_not_lower_what_a_comparison_takes():
    assert limits(LOOSE)["fewest"] == Policy().fewest
    assert limits(TIGHT)["fewest"] == 20 and limits(TIGHT)["workers"] == 16


@pytest.mark.parametrize("group", ["hidden", "methods.rules", "numbers"])
def test_no_limit_is_written_into_the_words(group):
    said = [f"{t.fi} {t.en}" for key, t in entries().items() if key.startswith(f"{group}.")]
    spelled = r"\b(seven|ten|five|seitsemän|kymmenen|viisi|viiden)\b"
    assert [t for t in said if re.search(rf"\d|{spelled}", re.sub(r"{\w+}", "", t))] == []


@pytest.mark.parametrize("language", ["fi", "en"])
def test_a_decision_to_loosen_is_printed_on_top_in_methods_and_in_the_index(theory, language):
    made = release(made_up(theory), policy=LOOSE)
    report = Report(made, theory, language)
    day, because = {
        "fi": ("31.1.2026", "Pieni alue."),
        "en": ("31 January 2026", "A small area."),
    }[language]
    index = index_html({"office-a": made}, theory, language, {}, {})
    for part in (report.heading(), report.methods(), index):
        said = plain(part)
        assert report.words("policy.loosened") in said
        assert all(text in said for text in ("Johtava <lakimies>", day, because))
        for name, now, before in (("fewest", 5, 10), ("degrees_of_freedom", 8, 10)):
            told = report.words(f"policy.limits.{name}", now=now, before=before)
            assert told.lower() in said.lower()
        assert "possible values (usually" not in said and "arvoa (tavallisesti" not in said


def test_by_the_floor_no_decision_is_spoken_of(office, theory):
    for part in (
        Report(office, theory).heading(),
        index_html({REGION: office}, theory, "fi", {}, {}),
    ):
        assert Words("fi")("policy.loosened") not in part


def test_every_limit_has_words():
    assert all(f"policy.limits.{name}" in Words("fi") for name in LEAST)
    assert set(LEAST) <= {f.name for f in fields(Policy)}


@pytest.mark.parametrize("language", ["fi", "en"])
def test_withheld_tables_are_sentences_and_never_small_counts(theory, language):
    findings = made_up(theory)
    names = tuple(f"{f.id}/{t.name}" for f in findings for t in f.tables)
    made = release(findings, policy=Policy(withhold=names))
    report = Report(made, theory, language)
    why = report.words("hidden.by-policy.short")
    said = plain(report.coverage())
    assert report.words("coverage.followed-untold", why=why) in said
    flow_said = plain(flow(made, theory, report.words))
    assert flow_said.strip() == report.words(
        "figures.withheld", caption=report.words("coverage.flow-caption"), why=why
    )
    page = plain(report.coverage() + report.change() + report.configurations())
    rest = page.replace(report.words("methods.rules.hidden"), "")
    assert "≤" not in rest and why in page
    assert report.words("coverage.nothing") not in page
    assert why in plain(report.development())


def test_a_pattern_keeps_its_means_when_the_sizes_of_its_groups_are_withheld(theory):
    findings = made_up(theory)
    names = [f"patterns/{CLAIM}/{name}" for name in ("cells", *(f"outcome:{c}" for c in CELLS))]
    claim, words = theory.configurations[CLAIM], Words("en")
    bare = release(findings, policy=Policy(withhold=tuple(names)))
    full = release(findings)
    why = words("hidden.by-policy.short")
    drawn, before = cells_table(bare, theory, words, claim), cells_table(full, theory, words, claim)
    means = re.findall(r">([+−][\d.]+)<", before)
    assert means and re.findall(r">([+−][\d.]+)<", drawn) == means
    assert before.count('scope="col"') - drawn.count('scope="col"') == 2
    figure = pattern(bare, theory, words, claim)
    for part in (drawn, figure):
        assert words("pattern.cells-withheld", why=why) in plain(part)
        assert words("pattern.outcomes-withheld", why=why) in plain(part)
    alt = unescape(re.search(r'alt="([^"]*)"', figure).group(1))
    assert alt.count(" clients") == len(means)  # each mean's own number of persons
    one = release(findings, policy=Policy(withhold=tuple(names[1:2])))
    assert why in plain(cells_table(one, theory, words, claim))


def change_of(id, **tables):
    told = tuple(
        table(name, *keys)
        for name, keys in {
            "direction": ("better", "same", "worse"),
            "reliable": ("improved", "unchanged", "deteriorated"),
            "ends-before": ("best", "between", "worst"),
            **tables,
        }.items()
    )
    return Finding("change", id, (Estimate("change", 0.5, 0.1, 0.9, 90, 80),), told)


def test_measures_whose_counts_are_withheld_are_named_below_the_table(theory):
    one, other = "x10d_life", "participation"
    names = tuple(f"change/{one}/{t}" for t in ("direction", "reliable", "ends-before"))
    made = released(change_of(one), change_of(other), policy=Policy(withhold=names))
    words = Words("en")
    label = theory.indicators[one].label.en
    sentence = words("tables.rows-withheld", why=words("hidden.by-policy.short"), what=label)
    for draw in (directions, reliable, ends):
        drawn = draw(made, theory, words)
        assert sentence in plain(drawn)
        assert drawn.count("<tr>") == 2
    alone = released(change_of(one), policy=Policy(withhold=names))
    for draw in (directions, reliable, ends):
        drawn = draw(alone, theory, words)
        assert sentence in plain(drawn) and "<table" not in drawn


def participants(*tables):
    return Finding("participants", "clients", tables=tables)


@pytest.mark.parametrize("language", ["fi", "en"])
def test_groups_put_together_have_words_and_a_remark(theory, language):
    words = Words(language)
    wider = participants(
        table("follow-up", "followed-up", "midway-only", "baseline-only", "no-baseline"),
        table("started-by-year", "2007-2008", "2009-2010"),
        table("age-group", "under-35", "35-64", "65-plus", "unknown"),
    )
    said = plain(coverage(released(wider), theory, words))
    assert "2007–2008" in said and words("coverage.age.35-64") in said
    assert said.count(words("coverage.put-together")) == 2
    finest = participants(
        table("follow-up", "followed-up", "midway-only", "baseline-only", "no-baseline"),
        table("started-by-year", "2007", "2008"),
        table("age-group", "under-25", "25-34", "35-49", "50-64", "65-plus", "unknown"),
    )
    assert words("coverage.put-together") not in plain(coverage(released(finest), theory, words))


def test_where_only_the_follow_up_is_withheld_the_clients_are_still_counted(theory):
    counts = participants(
        table("follow-up", "followed-up", "midway-only"),
        CountTable("gender", (Count("female", 35), Count("male", 2))),
        table("age-group", "under-50", "50-plus", n=50),
    )
    made = released(counts, policy=Policy(withhold=("participants/clients/follow-up",)))
    words = Words("en")
    why = words("hidden.by-policy.short")
    said = words("coverage.followed-not-shown", total="about 100", why=why)
    assert said in plain(coverage(made, theory, words))


def lost(n):
    tables = tuple(table(place, "followed-up", "lost", n=n) for place in ("in", "outside"))
    return [Finding("dropout", "clients"), Finding("dropout", CLAIM, tables=tables)]


def test_of_small_groups_lost_and_followed_are_told_as_counts(theory):
    words = Words("en")
    few = plain(dropout(released(*lost(30)), theory, words))
    assert "30 / 30" in few and "%" not in few
    many = plain(dropout(released(*lost(60)), theory, words))
    assert "60 / 60 (50%)" in many


def test_goals_are_told_as_a_share_of_many_and_else_as_counts(theory):
    words = Words("en")
    for n, share in ((40, False), (60, True)):
        made = released(
            Finding("goals", "gas_t", tables=(table("reached", "reached", "not-reached", n=n),))
        )
        said = plain(goals(made, theory, words))
        assert (words("change.goals.share", share="50%") in said) == share
        assert f"At least as expected {n}" in said


@pytest.mark.parametrize(
    ("n", "said"), [(20, "about 20 were given without the client"), (60, "50%")]
)
def test_being_away_is_told_as_counts_where_answers_are_few(theory, n, said):
    found = Finding(
        "agreement", "participation", tables=(table("client-present", "present", "absent", n=n),)
    )
    told = plain(agreement(released(found), theory, Words("en")))
    assert said in told


def test_an_office_that_withholds_its_clients_is_not_called_small(theory):
    counts = participants(table("follow-up", "followed-up", "midway-only"))
    policy = Policy(withhold=("participants/clients/follow-up",))
    office = released(counts, policy=policy)
    region = released(counts, policy=policy, scope=REGION, parts=(office,))
    words = Words("en")
    drawn = clients_by_office(region, theory, words)
    assert words("hidden.by-policy.short") in drawn and "≤" not in drawn
    assert words("numbers.too-few") not in drawn
    said = plain(coverage(region, theory, words))
    assert words("coverage.followed-untold", why=words("numbers.offices-protected")) in said


def test_methods_explain_every_reason_to_withhold(office, theory):
    said = plain(methods.hidden_rules(Words("en")))
    for key in (
        "saturated-model",
        "too-few-for-a-share",
        "singles-out",
        "extreme-percentile",
        "too-close",
    ):
        assert Words("en")(f"hidden.{key}.why") in said
