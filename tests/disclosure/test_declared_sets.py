"""The ties between numbers that findings declare are true, on simulated offices and their region.

The door narrows released counts against each other by these ties: a false one would let it find a
contradiction, a missing one would let a reader know more than the door does.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array

import evaluation as ev
from evaluation.analyses import examine
from evaluation.analyses.participants import AGE_BANDS, WIDER_AGES, two_years
from evaluation.analyses.sets import UNKNOWN
from evaluation.findings import MINUS, REGION
from evaluation.simulation import edge_offices, simulate


def scopes_of(observations, framework, spoil=lambda memberships: memberships):
    """Findings of each office and of the region."""
    whole = spoil(ev.memberships(observations, framework))
    found = {
        office: examine(whole.of(office), framework, observations.of(office), office)
        for office in whole.offices
    }
    return {**found, REGION: examine(whole, framework, observations, REGION)}


def without_some_workers_and_groups(memberships):
    """What may be missing beside answers."""
    frame = memberships.frame.copy()
    rng = np.random.default_rng(3)
    for column in ("worker", "client_group", "gender"):
        frame[column] = frame[column].mask(rng.uniform(size=len(frame)) < 0.2)
    return replace(memberships, frame=frame)


def without_some_clients_answers(observations):
    """Clients of whom only the worker tells anything."""
    rows = observations.assessments
    silent = rows["client"].isin(sorted(rows["client"].unique())[::6])
    return replace(observations, assessments=rows[~silent | (rows["respondent"] == "worker")])


def turned(framework):
    """The same theory with claims that a worse outcome comes, and one more of a shared context."""
    claims = {
        id: replace(c, prediction=replace(c.prediction, sign="worse"))
        for id, c in framework.configurations.items()
    }
    first = claims["interactive-approach"]
    same = replace(claims["participation-to-life-situation"], context=first.context)
    return replace(framework, configurations={**claims, same.id: same})


@pytest.fixture(scope="module")
def regions(observations, framework):
    """The demo, and regions that miss more, are smaller, or are held against another theory."""
    small = simulate(5, offices=edge_offices()).observations()
    return {
        "demo": scopes_of(observations, framework),
        "small": scopes_of(small, framework),
        "holes": scopes_of(
            without_some_clients_answers(observations), framework, without_some_workers_and_groups
        ),
        "turned": scopes_of(observations, turned(framework)),
    }


@pytest.fixture(params=("demo", "small", "holes", "turned"))
def scopes(request, regions):
    """All scopes of one region."""
    return regions[request.param].values()


def told(findings):
    """Every set that a number rests on, with the number."""
    for finding in findings:
        for table in finding.tables:
            yield table.of, sum(part.n for part in table.parts)
            yield from ((part.who, part.n) for part in table.parts)
        yield from ((estimate.of, estimate.n) for estimate in finding.estimates)


def sizes(findings):
    return {name: n for name, n in told(findings) if name}


def sums(findings):
    """Wholes and parts: declared unions, and tables with their parts."""
    for finding in findings:
        yield from finding.unions
        for table in finding.tables:
            parts = [p.who or f"{finding.id}/{table.name}/{p.key}" for p in table.parts]
            yield table.of or f"{finding.id}/{table.name}", tuple(parts)


def test_a_set_has_one_size(scopes):
    for findings in scopes:
        known = sizes(findings)
        assert {(name, n) for name, n in told(findings) if name} == set(known.items())
        assert len(known) > 100


def test_unions_add_up(scopes):
    checked = 0
    for findings in scopes:
        known = sizes(findings)
        for whole, parts in sums(findings):
            if whole not in known:
                continue
            n = [known[part] for part in parts if part in known]
            assert sum(n) <= known[whole], whole
            if len(n) == len(parts):
                assert sum(n) == known[whole], whole
                checked += 1
    assert checked > 100


def test_a_set_within_another_is_not_larger(scopes):
    checked = 0
    for findings in scopes:
        known = sizes(findings)
        for finding in findings:
            for part in (p for table in finding.tables for p in table.parts if p.within):
                assert part.n <= known[part.within]
                checked += 1
    assert checked > 50


def test_all_ties_together_hold_for_the_true_numbers(scopes):
    """There are sizes for the sets that nobody tells of with which every tie holds."""
    for findings in scopes:
        known = sizes(findings)
        ties = dict.fromkeys(sums(findings))
        names = list(dict.fromkeys(name for whole, parts in ties for name in (whole, *parts)))
        place = {name: at for at, name in enumerate(names)}
        entries = [
            (row, place[name], sign)
            for row, (whole, parts) in enumerate(ties)
            for name, sign in ((whole, -1), *((part, 1) for part in parts))
        ]
        rows, columns, values = zip(*entries, strict=True)
        found = linprog(
            np.zeros(len(names)),
            A_eq=coo_array((values, (rows, columns)), shape=(len(ties), len(names))),
            b_eq=np.zeros(len(ties)),
            bounds=[(known.get(name, 0), known.get(name)) for name in names],
        )
        assert found.status == 0


def means(findings):
    """Values of every mean of a quantity over a set that somebody is in."""
    for finding in findings:
        for e in finding.estimates:
            if e.quantity and e.n:
                yield (e.quantity, e.of), e.value


def test_a_quantity_has_one_mean_over_a_set(scopes):
    for findings in scopes:
        found = list(means(findings))
        values = dict(found)
        assert all(value == pytest.approx(values[key]) for key, value in found)


def test_a_mean_over_a_union_is_that_of_its_parts(scopes):
    checked = 0
    for findings in scopes:
        known, values = sizes(findings), dict(means(findings))
        for whole, parts in dict.fromkeys(sums(findings)):
            for quantity in {q for q, of in values if of == whole}:
                there = [part for part in parts if known.get(part) != 0]
                if all((quantity, part) in values for part in there):
                    total = sum(values[quantity, part] * known[part] for part in there)
                    assert total / known[whole] == pytest.approx(values[quantity, whole])
                    checked += 1
    assert checked > 10


def test_a_mean_difference_is_the_difference_of_the_means(scopes):
    checked = set()
    for findings in scopes:
        values = dict(means(findings))
        for (quantity, of), value in values.items():
            whole, minus, part = quantity.partition(MINUS)
            if minus and {(whole, of), (part, of)} <= values.keys():
                assert value == pytest.approx(values[whole, of] - values[part, of])
                checked.add(whole.split("@")[1])
    assert checked == {"baseline", "follow-up"}


def test_every_part_stands_in_a_grouping_once(scopes):
    checked = 0
    for findings in scopes:
        for table in (table for finding in findings for table in finding.tables):
            for grouping in table.coarser:
                members = [key for _, keys in grouping for key in keys]
                assert sorted(members) == sorted(part.key for part in table.parts)
                assert all(keys == (key,) for key, keys in grouping if key in members)
                checked += 1
    assert checked


def test_wider_ages_are_those_of_the_bands():
    for grouping in WIDER_AGES:
        assert [key for _, keys in grouping for key in keys] == [*AGE_BANDS, UNKNOWN]


def test_years_go_together_alike_in_every_office():
    assert two_years(["2007", "2008", "2009"]) == (
        ("2007-2008", ("2007", "2008")),
        ("2009-2010", ("2009",)),
    )
    assert two_years(["2008", "2009"]) == (("2007-2008", ("2008",)), ("2009-2010", ("2009",)))
    assert two_years([]) == ()
