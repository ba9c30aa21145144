"""Cards and verdicts: the sentence first, then the claim, the numbers and the limits."""

import re
from html import unescape

import pytest
from made_up_release import KINDS

from evaluation.disclosure import release
from evaluation.errors import UnknownCode
from evaluation.findings import Estimate, Finding, Findings, Provenance, Verdict, VerdictKind
from evaluation.report import verdicts
from evaluation.report.cards import card
from evaluation.report.words import Words

FI, EN = Words("fi"), Words("en")
HEADINGS = re.compile(r"<(h[1-6])")


def one(*items):
    return release(Findings("office-a", items, Provenance("d", "f", "0", "0"), ("office-a",)))


def contrast(kind, reasons=(), value=2.1, notes=(), n=60, detectable=None):
    return Finding(
        "contrasts",
        "interactive-approach",
        (Estimate("generation", value, value - 0.5, value + 0.6, n, n - 8),),
        verdict=Verdict(kind, reasons, 1.0, detectable),
        notes=notes,
    )


def said(kind, theory, words, **more):
    claim = theory.configurations["interactive-approach"]
    found = one(contrast(kind, **more)).of("contrasts", claim.id)
    return verdicts.answer(found, claim, theory, words)


def test_the_plain_sentence_of_a_supported_claim(theory):
    context = theory.conditions["strained-situation"].label
    used = theory.conditions["interactive-approach-used"].label
    heard = theory.conditions["felt-heard"].label
    outcome = theory.indicators["participation"].label
    assert said(VerdictKind.SUPPORTED, theory, FI) == (
        f"Kun {context.fi}, tulos ({outcome.fi}) on parempi silloin, kun {used.fi} ja {heard.fi}. "
        "Ero on 2,1 pistettä (väli 1,6–\u20602,7)."
    )
    assert said(VerdictKind.SUPPORTED, theory, EN) == (
        f"When {context.en}, the outcome ({outcome.en}) is better if {used.en} and {heard.en}. "
        "The difference is 2.1 points (interval 1.6\u00a0to\u00a02.7)."
    )


def test_cannot_tell_says_what_it_would_take(theory):
    sentence = said(VerdictKind.UNDETERMINED, theory, FI, detectable=2.4, value=0.3)
    assert "vasta, jos ero olisi ollut vähintään 2,4 pistettä." in sentence
    assert "ei voi sanoa" in sentence


def test_a_refuted_claim_names_the_smallest_difference_that_matters(theory):
    assert "on 1,0 pistettä." in said(VerdictKind.REFUTED, theory, FI, value=0.1)


def test_a_withheld_effect_shows_no_number(theory):
    sentence = said(VerdictKind.SUPPORTED, theory, FI, n=9)
    assert sentence == FI("answers.untestable")


def test_unknown_reasons_and_notes_fail_loudly():
    bad = one(contrast(VerdictKind.SUPPORTED, ("made-up-reason",), notes=("made-up-note",)))
    finding = bad.of("contrasts", "interactive-approach")
    with pytest.raises(UnknownCode, match="made-up-reason"):
        verdicts.reasons(finding, FI)
    with pytest.raises(UnknownCode, match="made-up-note"):
        verdicts.notes(finding, FI)


def test_an_exploratory_finding_says_so():
    found = one(Finding("contrasts", "x", exploratory=True)).of("contrasts", "x")
    assert verdicts.notes(found, EN) == (EN("notes.exploratory"),)


def test_what_was_not_tested_cannot_be_tested(theory):
    claim = theory.configurations["interactive-approach"]
    assert verdicts.kind_of(None) == "untestable"
    assert verdicts.answer(None, claim, theory, EN) == EN("answers.untestable")


@pytest.mark.parametrize("kind", sorted(KINDS.values()))
def test_a_badge_is_told_by_symbol_and_words(kind, snapshot):
    badge = verdicts.badge(kind.value, FI)
    snapshot(f"badge_{kind}", badge)
    assert verdicts.SYMBOLS[kind.value] in badge
    assert FI(f"verdicts.{kind}.name") in badge


@pytest.mark.parametrize("id", sorted(KINDS))
@pytest.mark.parametrize("words", [FI, EN], ids=["fi", "en"])
def test_a_card_has_everything_in_its_order(office, theory, id, words):
    claim = theory.configurations[id]
    drawn = unescape(card(office, theory, words, claim))
    kind = verdicts.kind_of(office.of("contrasts", id))
    parts = [
        words.say(claim.title),
        words("claims.version", n=claim.version),
        words("claims.draft"),
        words(f"verdicts.{kind}.name"),
        'class="lead"',
        words(f"verdicts.{kind}.next"),
        words("claims.claim"),
        "<svg",
        words("claims.evidence"),
        words("claims.prediction"),
        words("claims.deeds"),
        words("claims.cannot"),
        claim.key,
    ]
    places = [drawn.index(str(part)) for part in parts]
    assert places == sorted(places)
    assert set(HEADINGS.findall(drawn)) == {"h3", "h4"}
    assert f'id="claim-{id}"' in drawn


def test_a_card_shows_the_deed_that_came_from_it(office, theory):
    shown = card(office, theory, FI, theory.configurations["interactive-approach"])
    other = card(office, theory, FI, theory.configurations["planned-work"])
    assert "tuliko asiakas kuulluksi" in shown
    assert "1.10" not in other and FI("claims.no-deeds") in other


def test_hidden_cells_of_a_card_show_no_means(office, theory):
    shown = card(office, theory, EN, theory.configurations["development-partnership"])
    row = re.search(r"Other situation, mechanism fired</th>(.*?)</tr>", shown).group(1)
    assert re.findall(r">([^<]+)</td>", row) == ["≤9", "–", "–", "≤9", "≤9"]


def test_a_contrast_with_interactive_approach_reads_as_it_did(theory, snapshot):
    made = one(contrast(VerdictKind.SUPPORTED, ("generation-above-smallest",)))
    claim = theory.configurations["interactive-approach"]
    drawn = str(card(made, theory, FI, claim))
    for pattern in (r"<svg.*?</svg>", r'base64,[^"]+', r'<div class="claim">.*?</div>'):
        drawn = re.sub(pattern, "…", drawn, flags=re.DOTALL)
    snapshot("card_top", drawn.split("<h4>")[0])
