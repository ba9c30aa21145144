"""How long the theory test takes, beside statsmodels' MixedLM of the same model in the same run.

Run with ``make bench``. Prints figures; asserts nothing. The peer takes a minute at 1,000,000.
"""

import resource
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
from statsmodels.regression.mixed_linear_model import MixedLM

from evaluation.analyses import analyses, contrasts
from evaluation.analyses.model import fit
from evaluation.analyses.study import Study
from evaluation.framework import load_framework
from evaluation.membership import memberships
from evaluation.simulation import simulate

CLIENTS_A_WORKER, OFFICES = 20, 7
LIMIT_THEORY, LIMIT_MILLION = 3.0, 20.0


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def theory_of_ten(theory):
    """The demo's seven configurations, three of them twice under another id."""
    found = dict(theory.configurations)
    for claim in list(found.values())[:3]:
        found[f"{claim.id}-again"] = replace(claim, id=f"{claim.id}-again")
    return replace(theory, configurations=found)


def whole_theory():
    theory = theory_of_ten(load_framework("data/framework"))
    observations = simulate(1, scale=2000 / 1640).observations()
    table = memberships(observations, theory)
    study = Study(table, theory, observations)
    list(analyses()["contrasts"](study))  # what is loaded at first use
    print(f"{len(theory.configurations)} configurations, {len(table.frame):,} clients")
    total = 0.0
    for name, analyse in analyses().items():
        start = cpu()
        list(analyse(study))
        total += (used := cpu() - start)
        print(f"  {name:<20} {used:6.2f} s CPU")
    print(f"  {'in all':<20} {total:6.2f} s CPU (limit {LIMIT_THEORY:g} s)")


def one_configuration(copies):
    """All that is asked of one configuration, checks of loss included, in a very large region."""
    theory = load_framework("data/framework")
    table = memberships(simulate(1).observations(), theory)
    frame = pd.concat([table.frame] * copies, ignore_index=True)
    copy = np.repeat(np.arange(copies), len(table.frame)).astype(str)
    frame["worker"] = frame["worker"].astype(str) + "/" + copy
    study = Study(replace(table, frame=frame), theory)
    start = cpu()
    contrasts.test(study, theory.configurations["interactive-approach"])
    print(
        f"one configuration, {len(frame):>9,} clients, all questions and checks: "
        f"{cpu() - start:.1f} s CPU, peak {peak():.2f} GiB"
    )


def drawn(n, seed=1):
    rng = np.random.default_rng(seed)
    worker = rng.integers(0, n // CLIENTS_A_WORKER, n)
    design = pd.DataFrame(
        {
            "mechanism": rng.integers(0, 2, n).astype(float),
            "context": rng.integers(0, 2, n).astype(float),
            "baseline": rng.normal(5, 2, n),
        }
    )
    design.insert(2, "context:mechanism", design["context"] * design["mechanism"])
    outcome = 1.5 * design["context:mechanism"] - 0.4 * design["baseline"]
    outcome += 0.5 * rng.normal(size=worker.max() + 1)[worker] + 1.3 * rng.normal(size=n)
    return outcome, design, pd.Series(worker % OFFICES), pd.Series(worker)


def one_model(n):
    data = drawn(n)
    start = cpu()
    model = fit(*data)
    effects = [model.contrast({name: 1.0}) for name in data[1]]
    ours = cpu() - start
    print(f"one model, {n:>9,} clients: ours {ours:7.2f} s CPU, peak {peak():.2f} GiB", end="")
    outcome, design, office, worker = data
    exog = pd.concat([design, pd.get_dummies(office, dtype=float)], axis=1).to_numpy()
    start = cpu()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = MixedLM(outcome.to_numpy(), exog, worker.to_numpy()).fit(reml=True)
    theirs = cpu() - start
    found, expected = np.array([e.value for e in effects]), peer.fe_params[: len(effects)]
    apart = np.abs(found / expected - 1).max()
    said = "converged" if peer.converged else "did not converge"
    print(f"; MixedLM {theirs:7.1f} s ({said}); largest relative difference {apart:.1e}")


if __name__ == "__main__":
    whole_theory()
    for clients in (2_000, 100_000, 1_000_000):
        one_model(clients)
    one_configuration(61)
    one_configuration(606)
    print(f"limit at 1,000,000 clients: {LIMIT_MILLION:g} s, 4 GB")
