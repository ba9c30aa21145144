"""The page ``docs/validity.md``, made wholly from the records: no date, so that it stays equal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from tables import (
    confusion,
    coverage,
    false_claims,
    moved_by_clipping,
    power,
    promises,
)
from tally import LEARN_FROM, POWER_TIMES, TRUTH_FROM, Records, TrueEffect

from evaluation.framework import Framework


def page(records: Records, truths: Sequence[TrueEffect], theory: Framework, seeds: range) -> str:
    """The whole page as Markdown."""
    parts = [
        INTRODUCTION.format(
            regions=len(seeds), first=seeds[0], last=seeds[-1], truths=len(TRUTH_FROM)
        ),
        _promises(records, truths, theory),
        "## 1. Do the 95 % intervals hold the truth?\n",
        COVERAGE,
        _table(_coverage(coverage(records, truths, theory, ("level", "loss", "effect")))),
        "By configuration:\n",
        _table(_coverage(coverage(records, truths, theory, ("id", "loss", "effect")))),
        CLIPPING,
        _table(_rounded(moved_by_clipping(truths, theory))),
        "## 2. When nothing is true\n",
        NOTHING,
        _table(_claims(records)),
        "## 3. What was planted, and what was told\n",
        CONFUSION,
    ]
    for level in ("client", "worker", "office"):
        table = confusion(records, theory, level).rename_axis("planted").reset_index()
        parts += [f"### Context of the {level}\n", _table(table)]
    parts += [
        "## 4. Power beside an oracle\n",
        POWER.format(times=", ".join(map(str, POWER_TIMES)), learned=len(LEARN_FROM)),
        _table(power(records, theory, ("level", "times"))),
        "By configuration:\n",
        _table(power(records, theory, ("id", "times"))),
        LIMITS,
        AGAIN.format(regions=len(seeds)),
    ]
    return "\n".join(parts)


def _promises(records: Records, truths: Sequence[TrueEffect], theory: Framework) -> str:
    made = promises(records, truths, theory)
    kept = sum(p.kept for p in made)
    lines = [f"**{kept} of {len(made)} promises were kept.**\n"]
    rows = ({"promise": p.text, "found": p.found, "kept": "yes" if p.kept else "NO"} for p in made)
    return "\n".join([*lines, _table(pd.DataFrame(rows))])


def _coverage(table: pd.DataFrame) -> pd.DataFrame:
    table = table.assign(
        loss=table["loss"].map({True: "about half lost", False: "complete"}),
        intervals=[s.n for s in table["covered"]],
        bias=[f"{b:+.2f}" for b in table["bias"]],
    )
    return table.rename(columns={"loss": "follow-up", "covered": "covered, %", "bias": "bias, SE"})


def _claims(records: Records) -> pd.DataFrame:
    found = false_claims(records)
    return pd.DataFrame(
        {
            "of": of,
            "workbench, %": found[f"{of}, ours"],
            "classic, %": found[f"{of}, classic"],
        }
        for of in ("theories", "configurations", "offices")
    )


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    numbers = table.select_dtypes("number").columns
    return table.assign(**{c: [f"{v:.2f}" for v in table[c]] for c in numbers})


def _table(frame: pd.DataFrame) -> str:
    lines = [_row(frame.columns), _row("---" for _ in frame.columns)]
    lines += [_row(row) for row in frame.itertuples(index=False)]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


INTRODUCTION = """# Does the theory test tell the truth? A validity study

Made by `make validity`; do not edit by hand.

We simulated {regions} regions (seeds {first}–{last}) in which we know what is true, and asked the
workbench to judge each of them. Every region has the demo's seven offices, 80 workers and about
1,640 clients. Clients sit with workers, workers in offices; answers are whole numbers on a scale
of 0–10, goals are scored as GAS T. About half of the clients are lost before follow-up, and those
who are worse off at the start are lost more often. Each seed gives four regions: one of each kind
of truth with loss and the same without loss, one in which nothing is true, and one in which
effects are hard to see. Kinds of truth move round the configurations from seed to seed.

Sizes are in *smallest effects that matter*: true 2.2 in the context and 0 outside; works regardless
2 and 2; harmful −1.8 and 0. Numbers after ± are one Monte Carlo standard error. Where a share is
0 or 100, the number in brackets is how far off it may be (95 %, three divided by the number).
"""

COVERAGE = """A 95 % interval should hold the true effect in about 95 of 100 regions.
*Generation* is the effect in the context, *outside* that elsewhere, *conditionality* their
difference. The bias is the mean distance from the truth in standard errors of one region. Intervals
of mechanisms that sleep are counted where enough clients fired for an estimate. A context of the
office gets no interval and no verdict, whatever is planted.
"""

CLIPPING = """The truth is the average effect on the clients in whom the mechanism fired, as their
answers were written: rounded, and cut at the ends of the scale. A client who answers 9 cannot gain
two points, so the true effect is smaller than the planted one. Clients who stay begin better off,
so among those followed it can be smaller still; both follow-ups are counted against all clients.
In smallest effects that matter, in context:
"""

NOTHING = """All configurations were absent, confounded by office, or asleep. A false claim is a
verdict *supported*, *works regardless* or *harmful*. *Theories* are those of which anything false
was claimed of the region; *offices* are those of one office's own report (each in turn).
*Classic* is stepwise logistic regression of improved against not improved (see the analysis
`classic`): it finds a configuration when reasoning or resource is chosen and points the predicted
way.
"""

CONFUSION = """Per cent of what was planted (rows) by what was told (columns), with loss. The last
column is how often the classic way finds that the mechanism works.
"""

POWER = """Configurations are true in their context by {times} times the smallest effect that
matters. The oracle reads the same table of decisions with the same correction, but knows the slope
of the baseline and the variances of clients, workers and offices (learned from {learned} other
regions without loss), and that rivals explain nothing. Per cent told *supported*:
"""

LIMITS = """## What this study does not show

- The data were simulated by the same people who wrote the test. Loss depends only on answers at the
  start, which the model holds equal; loss that depends on what happened later can mislead any such
  test.
- Who is reached by the mechanism depends on office, worker and answers at the start only. A cause
  that nobody recorded, and that differs within an office, would be taken for an effect.
- Differences between offices and workers were moderate, and their sizes the demo's. Smaller regions
  will more often be told *undetermined*.
- Effects do not grow or fade with the worker, and whether a client fires does not move others.
- The number of configurations was seven; with more of them each must be clearer.
"""

AGAIN = """## To make it again

```
make validity REGIONS={regions}
```

All numbers follow from the seeds and the code; the page holds no date.
"""
