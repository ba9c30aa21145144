"""Where a claim should not hold, and the cases that did not fit it, as a reader sees them."""

import re
from dataclasses import replace
from html import unescape

import pytest

from evaluation.disclosure import Policy, release
from evaluation.findings import Count, CountTable, Estimate, Finding, Findings, Provenance
from evaluation.report.card_negative import AT_ONCE, negative_part
from evaluation.report.card_pattern import relations_table, where_not_table
from evaluation.report.cards import card
from evaluation.report.coverage import coverage
from evaluation.report.figures_configuration import pattern
from evaluation.report.words import Words

FI, EN = Words("fi"), Words("en")
CLAIM, THIRD = "interactive-approach", "time-to-develop"
CELLS = ("C·M", "C·~M", "~C·M", "~C·~M")


def released(*items, policy=None):
    findings = Findings("office-a", items, Provenance("d", "f", "0", "0"), ("office-a",))
    return release(findings, policy=policy)


def estimate(name, value, half=0.2, n=60, unit="points", df=40):
    return Estimate(name, value, value - half, value + half, n, df, unit)


def the_pattern(reached=40, not_reached=30):
    parts = (Count("reached", reached), Count("not-reached", not_reached))
    return Finding(
        "patterns",
        CLAIM,
        (
            *(estimate(f"mean:{c}", 1.0) for c in CELLS),
            estimate("consistency", 0.8, 0.1, 60, "share"),
        ),
        (
            CountTable("cells", tuple(Count(c, 70) for c in CELLS)),
            *(CountTable(f"outcome:{c}", parts) for c in CELLS),
        ),
    )  # fmt: skip


def where(condition, *notes, n=60):
    estimates = () if notes else (
        estimate("mean:M", 0.7, n=n), estimate("reached:M", 0.35, 0.1, n, "share"),
        estimate("mean:~M", 0.2, n=n), estimate("reached:~M", 0.31, 0.1, n, "share"),
    )  # fmt: skip
    return Finding("patterns", f"{CLAIM}:{condition}", estimates, notes=notes)


@pytest.fixture
def claim(theory):
    found = theory.configurations[CLAIM]
    return replace(found, prediction=replace(found.prediction, should_not_hold_in=(THIRD,)))


def alt(figure):
    return unescape(re.search(r'alt="([^"]*)"', figure).group(1))


def text(fragment):
    return unescape(re.sub(r"<[^>]+>", " ", fragment))


def test_a_circumstance_of_its_own_has_a_row_in_figure_and_table(theory, claim):
    made = released(the_pattern(), where(THIRD))
    figure, rows = pattern(made, theory, EN, claim), where_not_table(made, theory, EN, claim)
    label = theory.conditions[THIRD].label.en
    assert f"{label[0].upper()}{label[1:]}: mechanism fired: +0.7, about 60 clients" in alt(figure)
    assert re.findall(r">([^<]+)</td>", rows)[:4] == ["60", "+0.7", "+0.5\u00a0to\u00a0+0.9", "30%"]
    caption = text(figure)
    assert EN("pattern.where-not.said", context=label) in caption
    assert EN("pattern.where-not.shown") in caption


@pytest.mark.parametrize("note", ["where-not-is-elsewhere", "where-not-too-close"])
def test_what_is_not_told_twice_is_said_in_words(theory, claim, note):
    made = released(the_pattern(), where(THIRD, note))
    assert where_not_table(made, theory, FI, claim) == ""
    figure = pattern(made, theory, FI, claim)
    assert FI(f"notes.{note}") in text(figure)
    assert FI("pattern.where-not.too-few") not in text(figure)
    assert alt(figure).count("mekanismi käynnistyi") == 2


def test_too_few_where_it_should_not_hold_say_so(theory, claim):
    made = released(the_pattern(), where(THIRD, n=9))
    assert where_not_table(made, theory, FI, claim) == ""
    assert FI("pattern.where-not.too-few") in text(pattern(made, theory, FI, claim))


def test_the_set_relation_is_told_where_it_was_released(theory, claim):
    assert "80%" in relations_table(released(the_pattern()), theory, EN, claim)
    few = replace(the_pattern(), estimates=(estimate("consistency", 0.8, 0.1, 9, "share"),))
    assert relations_table(released(few), theory, EN, claim) == ""


def negative(differences, n=60, notes=("outcome-without-firing-too-few",), compared=33):
    case = "fired-without-outcome"
    told = [estimate(f"{case}:{k}", v, n=n, unit="sd") for k, v in differences.items()]
    return Finding(
        "negative_cases",
        CLAIM,
        tuple(replace(e, level=1 - 0.05 / compared) for e in told),
        notes=notes,
        exploratory=True,
    )  # fmt: skip


