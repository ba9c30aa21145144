"""Answers that count on no occasion are counted, as intake tells of them."""

from dataclasses import replace

import pandas as pd
import pytest

from evaluation.analyses.occasions import answers_on_occasions
from evaluation.intake.catalogue import BETWEEN_OCCASIONS
from evaluation.simulation import simulate, small_office


def counted(observations, framework):
    return [part.n for part in answers_on_occasions(observations, framework).parts]


@pytest.fixture
def one_client(framework):
    """One client and one answer, on the day of service that a test asks for."""
    whole = small_office(2).observations()
    client, answer = whole.clients.head(1), whole.assessments.head(1)
    answer = answer.assign(client=client["client"].iloc[0], office=client["office"].iloc[0])

    def on(day):
        date = client["started"].iloc[0] + pd.Timedelta(days=day)
        return replace(whole, clients=client, assessments=answer.assign(date=date))

    return on


@pytest.mark.parametrize(
    ("day", "on"),
    [(-32, 0), (-31, 1), (60, 1), (61, 0), (89, 0), (90, 1), (210, 1), (211, 0), (269, 0),
     (270, 1), (540, 1), (541, 0)],
)  # fmt: skip
def test_an_answer_counts_within_the_windows_and_on_their_last_days(one_client, framework, day, on):
    assert counted(one_client(day), framework) == [on, 1 - on]


def test_an_answer_of_nobody_known_counts_on_no_occasion(one_client, framework):
    known = one_client(10)
    assert counted(replace(known, clients=known.clients.head(0)), framework) == [0, 1]


def test_no_answers(one_client, framework):
    empty = one_client(10)
    assert counted(replace(empty, assessments=empty.assessments.head(0)), framework) == [0, 0]


def test_the_same_client_id_in_two_offices_is_two_clients(framework):
    observations = simulate(1).observations()
    clients = observations.clients.assign(client="x").drop_duplicates("office").head(2)
    first, second = clients["office"]
    started = clients["started"].to_numpy()
    clients = clients.assign(started=[started[0], started[0] + pd.Timedelta(days=400)])
    answers = observations.assessments.head(2).assign(
        office=[first, second], client="x", date=clients["started"].iloc[0]
    )
    two = replace(observations, clients=clients, assessments=answers)
    assert counted(two, framework) == [1, 1]


def test_the_count_is_that_of_the_problems_of_intake(observations, framework):
    told = [p for p in observations.problems if p.rule == BETWEEN_OCCASIONS.what.en]
    assert counted(observations, framework)[1] == len(told) > 100
