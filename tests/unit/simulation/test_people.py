"""Who is simulated: numbers, identities, and loss to follow-up."""

import numpy as np
import pandas as pd
import pytest
from stdnum.fi import hetu
from written_values import by_client

from evaluation.simulation import OFFICES, simulate
from evaluation.simulation.people import identity_codes, workday

SEEDS = (20071001, 1, 2)


@pytest.fixture(scope="module")
def region():
    return simulate()


@pytest.fixture(scope="module", params=SEEDS)
def values(request):
    return by_client(simulate(request.param))


def test_eighty_workers_in_seven_offices_of_very_different_size(region):
    workers = region.tables["workers"].groupby("office").size()
    clients = region.tables["clients"].groupby("office").size()
    assert workers.sum() == 80 and len(workers) == 7
    assert (workers.min(), workers.max()) == (1, 25)
    assert 1500 <= clients.sum() <= 2500
    assert 25 <= clients[workers.idxmin()] <= 40
    assert np.corrcoef(workers, clients)[0, 1] > 0.99


def test_scale_multiplies_clients(region):
    tenth = simulate(scale=0.1)
    assert len(tenth.tables["clients"]) == pytest.approx(
        len(region.tables["clients"]) / 10, rel=0.05
    )
    assert len(tenth.tables["workers"]) == 80


def test_services_start_on_working_days_over_fifteen_months(region):
    started = region.tables["clients"]["started"]
    assert started.min() >= pd.Timestamp("2007-10-01")
    assert pd.Timestamp("2008-11-30") < started.max() <= pd.Timestamp("2008-12-31")
    assert started.dt.day_of_week.max() <= 4


def test_weekend_days_move_to_friday():
    week = np.arange("2007-10-01", "2007-10-08", dtype="datetime64[D]")
    assert [str(d)[-2:] for d in workday(week)] == ["01", "02", "03", "04", "05", "05", "05"]


def test_identity_codes_are_valid_artificial_and_unlike():
    rng = np.random.Generator(np.random.PCG64(1))
    gender = np.array(["female", "male", "other"] * 400, dtype=object)
    codes = identity_codes(rng, np.full(1200, 1960), gender)
    assert len(set(codes)) == 1200
    assert all(hetu.is_valid(code, allow_temporary=True) for code in codes)
    assert not any(hetu.is_valid(code) for code in codes)
    assert all(900 <= int(code[7:10]) <= 999 for code in codes)
    assert {int(code[9]) % 2 for code in codes[gender == "female"]} == {0}
    assert {int(code[9]) % 2 for code in codes[gender == "male"]} == {1}


def test_offices_use_identity_codes_or_local_numbers_with_leading_zeros(region):
    clients = region.tables["clients"]
    for plan in OFFICES:
        ids = clients.loc[clients["office"] == plan.id, "client"]
        assert ids.is_unique
        if plan.ids == "identity":
            assert all(hetu.is_valid(code, allow_temporary=True) for code in ids)
        else:
            assert ids.iloc[0].startswith("00")
            assert ids[ids.str.isdigit()].str.len().min() == plan.width


def test_half_is_lost_at_follow_up_and_some_at_midway(values):
    assert 0.40 <= 1 - values["there@follow-up"].mean() <= 0.60
    assert 0.10 <= 1 - values["there@midway"].mean() <= 0.25


def test_the_worst_off_are_lost_more(values):
    life = values["x10d_life@baseline"]
    followed = values["there@follow-up"]
    assert followed[life <= 4].mean() < followed[life >= 8].mean() - 0.2


def test_nobody_is_assessed_after_the_service_ended(region):
    clients = region.tables["clients"].set_index(["office", "client"])["ended"]
    for table in ("assessments", "methods"):
        last = region.tables[table].groupby(["office", "client"])["date"].max()
        ended = clients.reindex(last.index)
        assert (last <= ended)[ended.notna()].all()


def test_optional_cells_are_sometimes_empty_and_required_ones_never(region):
    clients, methods = region.tables["clients"], region.tables["methods"]
    assert (clients["gender"] == "other").any()
    empties = [clients["birth_year"].isna(), methods["minutes"].isna(), methods["worker"] == ""]
    empties += [clients[name] == "" for name in ("gender", "client_group")]
    for empty in empties:
        assert 0 < empty.mean() < 0.1
    assert (region.tables["feedback"]["client"] == "").any()
    assert not region.tables["assessments"].isin([""]).any(axis=None)
