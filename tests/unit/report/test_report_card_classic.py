"""The customary answer on a card: it first, then why ours differs, then the odds ratios."""

import re
from html import unescape

import pytest

from evaluation.disclosure import VerdictKind, release
from evaluation.findings import Estimate, Finding, Findings, Provenance, Verdict
from evaluation.report.card_classic import READINGS, classic_part
from evaluation.report.cards import card
from evaluation.report.words import Words

FI, EN = Words("fi"), Words("en")
CLAIM = "interactive-approach"
HEARD = Estimate("odds:felt-heard", 3.2041, 2.2, 4.649, 763, 758, "odds")
START = Estimate("odds:baseline", 0.631, 0.56, 0.7, 763, 758, "odds")


def made(reading="finds", kind=VerdictKind.REFUTED, estimates=(HEARD, START), notes=()):
    effect = Estimate("generation", 0.1, -0.4, 0.6, 60, 50)
    said = Finding("classic", CLAIM, estimates, notes=(f"classic-{reading}", *notes))
    ours = Finding("contrasts", CLAIM, (effect,), verdict=Verdict(kind, (), 1.0))
    if kind is VerdictKind.DORMANT:
        share = Estimate("activation-in", 0.1, 0.05, 0.15, 60, 59, "share")
        ours = Finding("contrasts", CLAIM, (effect, share), verdict=Verdict(kind, (), 1.0))
    return release(Findings("office-a", (said, ours), Provenance("d", "f", "0", "0"), ("a",)))


def drawn(found, theory, words=FI):
    return unescape(classic_part(found, theory, words, theory.configurations[CLAIM]))


@pytest.mark.parametrize("words", [FI, EN], ids=["fi", "en"])
@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("kind", VerdictKind)
def test_every_pair_of_answers_has_its_sentence_right_after_the_customary_one(
    reading, kind, words, theory
):
    shown = drawn(made(reading, kind), theory, words)
    why = words(
        f"classic.beside.{reading}.{kind}", smallest="1,0" if words.language == "fi" else "1.0"
    )
    parts = [
        words("classic.title"),
        words(f"notes.classic-{reading}"),
        why,
        words("classic.how"),
        words("classic.any-change"),
        "<table>",
        words("classic.table-note"),
        words("classic.blind"),
    ]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)


def test_the_odds_are_named_by_the_theory_and_rounded_by_the_door(theory):
    shown = drawn(made(), theory)
    assert '<th scope="row">Asiakas kokee tulevansa kuulluksi</th>' in shown
    assert "Lähtötaso, kun luku on yhden suurempi" in shown
    assert re.search(r">3,2<.*>2,2–\u20604,[67]<.*>76[05]<", shown)
    assert "763" not in shown


def test_a_withheld_verdict_is_told_as_untestable(theory):
    claim = theory.configurations[CLAIM]
    found = release(
        Findings(
            "office-a",
            (Finding("classic", CLAIM, (HEARD,), notes=("classic-finds",)),),
            Provenance("d", "f", "0", "0"),
            ("office-a",),
        )
    )
    shown = unescape(classic_part(found, theory, EN, claim))
    assert EN("classic.beside.finds.untestable") in shown


def test_a_number_that_may_not_be_shown_says_why(theory):
    few = Estimate("odds:felt-heard", 3.2, 2.2, 4.6, 9, 5, "odds")
    endless = Estimate("odds:baseline", 3.2, 0.0, float("inf"), 90, 80, "odds")
    shown = drawn(made(estimates=(few, endless)), theory, EN)
    assert EN("hidden.too-few-persons.short") in shown and EN("hidden.not-estimable.short") in shown
    assert "3.20" not in shown and "inf" not in shown


def test_where_it_was_not_run_it_says_what_it_would_take_and_shows_no_table(theory):
    shown = drawn(made("not-run", estimates=(), notes=("classic-one-sided",)), theory, EN)
    assert "at least 10 clients" in shown and EN("notes.classic-one-sided") in shown
    assert "<table" not in shown and EN("classic.none-chosen") not in shown


def test_no_factor_chosen_is_said(theory):
    assert EN("classic.none-chosen") in drawn(made("finds-not", estimates=()), theory, EN)


def test_an_outcome_read_at_follow_up_names_its_limit(theory):
    claim = theory.configurations["planned-work"]
    said = Finding("classic", claim.id, notes=("classic-finds-not",))
    found = release(Findings("a", (said,), Provenance("d", "f", "0", "0"), ("a",)))
    assert EN("classic.beyond-limit") in unescape(classic_part(found, theory, EN, claim))


def test_without_a_finding_there_is_nothing(office, theory):
    assert classic_part(office, theory, FI, theory.configurations[CLAIM]) == ""


@pytest.mark.parametrize("words", [FI, EN], ids=["fi", "en"])
def test_it_stands_in_the_card_after_our_numbers(theory, words):
    shown = unescape(card(made(), theory, words, theory.configurations[CLAIM]))
    places = [
        shown.index(words(key)) for key in ("claims.numbers", "classic.title", "claims.prediction")
    ]
    assert places == sorted(places)
