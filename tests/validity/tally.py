"""One seed after another: what the analyses tell of its regions, kept as records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
import pandas as pd
from oracle import Known, learn, verdicts
from regions import (
    IN_TURN,
    NOTHING,
    TESTED,
    TIMES,
    draw,
    in_context_and_fired,
    in_turn,
    memberships_of,
    outcome_of,
    true_everywhere,
)
from scipy import stats

from evaluation.analyses import classic, contrasts
from evaluation.analyses.loss import LossCheck
from evaluation.analyses.study import Study
from evaluation.findings import Estimate, Finding, VerdictKind
from evaluation.framework import Framework
from evaluation.simulation import DESIGNS, Planted
from evaluation.simulation.truth import GAS_T

EFFECTS = ("generation", "outside", "conditionality")
LEVEL = 0.95
POWER_TIMES = (1.35, 1.45, 1.55)
"""Effects in smallest effects that matter, where the oracle's power is neither low nor sure."""
NOT_TRUE_FOR_POWER = ("economic-awareness",)
"""Shares its outcome with another configuration: the oracle does not know that noise."""
LEARN_FROM = range(900_000, 900_040)
TRUTH_FROM = range(950_000, 950_020)
"""Seeds for what the oracle knows, and for the true effects; the study's own begin at 1."""

ONE_OF_EACH, NOTHING_TRUE = "one-of-each", "nothing-true"
IN_ONE_OFFICE = "nothing-true-in-one-office"


class Interval(NamedTuple):
    """One 95 % interval of one region."""

    region: int
    loss: bool
    turn: int
    id: str
    kind: str
    effect: str
    value: float
    lower: float
    upper: float


class Told(NamedTuple):
    """One verdict of one region, and whether the classic way finds the configuration."""

    region: int
    theory: str
    loss: bool
    id: str
    kind: str
    verdict: str
    classic: bool


class Power(NamedTuple):
    """Whether a configuration that is true was found supported, by us and by the oracle."""

    region: int
    times: float
    id: str
    ours: bool
    oracle: bool


class TrueEffect(NamedTuple):
    """The average effect on those in whom the mechanism fired, after rounding and clipping."""

    turn: int
    id: str
    kind: str
    effect: str
    planted: float
    all: float
    followed: float


@dataclass(frozen=True)
class Records:
    """What was kept of some regions."""

    intervals: tuple[Interval, ...] = ()
    told: tuple[Told, ...] = ()
    power: tuple[Power, ...] = ()

    def __add__(self, other: Records) -> Records:
        return Records(
            self.intervals + other.intervals, self.told + other.told, self.power + other.power
        )


def verdicts_only() -> AbstractContextManager[object]:
    """Leave out the checks of loss beside the verdict: no verdict reads them, and they are slow."""
    return patch.object(contrasts, "check", return_value=LossCheck())


def examine_seed(seed: int, theory: Framework, known: Mapping[str, Known]) -> Records:
    """All that is asked of one seed: four regions of one draw of people.

    One with each kind planted once, with loss and without; one where nothing is true; one where
    everything is true by an amount that is hard to see. Kinds and amounts move on by the seed.
    """
    with verdicts_only():
        return _one_of_each(seed, theory) + _nothing_true(seed, theory) + _hard(seed, theory, known)


def _one_of_each(seed: int, theory: Framework) -> Records:
    turn = seed % len(IN_TURN)
    truth = in_turn(turn, theory)
    records = Records()
    for loss in (True, False):
        study = _study(seed, truth, theory, loss=loss)
        findings = list(contrasts.analyse(study))
        told = _told(seed, ONE_OF_EACH, loss, truth, findings, study)
        records += Records(tuple(_intervals(seed, loss, turn, truth, findings)), tuple(told))
    return records


def _nothing_true(seed: int, theory: Framework) -> Records:
    truth = in_turn(seed % len(NOTHING), theory, NOTHING)
    study = _study(seed, truth, theory)
    offices = study.memberships.offices
    office = Study(study.memberships.of(offices[seed % len(offices)]), theory, None)
    return Records(
        told=tuple(
            told
            for name, of in ((NOTHING_TRUE, study), (IN_ONE_OFFICE, office))
            for told in _told(seed, name, True, truth, list(contrasts.analyse(of)), of)
        )
    )


def _hard(seed: int, theory: Framework, known: Mapping[str, Known]) -> Records:
    times = POWER_TIMES[seed % len(POWER_TIMES)]
    study = _study(seed, true_everywhere(times, theory, NOT_TRUE_FOR_POWER), theory)
    oracle = verdicts(study, known)
    told = {f.about: f.verdict.kind for f in contrasts.analyse(study) if f.verdict}
    ids = [id for id in oracle if id not in NOT_TRUE_FOR_POWER]
    supported = VerdictKind.SUPPORTED
    power = (Power(seed, times, id, told[id] is supported, oracle[id] is supported) for id in ids)
    return Records(power=tuple(power))


