"""What remains undecided, where, and what an answer would take."""

import re

import pytest

from evaluation.disclosure import release
from evaluation.findings import Estimate, Finding, Findings, Provenance, Verdict, VerdictKind
from evaluation.report.card_offices import offices_part
from evaluation.report.cards import card
from evaluation.report.undecided import takes, undecided
from evaluation.report.verdicts import answer
from evaluation.report.words import Words

FI, EN = Words("fi"), Words("en")


def found(kind, reasons, needed=None, n=143):
    finding = Finding(
        "contrasts",
        "interactive-approach",
        (Estimate("generation", 0.8, -0.2, 1.8, n, n - 8),),
        verdict=Verdict(kind, reasons, 1.0, 2.4, needed),
    )
    made = release(Findings("office-a", (finding,), Provenance("d", "f", "0", "0"), ("office-a",)))
    return made.of("contrasts", "interactive-approach")


def plain(fragment):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(fragment)))


def test_an_undetermined_answer_tells_how_many_clients_it_would_take(theory):
    finding = found(VerdictKind.UNDETERMINED, ("generation-undecided",), needed=862.3)
    assert finding.verdict.persons_needed == 870  # two digits that count, never too few
    assert "noin 870 asiakkaalta" in takes(finding, FI)
    assert "Nyt niitä on noin 145 asiakkaalta" in takes(finding, FI)
    claim = theory.configurations["interactive-approach"]
    assert "about 870 clients" in answer(finding, claim, theory, EN)


@pytest.mark.parametrize("needed", [float("inf"), 2e6, None])
def test_an_effect_on_the_limit_is_not_settled_by_more_clients(needed):
    finding = found(VerdictKind.UNDETERMINED, ("generation-undecided",), needed=needed)
    assert finding.verdict.persons_needed is None
    assert takes(finding, EN) == EN("answers.needed-none")


def test_fewer_persons_needed_than_there_are_is_not_said_as_a_number():
    finding = found(VerdictKind.UNDETERMINED, ("conditionality-undecided",), needed=40.0)
    assert takes(finding, FI) == FI("undecided.more")


@pytest.mark.parametrize(
    "reason",
    [
        "too-few-clients",
        "no-variation-in-context",
        "no-variation-in-mechanism",
        "office-level-context",
    ],
)
def test_every_obstacle_has_its_own_way_out(reason):
    finding = found(VerdictKind.UNTESTABLE, (reason,))
    assert takes(finding, FI) == FI(f"undecided.{reason}")
    assert takes(finding, EN) == EN(f"undecided.{reason}")


def test_what_was_never_tested_is_said():
    assert takes(None, FI) == FI("undecided.untested")
    assert takes(found(VerdictKind.UNTESTABLE, ("model-failed",)), FI) == FI("undecided.untested")


def test_the_region_tells_its_own_open_answers_first_and_then_each_offices(theory, region):
    text = plain(undecided(region, theory, FI))
    assert theory.configurations["studying-own-work"].title.fi in text
    assert FI("undecided.office-level-context") in text
    names = [theory.offices[part.scope].name.fi for part in region.parts]
    places = [text.index("Avoimet vastaukset: Koko alue"), *(text.index(name) for name in names)]
    assert places == sorted(places)


def test_a_regions_card_says_in_which_offices(theory, region):
    claim = theory.configurations["interactive-approach"]
    for part in region.parts:
        name = theory.offices[part.scope].name.fi
        assert name in plain(offices_part(region, theory, FI, claim))
    assert FI("claims.offices") in plain(card(region, theory, FI, claim))
    assert FI("claims.offices") not in plain(card(region.parts[0], theory, FI, claim))