def test_what_stands_out_is_said_first_and_both_ways(theory, claim):
    found = negative({f"{THIRD}:in": -0.8, "CLIENT_GROUP:adults": 0.5, "DOSE:in": 0.1})
    said = text(negative_part(released(the_pattern(), found), theory, EN, claim))
    assert EN("negative.less", what=theory.conditions[THIRD].label.en) in said
    assert "More often than the others: client group Adults." in said
    assert "(in full measure)" in said.split(EN("negative.details"))[1]  # in the table alone
    assert "to about 30 clients" in said and "(about 40)" in said
    assert "compared: 33" in said  # the ten largest are told, corrected for all
    assert EN("negative.title") in said and "Exploratory" in said and EN("negative.lead") in said
    assert EN("notes.outcome-without-firing-too-few") in said


def test_where_a_worse_outcome_is_claimed_the_failures_are_those_who_reached_it(theory, claim):
    worse = replace(claim, prediction=replace(claim.prediction, sign="worse"))
    found = released(the_pattern(), negative({"DOSE:in": 0.5}))
    assert "to about 40 clients" in text(negative_part(found, theory, EN, worse))


def test_with_nothing_clear_it_says_so(theory, claim):
    found = released(the_pattern(), negative({"DOSE:in": 0.15}))
    said = text(negative_part(found, theory, FI, claim))
    assert FI("negative.none-clear") in said and "muita useammin" not in said


def test_the_table_has_the_difference_its_interval_and_the_persons(theory, claim):
    found = released(the_pattern(), negative({"DOSE:in": 0.5}))
    row = re.search(r"</th>(<td.*?)</tr>", negative_part(found, theory, EN, claim)).group(1)
    assert re.findall(r">([^<]+)</td>", row) == ["+0.50", "+0.30\u00a0to\u00a0+0.70", "60"]


def test_withheld_counts_of_the_cases_leave_the_comparison(theory, claim):
    names = tuple(f"patterns/{CLAIM}/outcome:{cell}" for cell in CELLS)
    found = released(the_pattern(), negative({"DOSE:in": 0.5}), policy=Policy(withhold=names))
    said = text(negative_part(found, theory, EN, claim))
    assert EN("negative.compared-untold", looked=33) in said
    assert "clients. They were compared" not in said


def test_many_differences_are_few_on_the_page(theory, claim):
    ids = [id for id in theory.conditions if id != THIRD][:10]
    found = negative({f"{id}:in": 0.9 - 0.01 * k for k, id in enumerate(ids)})
    drawn = negative_part(released(the_pattern(), found), theory, EN, claim)
    line = unescape(re.search(r"More often than the others: (.*?)</li>", drawn).group(1))
    assert [theory.conditions[id].label.en in line for id in ids] == [
        k < AT_ONCE for k in range(len(ids))
    ]
    assert drawn.count("<tr>") == 1 + len(ids)


@pytest.mark.parametrize("words", [FI, EN], ids=["fi", "en"])
def test_too_few_are_not_told_about(theory, claim, words):
    for found in (
        negative({}, notes=("fired-without-outcome-too-few", "outcome-without-firing-too-few")),
        negative({"DOSE:in": 0.5}, n=9),
    ):
        said = text(negative_part(released(the_pattern(), found), theory, words, claim))
        assert words("notes.fired-without-outcome-too-few") in said
        assert not re.search(r"\d,\d|0\.5", said)


def test_a_card_holds_both_and_a_release_without_them_neither(theory):
    claim = theory.configurations[CLAIM]
    with_them = released(the_pattern(), where("calm-situation"), negative({"DOSE:in": 0.5}))
    drawn = unescape(card(with_them, theory, FI, claim))
    assert FI("negative.title") in drawn
    assert FI("pattern.where-not.table", title=claim.title.fi) in drawn
    drawn = unescape(card(released(the_pattern()), theory, FI, claim))
    assert FI("negative.title") not in drawn


@pytest.mark.parametrize(("n", "said"), [(9, False), (10, True)])
def test_answers_on_no_occasion_are_said_when_they_may_be(theory, n, said):
    clients = Finding(
        "participants", "clients", tables=(CountTable("follow-up", (Count("followed-up", 40),)),)
    )
    rows = CountTable("rows", (Count("accepted", 900), Count("refused", 0), Count("repeated", 0)))
    answers = CountTable("occasions", (Count("on-occasion", 900), Count("on-none", n)))
    made = released(clients, Finding("intake", "quality", tables=(rows, answers)))
    sentence = EN("coverage.on-no-occasion", n="about 10", total="about 910")
    assert (sentence in text(coverage(made, theory, EN))) == said
