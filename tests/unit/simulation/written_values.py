"""Reads a simulated region as written: one row a client, conditions as crisp switches."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evaluation.simulation import DESIGNS

WINDOWS = {"baseline": (-31, 60, "first"), "midway": (90, 210, "last"),
           "follow-up": (270, 540, "last")}  # fmt: skip
METHODS = {
    "planning_sessions": "planning-meeting",
    "interactive_sessions": "interactive-meeting",
    "case_analysis_sessions": "case-analysis",
    "consultation_sessions": "cross-office-consultation",
}


def by_client(region) -> pd.DataFrame:
    """One row a client, indexed by office and client: office, worker, followed, ``item@when``."""
    tables = region.tables
    clients = tables["clients"].set_index(["office", "client"])
    columns = {"office": clients.index.get_level_values(0), "worker": clients["worker"]}
    rows = tables["assessments"].merge(
        tables["clients"][["office", "client", "started"]], on=["office", "client"]
    )
    rows = rows.sort_values("date", kind="stable")
    days = (rows["date"] - rows["started"]).dt.days
    version = np.where(
        (rows["respondent"] == "worker") & rows["indicator"].isin(["plan_together", "felt_heard"]),
        "_worker",
        "",
    )
    rows["item"] = rows["indicator"] + version
    for occasion, (first, last, take) in WINDOWS.items():
        inside = rows[days.between(first, last)]
        kept = inside.drop_duplicates(["office", "client", "item"], keep=take)
        wide = kept.pivot(index=["office", "client"], columns="item", values="value")
        for item in wide:
            columns[f"{item}@{occasion}"] = wide[item].reindex(clients.index)
        columns[f"there@{occasion}"] = clients.index.isin(wide.index)
    methods = tables["methods"].groupby(["office", "client", "method"]).size()
    for item, method in METHODS.items():
        sessions = methods.xs(method, level="method") if len(methods) else methods
        columns[f"{item}@follow-up"] = sessions.reindex(clients.index).fillna(0)
    workers = tables["workers"].set_index(["office", "worker"])
    own = workers.reindex(pd.MultiIndex.from_arrays([columns["office"], clients["worker"]]))
    columns["worker_qualified@baseline"] = (own["qualified"] == "yes").to_numpy().astype(float)
    columns["caseload@baseline"] = own["caseload"].to_numpy()
    count = tables["workers"].groupby("office").size()
    columns["worker_count@baseline"] = count.reindex(columns["office"]).to_numpy()
    columns["gas_t@follow-up"] = gas_t(tables["goals"]).reindex(clients.index)
    return pd.DataFrame(columns, index=clients.index).reset_index(drop=True)


def gas_t(goals: pd.DataFrame) -> pd.Series:
    """T = 50 + 10 Σwx / √((1−ρ)Σw² + ρ(Σw)²), ρ = 0.3, over reviewed goals."""
    goals = goals.dropna(subset=["attainment"])
    goals = goals.assign(wx=goals["weight"] * goals["attainment"], w2=goals["weight"] ** 2)
    sums = goals.groupby(["office", "client"])[["wx", "w2", "weight"]].sum()
    return 50 + 10 * sums["wx"] / np.sqrt(0.7 * sums["w2"] + 0.3 * sums["weight"] ** 2)


def switches(values: pd.DataFrame, id: str) -> pd.DataFrame:
    """Crisp context, resource, reasoning and mechanism, with outcome and baseline; NaN unknown."""
    design = DESIGNS[id]

    def crisp(switch):
        value = values[f"{switch.indicator}@{switch.at}"]
        on = value < switch.cross if switch.low_belongs else value > switch.cross
        return on.astype(float).where(value.notna())

    context = pd.concat([crisp(s) for s in design.context], axis=1).min(axis=1, skipna=False)
    resource, reasoning = crisp(design.resource), crisp(design.reasoning)
    frame = pd.DataFrame({
        "office": values["office"], "worker": values["office"] + values["worker"],
        "inside": context, "offered": resource, "reasoned": reasoning,
        "fired": np.minimum(resource, reasoning),
    })  # fmt: skip
    after = values[f"{design.outcome}@follow-up"]
    if design.outcome == "gas_t":
        return frame.assign(change=after, baseline=0.0)
    before = values[f"{design.outcome}@baseline"]
    return frame.assign(change=after - before, baseline=before)