def at_level(estimate: Estimate, level: float) -> Estimate:
    """The same t interval at another confidence level."""
    df = estimate.residual_df
    half = (estimate.upper - estimate.lower) / 2
    half *= stats.t.ppf((1 + level) / 2, df) / stats.t.ppf((1 + estimate.level) / 2, df)
    value = estimate.value
    return Estimate(
        estimate.name, value, value - half, value + half, estimate.n, df, estimate.unit, level
    )


def _study(
    seed: int, truth: Mapping[str, Planted], theory: Framework, *, loss: bool = True
) -> Study:
    return Study(memberships_of(draw(seed, truth, loss=loss), theory), theory, None)


def _intervals(
    seed: int, loss: bool, turn: int, truth: Mapping[str, Planted], findings: Iterable[Finding]
) -> Iterable[Interval]:
    for finding in findings:
        for estimate in finding.estimates:
            if estimate.name in EFFECTS:
                e = at_level(estimate, LEVEL)
                kind = truth[finding.about].kind
                yield Interval(
                    seed, loss, turn, finding.about, kind, e.name, e.value, e.lower, e.upper
                )


def _told(
    seed: int,
    theory: str,
    loss: bool,
    truth: Mapping[str, Planted],
    findings: Iterable[Finding],
    study: Study,
) -> Iterable[Told]:
    classics = {f.about: classic.claims(f) for f in classic.analyse(study)}
    for finding in findings:
        assert finding.verdict is not None
        id = finding.about
        kind = str(finding.verdict.kind)
        yield Told(seed, theory, loss, id, truth[id].kind, kind, classics[id])


def what_the_oracle_knows(theory: Framework) -> dict[str, Known]:
    """Learn it from seeds that the study does not use."""
    return learn(theory, LEARN_FROM)


def true_effects(theory: Framework, seeds: Iterable[int] = TRUTH_FROM) -> list[TrueEffect]:
    """The effects that are truly there, for each turn of the kinds.

    Regions are drawn from one seed with an effect and without it; draws do not depend on the
    truth. ``all`` are all clients in whom the mechanism fired, ``followed`` those not lost.
    """
    followed = {seed: draw(seed, {}).stay.at_follow_up for seed in seeds}
    made = []
    for turn in range(len(IN_TURN)):
        truth = in_turn(turn, theory)
        parts = [_differences(seed, truth, followed[seed]) for seed in followed]
        differences = pd.concat(parts)
        for id in TESTED:
            made += _true_effects(turn, id, truth[id], differences[differences["id"] == id])
    return made


def _true_effects(
    turn: int, id: str, own: Planted, differences: pd.DataFrame
) -> Iterable[TrueEffect]:
    found = dict.fromkeys(EFFECTS[:2], (0.0, 0.0))
    if len(differences):
        inside = differences["inside"]
        for name, of in (("generation", differences[inside]), ("outside", differences[~inside])):
            seen = of.loc[of["followed"], "effect"].mean()
            found[name] = (float(of["effect"].mean()), float(seen))
    inside, outside = found["generation"], found["outside"]
    found["conditionality"] = (inside[0] - outside[0], inside[1] - outside[1])
    planted = (own.effect_in, own.effect_out, own.effect_in - own.effect_out)
    for name, amount in zip(EFFECTS, planted, strict=True):
        yield TrueEffect(turn, id, own.kind, name, amount, *found[name])


def _differences(seed: int, truth: Mapping[str, Planted], followed: np.ndarray) -> pd.DataFrame:
    """Outcomes with an effect less those without it, of the clients in whom a mechanism fired.

    Effects on different outcomes are taken away together, those on one outcome one at a time.
    """
    region = draw(seed, truth, loss=False)
    effects = [id for id in TESTED if truth[id].kind in TIMES]
    on_goals = [id for id in effects if DESIGNS[id].outcome == GAS_T]
    together = [id for id in effects if id not in on_goals]
    parts = []
    for ids in (together, *([id] for id in on_goals)):
        without = draw(
            seed, {**truth, **dict.fromkeys(ids, Planted("absent", 0.0, 0.0))}, loss=False
        )
        for id in ids:
            inside, fired = in_context_and_fired(region, id)
            effect = outcome_of(region, id) - outcome_of(without, id)
            columns = {"id": id, "inside": inside, "effect": effect, "followed": followed}
            parts.append(pd.DataFrame(columns)[fired].dropna())
    return pd.concat(parts)
