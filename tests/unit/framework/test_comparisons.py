"""What a change is held against: a published reliability, a norm. Optional, and checked."""

from __future__ import annotations

import pytest

from evaluation.framework import Framework, Norm, Reliability

LABEL = 'label: {fi: "terveys", en: "health"}\n'
NORM = 'norm: {mean: 6.83, sd: 2.14, source: "Diak, 3X10D, 16–29-vuotiaat"}'


def test_the_theory_ships_norms_of_the_ten_items_and_no_reliability(theory: Framework) -> None:
    norms = {id: i.norm for id, i in theory.indicators.items() if i.norm}
    assert list(norms) == [id for id, i in theory.indicators.items() if i.instrument == "3x10d"]
    assert norms["x10d_health"] == Norm(6.83, 2.14, "Diak, 3X10D, 16–29-vuotiaat")
    assert [id for id, i in theory.indicators.items() if i.reliability] == []


def test_a_reliability_is_read(copy) -> None:
    copy.replace(
        "indicators.yaml",
        LABEL,
        LABEL + "    reliability: {value: 0.8, source: a study}\n",
    )
    framework, _ = copy.read()
    assert framework is not None
    assert framework.indicators["x10d_health"].reliability == Reliability(0.8, "a study")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (NORM, NORM.replace("6.83", "10.5"), "the norm of 'x10d_health' is outside its range"),
        (NORM, NORM.replace("2.14", "0"), "the norm's sd of 'x10d_health' cannot be"),
        (NORM, NORM.replace("2.14", "5.1"), "the norm's sd of 'x10d_health' cannot be"),
        (NORM, "norm: {mean: 6.83, source: x}", "'sd' is missing in 'norm'"),
        (NORM, "norm: {mean: 6.83, sd: 2}", "'source' is missing in 'norm'"),
        (
            NORM,
            "reliability: {value: 1, source: x}",
            "the reliability of 'x10d_health' is no share",
        ),
        (
            NORM,
            "reliability: {value: 0, source: x}",
            "the reliability of 'x10d_health' is no share",
        ),
        (NORM, "reliability: 0.8", "'reliability' has no keys"),
        (
            "reading: {table: goals, measure: t_score}",
            "reading: {table: goals, measure: t_score}\n    norm: {mean: 50, sd: 10, source: x}",
            "'gas_t' is no repeated answer: its 'norm' is never used",
        ),
    ],
)
def test_what_a_change_cannot_be_held_against(copy, old: str, new: str, message: str) -> None:
    copy.replace("indicators.yaml", old, new)
    assert [p.message for p in copy.errors()] == [message]
