"""From files to observations: the intake reads the demo without a problem, and as it was made."""

import pandas as pd

from evaluation.observations import TABLES
from evaluation.simulation import simulate


def test_the_demo_reads_without_a_problem(observations):
    assert [str(problem) for problem in observations.problems] == []
    assert observations.missing == {}
    assert observations.synthetic


def test_what_is_read_is_what_was_made(observations):
    made = simulate().observations()
    clients = dict(zip(observations.clients["client"], made.clients["client"], strict=True))
    workers = dict(zip(observations.workers["worker"], made.workers["worker"], strict=True))
    for name in TABLES:
        read = observations.table(name).copy()
        for column, names in (("client", clients), ("worker", workers)):
            if column in read:
                read[column] = read[column].map(names).astype("str")
        pd.testing.assert_frame_equal(read, made.table(name))
