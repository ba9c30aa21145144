"""What clients and workers answer: at baseline and at follow-up, complete, before any loss.

Answers are whole numbers. The truth is planted on these very numbers: a follow-up answer grows
from the baseline answer as written, so that a regression of change on baseline is exact.

Sources of the marginals: 3X10D, people aged 16–29 (Diak), lowered for service users (our choice);
Kykyviisari, open counts of 7,282 answers (Finnish Institute of Occupational Health); the process
items and ESIS are our own drafts, their marginals invented.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evaluation.simulation.people import Floats, People, Workers, even_normal, probit
from evaluation.simulation.truth import BASELINE, FOLLOW_UP, MIDWAY

Answers = dict[tuple[str, str], Floats]
"""(indicator, occasion) → one value a client."""

LOWER_FOR_SERVICE_USERS = 1.3
X10D: Mapping[str, tuple[float, float]] = {
    "x10d_health": (6.83, 2.14),
    "x10d_difficulties": (6.88, 1.99),
    "x10d_housing": (7.65, 1.86),
    "x10d_coping": (7.17, 1.93),
    "x10d_family": (8.23, 1.83),
    "x10d_friends": (7.12, 2.48),
    "x10d_finances": (6.02, 2.54),
    "x10d_strengths": (6.40, 2.15),
    "x10d_self_esteem": (6.11, 2.45),
    "x10d_life": (7.01, 1.92),
}
KYKYVIISARI_COUNTS = (197, 200, 366, 523, 539, 894, 808, 1166, 1286, 770, 533)
KYKYVIISARI = ("work_ability", "functioning")
PROCESS: Mapping[str, tuple[float, float]] = {
    "participation": (4.3, 1.7),
    "felt_heard": (5.0, 1.9),
    "trust": (5.2, 1.9),
    "could_influence": (4.4, 1.9),
    "sees_direction": (4.5, 1.9),
    "plan_together": (4.7, 1.7),
    "hope": (4.9, 2.0),
    "service_fits": (5.0, 1.7),
    "fear_of_consequences": (4.2, 2.2),
}
WORKER_SHARES: Mapping[str, float] = {"time_to_develop": 0.5, "resources_scarce": 0.52}
"""Worker items asked at baseline, and the share of answers above the cross-over 5.5."""
SEEN_BY_WORKER = {"plan_together_worker": "plan_together", "felt_heard_worker": "felt_heard"}
"""Worker's version of an item → client's version."""
ESIS = tuple(f"esis_{k:02d}" for k in range(1, 11))

GENERAL_GAIN = 0.3
"""What everybody gains by the follow-up, in points."""
STABILITY = 0.6
"""How far a follow-up answer follows the earlier one (gives correlations of about 0.55)."""
USUAL_SPREAD = 1.9
"""SD of midway answers before rounding."""
RESIDUAL_SD = 1.3
X10D_RESIDUAL_SD = 1.45
WORKER_SD, OFFICE_SD = 0.3, 0.12
"""Random effects of workers and offices on what follows, in residual SDs."""


def whole(values: Floats, low: float = 0, high: float = 10) -> Floats:
    """Round to whole answers within the scale."""
    return np.clip(np.rint(values), low, high)


def score(at: Floats | float, z: Floats, spread: float = USUAL_SPREAD) -> Floats:
    """Answers 0–10 of which a given share lie above 5.5.

    Parameters
    ----------
    at : float or ndarray of float, shape (n,)
        Probit of that share.
    z : ndarray of float, shape (n,)
        Standard normal scores: who answers higher.
    spread : float
        SD of the answers before rounding.
    """
    return whole(5.5 + spread * (at + z))


def mixed(rng: np.random.Generator, *parts: tuple[float, Floats]) -> Floats:
    """Mix weighted standard normal parts and fresh noise into standard normal scores."""
    rest = 1 - sum(weight**2 for weight, _ in parts)
    n = len(parts[0][1])
    total: Floats = np.sqrt(rest) * rng.standard_normal(n)
    for weight, part in parts:
        total = total + weight * part
    return total


def own_level(rng: np.random.Generator, people: People, workers: Workers) -> Floats:
    """Return a standard normal score of each client's worker, even over the workers."""
    return even_normal(rng, len(workers.office))[people.worker]


