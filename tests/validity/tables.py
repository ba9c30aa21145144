"""What the records say: shares with their Monte Carlo errors, tables, and promises kept or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from regions import IN_TURN
from tally import (
    EFFECTS,
    IN_ONE_OFFICE,
    NOTHING_TRUE,
    ONE_OF_EACH,
    Records,
    TrueEffect,
)

from evaluation.findings import VerdictKind
from evaluation.framework import Framework

COVERAGE = (93.5, 96.5)
MOST_FALSE_THEORIES = 5.0
MOST_TURNED_ROUND = 1.0
MOST_POWER_LOST = 5.0
POWER_READ_WHERE = (30.0, 90.0)
"""What is promised, in per cent; power is compared where the oracle's lies between these."""
CLAIMS = ("supported", "works-regardless", "harmful")
VERDICTS = tuple(str(kind) for kind in VerdictKind)
PLANTED = (*IN_TURN, "untestable")
WRONG_WAY = {"true": ("refuted", "harmful"), "harmful": ("supported",)}


@dataclass(frozen=True)
class Share:
    """A percentage with one Monte Carlo standard error."""

    value: float
    error: float
    n: int

    def __str__(self) -> str:
        if self.n and self.error == 0:
            # No event in n: the upper 95 % limit is about 3/n (Hanley & Lippman-Hand 1983).
            return f"{self.value:.1f} (±{min(100.0, 300 / self.n):.1f})"
        return f"{self.value:.1f} ± {self.error:.1f}" if self.n else "–"


@dataclass(frozen=True)
class Promise:
    """One thing promised, what was found, and whether it was kept."""

    text: str
    found: str
    kept: bool


def share(yes: Iterable[float], region: Iterable[int]) -> Share:
    """Mean of ``yes`` in per cent, with an error that knows that one region gives several rows.

    Parameters
    ----------
    yes : iterable of float
        0 or 1, or −1, 0, 1 for paired differences; one a row.
    region : iterable of int
        Rows of one region may depend on each other.
    """
    frame = pd.DataFrame({"yes": np.asarray(yes, float), "region": np.asarray(region)})
    if frame.empty:
        return Share(np.nan, np.nan, 0)
    value = frame["yes"].mean()
    sums = (frame["yes"] - value).groupby(frame["region"]).sum()
    regions = len(sums)
    variance = regions / max(regions - 1, 1) * (sums**2).sum() / len(frame) ** 2
    return Share(100 * value, 100 * float(np.sqrt(variance)), len(frame))


def _share(rows: pd.DataFrame, column: str) -> Share:
    return share(rows[column], rows["region"])


def _level(theory: Framework, id: str) -> str:
    return theory.context_level(theory.configurations[id])


def coverage(
    records: Records, truths: Sequence[TrueEffect], theory: Framework, by: Sequence[str]
) -> pd.DataFrame:
    """Share of the 95 % intervals that hold the true effect.

    Parameters
    ----------
    records, truths, theory
    by : sequence of str
        ``level``, ``id``, ``loss``, ``effect``: what a row of the table is.

    Returns
    -------
    pandas.DataFrame
        ``covered`` (Share); ``bias`` in standard errors of one region; ``n``.
    """
    rows = pd.DataFrame(records.intervals)
    true = pd.DataFrame(truths)[["turn", "id", "effect", "all"]]
    rows = rows.merge(true, on=["turn", "id", "effect"], validate="many_to_one")
    rows["level"] = rows["id"].map(lambda id: _level(theory, id))
    rows["covered"] = (rows["lower"] <= rows["all"]) & (rows["all"] <= rows["upper"])
    rows["bias"] = (rows["value"] - rows["all"]) / (rows["upper"] - rows["lower"]) * 2 * 1.96
    rows["effect"] = pd.Categorical(rows["effect"], EFFECTS, ordered=True)
    made = [
        {**dict(zip(by, key, strict=True)), "covered": _share(own, "covered"),
         "bias": own["bias"].mean()}
        for key, own in rows.groupby(list(by), observed=True)
    ]  # fmt: skip
    return pd.DataFrame(made)


