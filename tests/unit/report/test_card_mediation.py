"""Mediation on a card: one plain sentence, the reasons, then the numbers."""

import re
from dataclasses import replace
from html import unescape

import pytest

from evaluation.disclosure import release
from evaluation.errors import DisclosureRefused
from evaluation.findings import Estimate, Finding, Findings, Provenance
from evaluation.report.card_mediation import ROWS, mediation_part
from evaluation.report.cards import card
from evaluation.report.words import Words

CLAIM = "interactive-approach"
FI, EN = Words("fi"), Words("en")


def released(inside=(1.5, 1.2, 1.9), difference=(0.9, 0.5, 1.3), a=1.1, notes=(), n=120):
    """A release in which the paths are as given: value, lower, upper."""
    estimates = [
        Estimate("indirect-in", *inside, n, n - 10),
        Estimate("a-in", a, a - 0.3, a + 0.3, n, n - 10),
        Estimate("b-in", 0.456, 0.2, 0.7, n, n - 10, "ratio"),
    ]
    if difference:
        estimates.append(Estimate("indirect-difference", *difference, 2 * n, 2 * n - 20))
    finding = Finding("mediation", CLAIM, tuple(estimates), notes=notes)
    made = Findings("office-a", (finding,), Provenance("d", "f", "0", "0"), ("office-a",))
    return release(made)


def said(made, theory, words, claim=None):
    drawn = mediation_part(made, theory, words, claim or theory.configurations[CLAIM])
    return unescape(re.search(r"<p>(.*?)</p>", drawn).group(1))


def test_the_plain_sentence_where_the_data_fit_the_claim(theory):
    context = theory.conditions["strained-situation"].label
    used = theory.conditions["interactive-approach-used"].label
    heard = theory.conditions["felt-heard"].label
    outcome = theory.indicators["participation"].label
    assert said(released(), theory, FI) == (
        f"Tiedot sopivat väitteeseen. Kun {context.fi} ja {used.fi}, on tavallisempaa, että "
        f"{heard.fi}. Silloin myös tulos ({outcome.fi}) on parempi. Tätä kautta tulos eroaa "
        "+1,5 pistettä (väli +1,2\u00a0–\u2060\u00a0+1,9). "
        "Muissa tilanteissa ei näy yhtä vahvaa yhteyttä."
    )
    assert said(released(), theory, EN).startswith(
        f"The data fit the claim. When {context.en} and {used.en}, it is more usual that"
    )


@pytest.mark.parametrize(
    ("paths", "keys"),
    [
        ({}, ("fits", "elsewhere.weaker")),
        ({"difference": (0.1, -0.2, 0.4)}, ("fits", "elsewhere.unclear")),
        ({"difference": (-0.6, -0.9, -0.2)}, ("fits", "elsewhere.stronger")),
        ({"difference": None}, ("fits", "elsewhere.not-known")),
        ({"inside": (0.4, 0.2, 0.6)}, ("fits", "below", "elsewhere.weaker")),
        (
            {"inside": (-1.5, -1.9, -1.2), "difference": (-0.9, -1.2, -0.4)},
            ("against", "elsewhere.weaker"),
        ),
        ({"a": -1.0}, ("against", "elsewhere.weaker")),
    ],
)
@pytest.mark.parametrize("words", [FI, EN], ids=["fi", "en"])
def test_each_answer_has_its_sentences_and_no_other(paths, keys, words, theory):
    alone = ("fits", "against", "below", *(f"elsewhere.{k}" for k in PLACES))
    sentence = said(released(**paths), theory, words)
    assert tuple(k for k in alone if words(f"mediation.{k}") in sentence) == keys


PLACES = ("weaker", "stronger", "unclear", "not-known")


@pytest.mark.parametrize(
    ("inside", "key"),
    [((0.1, -0.2, 0.4), "small"), ((0.6, -0.2, 1.4), "unclear"), ((-0.6, -1.4, 0.2), "unclear")],
)
def test_an_interval_around_zero_is_small_or_tells_nothing(inside, key, theory):
    start = FI(f"mediation.{key}", context="§", outcome="§", reasoning="§").split("§")[0]
    assert said(released(inside), theory, FI).startswith(start)


def test_a_claim_of_a_worse_outcome_fits_where_the_outcome_is_worse(theory):
    claim = theory.configurations[CLAIM]
    worse = replace(claim, prediction=replace(claim.prediction, sign="worse"))
    made = released((-1.5, -1.9, -1.2))
    assert said(made, theory, FI, worse).startswith(FI("mediation.fits"))
    assert said(made, theory, FI, claim).startswith(FI("mediation.against"))


@pytest.mark.parametrize("words", [FI, EN], ids=["fi", "en"])
def test_withheld_numbers_are_not_told(theory, words):
    drawn = mediation_part(released(n=9), theory, words, theory.configurations[CLAIM])
    start = words("mediation.not-given", reasoning="§").split("§")[0]
    assert start in unescape(drawn)
    assert "<table" not in drawn and "1,5" not in drawn and "1.5" not in drawn


def test_without_numbers_the_reason_is_said(theory):
    finding = Finding("mediation", CLAIM, notes=("mediation-too-few-workers",))
    made = release(Findings("office-a", (finding,), Provenance("d", "f", "0", "0"), ("office-a",)))
    drawn = unescape(mediation_part(made, theory, FI, theory.configurations[CLAIM]))
    assert FI("notes.mediation-too-few-workers") in drawn
    assert drawn.count("<li>") == 1


def test_the_numbers_follow_in_a_table(theory):
    drawn = unescape(
        mediation_part(
            released(notes=("resource-after-reasoning",)),
            theory,
            FI,
            theory.configurations[CLAIM],
        )
    )
    for key in ("indirect-in", "indirect-difference", "a-in", "b-in"):
        assert FI(f"mediation.names.{key}") in drawn
    assert FI("mediation.names.indirect-out") not in drawn
    assert "+0,46" not in drawn  # a slope has no more decimals than its persons bear
    assert "+0,5" in drawn
    order = [drawn.index(t) for t in ("<p>", "<li>", "<details>", "<table>")]
    assert order == sorted(order)


def test_every_row_has_a_name():
    assert all(f"mediation.names.{name}" in FI for name in ROWS)


def test_a_release_without_mediation_shows_nothing(office, theory):
    assert mediation_part(office, theory, FI, theory.configurations[CLAIM]) == ""


def test_only_a_release_is_drawn(theory):
    with pytest.raises(DisclosureRefused):
        mediation_part("numbers", theory, FI, theory.configurations[CLAIM])


def test_the_card_has_the_part_within_its_evidence(theory, framework):
    from evaluation.analyses import examine
    from evaluation.membership import memberships
    from evaluation.simulation import simulate

    table = memberships(simulate(1).observations(), framework).of("office-b")
    made = release(examine(table, framework))
    drawn = unescape(card(made, framework, FI, framework.configurations[CLAIM]))
    parts = ("claims.evidence", "mediation.title", "mediation.details", "claims.prediction")
    places = [drawn.index(FI(part)) for part in parts]
    assert places == sorted(places)
