"""Comparing words, and taking personal details out of texts."""

import pytest

from evaluation.intake.redaction import REMOVED, redact
from evaluation.spelling import clean, fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Asiakas_Läsnä ", "asiakas läsnä"),
        ("ASIAKAS\u00a0 läsnä", "asiakas läsnä"),
        ("asiakas la\u0308sna\u0308", "asiakas läsnä"),
        ("\ufeffasiakas\u200b", "asiakas"),
        ("päivä\nmäärä", "päivä määrä"),
        ("home-visit", "home-visit"),
    ],
)
def test_one_spelling(written, folded):
    assert fold(written) == folded


def test_clean_keeps_case_and_inner_spaces():
    assert clean("\u00a0 A  b_C \u202f") == "A  b_C"


@pytest.mark.parametrize(
    "detail",
    [
        "131052-308T",
        "131052-308t",
        "131052A308X",
        "131052 - 308T",
        "131052–308T",
        "040 123 4567",
        "0401234567",
        "+358 40 123 4567",
        "016-1234567",
        "etu.suku-nimi@kunta.example.fi",
    ],
)
def test_details_are_replaced(detail):
    assert redact(f"Soita: {detail}, kiitos") == f"Soita: {REMOVED}, kiitos"


@pytest.mark.parametrize(
    "text",
    [
        "Tavattiin 1.3.2024 ja 2024-03-01 klo 9.30, 3 kertaa",
        "Vuokra 1 200,50 e, laina 12 000 e",
        "Vuosina 2023-2024 kohta 10.2",
        "ääni ja šakki",
    ],
)
def test_other_texts_stay(text):
    assert redact(text) == text
