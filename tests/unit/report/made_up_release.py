"""Made-up findings for tests of the report: all seven verdicts, hidden cells, a missing office."""

from __future__ import annotations

import random

from evaluation.disclosure import Release, release
from evaluation.findings import (
    Count,
    CountTable,
    Estimate,
    Finding,
    Findings,
    Provenance,
    Statement,
    Verdict,
    VerdictKind,
)
from evaluation.framework.model import Framework, Indicator

DATA_HASH = "d" * 64
FRAMEWORK_HASH = "f" * 64

KINDS = {
    "planned-work": VerdictKind.WORKS_REGARDLESS,
    "interactive-approach": VerdictKind.SUPPORTED,
    "participation-to-life-situation": VerdictKind.REFUTED,
    "development-partnership": VerdictKind.DORMANT,
    "studying-own-work": VerdictKind.UNDETERMINED,
    "economic-awareness": VerdictKind.HARMFUL,
    "small-office-network": VerdictKind.UNTESTABLE,
}
REASONS = {
    VerdictKind.SUPPORTED: ("generation-above-smallest", "conditionality-holds"),
    VerdictKind.WORKS_REGARDLESS: ("generation-above-smallest", "effect-outside-too"),
    VerdictKind.DORMANT: ("reasoning-seldom-fires",),
    VerdictKind.REFUTED: ("generation-below-smallest",),
    VerdictKind.HARMFUL: ("harm-shown",),
    VerdictKind.UNDETERMINED: ("generation-undecided", "conditionality-undecided"),
    VerdictKind.UNTESTABLE: ("office-level-context",),
}
NOTES = {
    VerdictKind.SUPPORTED: ("loss-to-follow-up-high",),
    VerdictKind.UNDETERMINED: ("singular-fit", "harm-not-excluded"),
    VerdictKind.UNTESTABLE: ("office-level-context",),
}
EFFECT = {
    VerdictKind.SUPPORTED: (2.1, 0.2),
    VerdictKind.WORKS_REGARDLESS: (1.7, 1.6),
    VerdictKind.DORMANT: (0.9, 0.3),
    VerdictKind.REFUTED: (0.1, 0.0),
    VerdictKind.HARMFUL: (-1.6, 0.1),
    VerdictKind.UNDETERMINED: (0.7, 0.4),
    VerdictKind.UNTESTABLE: (0.3, 0.2),
}
ACTIONS = (
    Statement(
        "t1",
        "interactive-approach",
        "Jokaisen tapaamisen lopussa kysytään, tuliko asiakas kuulluksi.",
        (
            ("level", "work-group"),
            ("content_or_structure", "content"),
            ("owner_role", "johtava sosiaalityöntekijä"),
            ("agreed_on", "2008-03-03"),
            ("due_on", "2008-06-01"),
            ("done_on", "2008-05-20"),
            ("told_back_on", "2008-06-11"),
            ("result", "Kysymys on osa jokaista tapaamista."),
        ),
    ),
    Statement(
        "t2",
        "",
        "Tapausanalyyseille varataan aika työvuoroista.",
        (
            ("level", "municipality"),
            ("content_or_structure", "structure"),
            ("owner_role", "sosiaalijohtaja"),
            ("agreed_on", "2008-09-15"),
            ("due_on", "2009-01-31"),
            ("done_on", ""),
            ("told_back_on", ""),
            ("result", ""),
        ),
    ),
)


def estimate(
    name: str,
    value: float,
    half: float = 0.5,
    n: int = 64,
    unit: str = "points",
    level: float = 0.95,
    df: float | None = None,
) -> Estimate:
    return Estimate(
        name, value, value - half, value + half, n, n - 8 if df is None else df, unit, level
    )


def counts(name: str, **parts: int) -> CountTable:
    return CountTable(name, tuple(Count(k.replace("_", "-"), n) for k, n in parts.items()))


def made_up(
    framework: Framework,
    scope: str = "office-a",
    clients: int = 180,
    seed: int = 1,
    kinds: dict[str, VerdictKind] | None = None,
    missing: tuple[str, ...] = (),
    offices: tuple[str, ...] | None = None,
    synthetic: bool = True,
) -> Findings:
    """Findings of a made-up scope with about so many clients."""
    rng = random.Random(seed)
    items = [_participants(framework, clients, rng), *_dropout(framework, clients)]
    items += _strategy(framework, clients, rng)
    items += _change(framework, clients, rng)
    for id in framework.configurations:
        items += _configuration(framework, id, clients, rng, (kinds or KINDS)[id])
    items += _development(framework, clients, rng)
    return Findings(
        scope,
        tuple(items),
        Provenance(DATA_HASH, FRAMEWORK_HASH, "0.1", "0.1.0"),
        offices or (scope,),
        missing,
        synthetic,
        "2007-10-01",
        "2009-12-18",
    )