def moved_by_clipping(truths: Sequence[TrueEffect], theory: Framework) -> pd.DataFrame:
    """Planted and true effects in context, in smallest effects that matter."""
    rows = pd.DataFrame(t for t in truths if t.effect == "generation" and t.planted)
    smallest = rows["id"].map(lambda id: theory.configurations[id].outcome.smallest_that_matters)
    for column in ("planted", "all", "followed"):
        rows[column] = rows[column] / smallest
    return rows.sort_values(["id", "kind"])[["id", "kind", "planted", "all", "followed"]]


def false_claims(records: Records) -> dict[str, Share]:
    """Theories in which nothing is true: how often anything is claimed, by us and classically.

    ``theories`` and ``configurations`` of regions, and ``offices``: theories tested in one office.
    """
    rows = pd.DataFrame(records.told)
    rows["ours"] = rows["verdict"].isin(CLAIMS)
    one = rows[rows["theory"] == NOTHING_TRUE]
    by_theory, by_office = (
        of.groupby("region")[["ours", "classic"]].any().reset_index()
        for of in (one, rows[rows["theory"] == IN_ONE_OFFICE])
    )
    told = {"theories": by_theory, "configurations": one, "offices": by_office}
    return {f"{of}, {who}": _share(t, who) for of, t in told.items() for who in ("ours", "classic")}


def confusion(records: Records, theory: Framework, level: str) -> pd.DataFrame:
    """What was planted (rows) and what was told (columns) on contexts of one level, with loss.

    The last column is the share in which the classic way finds that the mechanism works.
    """
    rows = pd.DataFrame(t for t in records.told if t.theory == ONE_OF_EACH and t.loss)
    rows = rows[rows["id"].map(lambda id: _level(theory, id)) == level]
    made = {}
    for kind in PLANTED:
        own = rows[rows["kind"] == kind]
        if len(own):
            told = {v: share(own["verdict"] == v, own["region"]) for v in VERDICTS}
            made[kind] = {"n": len(own), **told, "classic": _share(own, "classic")}
    return pd.DataFrame.from_dict(made, orient="index")


def power(records: Records, theory: Framework, by: Sequence[str]) -> pd.DataFrame:
    """Share found supported, ours and the oracle's, and the paired difference."""
    rows = pd.DataFrame(records.power)
    rows["level"] = rows["id"].map(lambda id: _level(theory, id))
    rows["difference"] = rows["ours"].astype(float) - rows["oracle"].astype(float)
    columns = ("ours", "oracle", "difference")
    return pd.DataFrame(
        {**dict(zip(by, key, strict=True)), **{c: _share(own, c) for c in columns}}
        for key, own in rows.groupby(list(by))
    )


def promises(records: Records, truths: Sequence[TrueEffect], theory: Framework) -> list[Promise]:
    """All that was promised, with what was found."""
    made = []
    for row in coverage(records, truths, theory, ("level", "loss", "effect")).to_dict("records"):
        where = f"{row['level']}-level context, {'with' if row['loss'] else 'without'} loss"
        low, high = COVERAGE
        text = f"95 % intervals of {row['effect']}, {where}, hold the truth in {low}–{high} %"
        made.append(_promise(text, row["covered"], low <= row["covered"].value <= high))
    for of, where in (("theories", "the region"), ("offices", "one office")):
        false = false_claims(records)[f"{of}, ours"]
        text = f"theories with nothing true claim anything of {where} in at most "
        text += f"{MOST_FALSE_THEORIES:.0f} %"
        made.append(_promise(text, false, false.value <= MOST_FALSE_THEORIES))
    for level in ("client", "worker"):
        table = confusion(records, theory, level)
        for kind, wrong in WRONG_WAY.items():
            for told in wrong:
                if kind in table.index:
                    found = table.loc[kind, told]
                    text = f"{kind} told as {told}, {level}-level context, in at most 1 %"
                    made.append(_promise(text, found, found.value <= MOST_TURNED_ROUND))
    for row in power(records, theory, ("level", "times")).to_dict("records"):
        low, high = POWER_READ_WHERE
        if low <= row["oracle"].value <= high:
            text = (
                f"power at {row['times']} × the smallest effect, {row['level']}-level context, "
                f"within {MOST_POWER_LOST:.0f} points of the oracle's"
            )
            kept = abs(row["difference"].value) <= MOST_POWER_LOST
            made.append(_promise(text, row["difference"], kept))
    return made


def _promise(text: str, found: Share, kept: bool) -> Promise:
    return Promise(text, str(found), bool(kept))