def clustered(rng: np.random.Generator, people: People, workers: Workers, offices: int) -> Floats:
    """Draw worker and office effects: one value a client, in residual SDs."""
    of_office = rng.standard_normal(offices)
    of_office -= of_office.mean()
    return WORKER_SD * own_level(rng, people, workers) + OFFICE_SD * of_office[people.office]


def at_baseline(rng: np.random.Generator, people: People, workers: Workers) -> Answers:
    """Everybody's first answers: better off people (``severity``) answer higher."""
    found: Answers = {}
    for item, (mean, sd) in X10D.items():
        z = mixed(rng, (0.6, people.severity))
        found[item, BASELINE] = whole(mean - LOWER_FOR_SERVICE_USERS + sd * z)
    for item in KYKYVIISARI:
        found[item, BASELINE] = kykyviisari(mixed(rng, (0.6, people.severity)))
    for item, (mean, sd) in PROCESS.items():
        sign = -1 if item == "fear_of_consequences" else 1
        found[item, BASELINE] = whole(mean + sd * mixed(rng, (0.25 * sign, people.severity)))
    for item, share in WORKER_SHARES.items():
        z = mixed(rng, (0.75, own_level(rng, people, workers)))
        found[item, BASELINE] = score(probit(share), z)
    for item in ESIS:
        z = mixed(rng, (0.55, people.severity))
        found[item, BASELINE] = whole(3.2 + 0.95 * z, 1, 5)
    for item, client_item in SEEN_BY_WORKER.items():
        found[item, BASELINE] = seen_by_worker(rng, found[client_item, BASELINE])
    return found


def at_follow_up(
    rng: np.random.Generator,
    people: People,
    workers: Workers,
    offices: int,
    earlier: Answers,
    planted: Mapping[str, Floats],
) -> Answers:
    """Everybody's last answers.

    Parameters
    ----------
    rng : numpy.random.Generator
    people, workers : People, Workers
    offices : int
        How many offices there are.
    earlier : Answers
        Baseline and midway answers.
    planted : mapping of str to ndarray of float, shape (n,)
        What the configurations add to each outcome, in points.

    Returns
    -------
    Answers
        The follow-up answers only.
    """
    found: Answers = {}
    typical = {item: mean - LOWER_FOR_SERVICE_USERS for item, (mean, _) in X10D.items()}
    typical |= {item: mean for item, (mean, _) in PROCESS.items()}
    for item, mean in typical.items():
        sd = X10D_RESIDUAL_SD if item in X10D else RESIDUAL_SD
        gain = -GENERAL_GAIN if item == "fear_of_consequences" else GENERAL_GAIN
        before = earlier[item, BASELINE]
        if item not in planted and (item, MIDWAY) in earlier:
            before = (before + earlier[item, MIDWAY]) / 2
        noise = rng.standard_normal(len(people)) + clustered(rng, people, workers, offices)
        follows = mean + gain + STABILITY * (before - mean) + sd * noise
        found[item, FOLLOW_UP] = whole(follows + planted.get(item, 0.0))
    for item in KYKYVIISARI:
        z = (earlier[item, BASELINE] - 6.3) / 2.5
        found[item, FOLLOW_UP] = kykyviisari(0.1 + mixed(rng, (0.55, z)))
    for item in ESIS:
        z = (earlier[item, BASELINE] - 3.2) / 0.95
        found[item, FOLLOW_UP] = whole(3.35 + 0.95 * mixed(rng, (0.55, z)), 1, 5)
    for item, client_item in SEEN_BY_WORKER.items():
        found[item, FOLLOW_UP] = seen_by_worker(rng, found[client_item, FOLLOW_UP])
    return found


def kykyviisari(z: Floats) -> Floats:
    """Answers 0–10 with the published marginal counts, ordered as the standard normal ``z``."""
    shares = np.cumsum(KYKYVIISARI_COUNTS)[:-1] / sum(KYKYVIISARI_COUNTS)
    cuts = np.array([probit(float(share)) for share in shares])
    return np.searchsorted(cuts, z).astype(float)


def seen_by_worker(rng: np.random.Generator, answers: Floats) -> Floats:
    """Return the worker's view of what the client answered: related, a little rosier."""
    return whole(2.7 + 0.6 * answers + 1.4 * rng.standard_normal(len(answers)))