def _split(total: int, shares: list[float]) -> list[int]:
    return [round(total * share) for share in shares]


def _participants(framework: Framework, clients: int, rng: random.Random) -> Finding:
    flow = ("followed-up", "midway-only", "baseline-only", "no-baseline")
    groups = [c.id for c in framework.code_lists["client-groups"].codes]
    tables = {
        "follow-up": dict(zip(flow, _split(clients, [0.46, 0.2, 0.31, 0.03]), strict=True)),
        "started-by-year": dict(
            zip(("2007", "2008", "2009"), _split(clients, [0.2, 0.5, 0.3]), strict=True)
        ),
        "client-group": {
            **{g: round(clients * (0.45 / (k + 1))) for k, g in enumerate(groups)},
            "unknown": 0,
        },
        "gender": dict(
            zip(
                ("female", "male", "other", "unknown"),
                _split(clients, [0.55, 0.43, 0.01, 0.01]),
                strict=True,
            )
        ),
        "age-group": dict(
            zip(
                ("under-25", "25-34", "35-49", "50-64", "65-plus", "unknown"),
                _split(clients, [0.18, 0.27, 0.3, 0.2, 0.03, 0.02]),
                strict=True,
            )
        ),
    }
    return Finding(
        "participants",
        "clients",
        tables=tuple(
            CountTable(name, tuple(Count(k, n) for k, n in parts.items()))
            for name, parts in tables.items()
        ),
        notes=("loss-to-follow-up-high",),
    )


def _dropout(framework: Framework, clients: int) -> list[Finding]:
    followed, lost = round(clients * 0.46), round(clients * 0.5)
    estimates = [
        e
        for id in ("x10d_life", "participation")
        if id in framework.indicators
        for e in (
            estimate(f"followed:{id}", 5.6, 0.3, followed),
            estimate(f"lost:{id}", 4.9, 0.3, lost),
            estimate(f"difference:{id}", -0.4, 0.3, followed + lost, "sd", 0.975),
        )
    ]
    by_context = [
        Finding(
            "dropout",
            id,
            tables=tuple(
                CountTable(
                    place,
                    (
                        Count("followed-up", round(followed * share)),
                        Count("lost", round(lost * share)),
                    ),
                )
                for place, share in (("in", 0.5), ("outside", 0.45), ("unknown", 0.05))
            ),
            configuration=configuration.key,
        )
        for id, configuration in framework.configurations.items()
    ]
    return [Finding("dropout", "clients", tuple(estimates)), *by_context]


def _on_scale(indicator: Indicator, at: float) -> float:
    return indicator.low + at * (min(indicator.high, 100) - indicator.low)


def _strategy(framework: Framework, clients: int, rng: random.Random) -> list[Finding]:
    found = []
    for perspective in framework.strategy_map.perspectives:
        for factor in perspective.factors:
            for id in factor.indicators:
                indicator = framework.indicators[id]
                start = rng.uniform(0.35, 0.6)
                move = rng.uniform(-0.05, 0.2)
                if indicator.level != "client" or indicator.reading.table != "assessments":
                    n = min(clients, 12 if indicator.level == "worker" else 7)
                    estimates = (estimate("mean", _on_scale(indicator, start), 0.6, n, df=n - 1),)
                else:
                    estimates = tuple(
                        estimate(name, _on_scale(indicator, start + move * k), 0.3, n)
                        for k, (name, n) in enumerate(
                            (
                                ("mean-baseline", clients),
                                ("mean-midway", round(clients * 0.66)),
                                ("mean-follow-up", round(clients * 0.46)),
                            )
                        )
                    )
                found.append(Finding("strategy", id, estimates))
    return list({f.about: f for f in found}.values())


def _change(framework: Framework, clients: int, rng: random.Random) -> list[Finding]:
    n = round(clients * 0.44)
    found = []
    for id, indicator in framework.indicators.items():
        repeated = indicator.reading.table == "assessments" and indicator.level == "client"
        if not repeated or indicator.instrument == "esis":
            continue
        change = rng.uniform(-0.9, 1.5)
        before = rng.uniform(4, 6)
        found.append(
            Finding(
                "change",
                id,
                (
                    estimate("mean-before", before, 0.3, n),
                    estimate("mean-after", before + change, 0.3, n),
                    estimate("change", change, 3.6 / max(n, 1) ** 0.5, n),
                    estimate("g", change / 2, 0.2, n, "sd"),
                ),
                (counts("direction", better=round(n * 0.5), same=round(n * 0.3), worse=n // 5),),
            )
        )
    return found


def _configuration(
    framework: Framework, id: str, clients: int, rng: random.Random, kind: VerdictKind
) -> list[Finding]:
    configuration = framework.configurations[id]
    scale = configuration.outcome.smallest_that_matters
    change = framework.conditions[configuration.outcome.condition].at == "change"
    middle = 0.3 if change else 50
    inside, outside = (e * scale for e in EFFECT[kind])
    n = round(clients * 0.44)
    half = scale * {VerdictKind.UNDETERMINED: 2.2}.get(kind, 0.55) * (80 / max(n, 1)) ** 0.5
    shares = [0.35, 0.3, 0.02 if kind is VerdictKind.DORMANT else 0.2, 0.15]
    sizes = dict(zip(("C·M", "C·~M", "~C·M", "~C·~M"), _split(n, shares), strict=True))
    means = {
        "C·M": middle + inside,
        "C·~M": middle,
        "~C·M": middle + outside,
        "~C·~M": middle + 0.1 * scale,
    }
    pattern = Finding(
        "patterns",
        id,
        tuple(
            estimate(f"mean:{c}", means[c], 0.4 * scale, sizes[c], df=sizes[c] - 1) for c in sizes
        ),
        (
            CountTable("cells", tuple(Count(c, m) for c, m in sizes.items())),
            *(
                CountTable(
                    f"outcome:{c}",
                    (Count("reached", round(m * 0.6)), Count("not-reached", m - round(m * 0.6))),
                )
                for c, m in sizes.items()
            ),
        ),
        configuration=configuration.key,
    )
    level = 1 - 0.05 / 7
    seldom, undetermined = kind is VerdictKind.DORMANT, kind is VerdictKind.UNDETERMINED
    effects = (
        estimate("activation-in", 0.12 if seldom else 0.62, 0.09, n, "share", level),
        estimate("activation-out", 0.1 if seldom else 0.35, 0.08, n, "share", level),
        estimate("generation", inside, half, n, level=level),
        estimate("outside", outside, half * 1.2, n, level=level),
        estimate("conditionality", inside - outside, half * 1.5, n, level=level),
        estimate("rival", inside * 0.9, half * 1.1, n, level=level),
    )
    contrast = Finding(
        "contrasts",
        id,
        () if kind is VerdictKind.UNTESTABLE else effects,
        verdict=Verdict(kind, REASONS[kind], scale, 2.4 * scale if undetermined else None),
        configuration=configuration.key,
        notes=NOTES.get(kind, ()),
    )
    return [pattern, contrast]


def _development(framework: Framework, clients: int, rng: random.Random) -> list[Finding]:
    codes = [c.id for c in framework.code_lists["participation-dimensions"].codes]
    return [
        Finding(
            "development",
            "actions",
            tables=(counts("stage", agreed=12, done=9, told_back=3),),
            statements=ACTIONS,
        ),
        Finding(
            "development",
            "feedback",
            tables=(
                CountTable(
                    "dimension",
                    tuple(
                        Count(c, round(clients * rng.uniform(0.01, 0.4)))
                        for c in (*codes, "unknown")
                    ),
                ),
                counts(
                    "led-to", action_told_back=18, action_done=11, action_agreed=26, no_action=70
                ),
            ),
        ),
    ]


def made_up_region(framework: Framework) -> Release:
    """A region with six offices of the roster; the last one is missing."""
    *there, away = framework.offices
    parts = []
    for k, office in enumerate(there):
        kinds = dict(KINDS)
        small = k == 2
        if k % 2:
            kinds = {c: VerdictKind.UNDETERMINED if k == 1 else kind for c, kind in KINDS.items()}
        parts.append(
            release(
                made_up(framework, office, 15 if small else 60 + 35 * k, seed=k, kinds=kinds),
                approved=[s.text for s in ACTIONS],
            )
        )
    whole = made_up(framework, "region", 900, 99, missing=(away,), offices=tuple(there))
    return release(whole, parts=parts, approved=[s.text for s in ACTIONS])
