"""From files to observations: intake reads the demo and refuses nothing, as it was made."""

import pandas as pd

from evaluation.intake.catalogue import BETWEEN_OCCASIONS
from evaluation.observations import TABLES
from evaluation.simulation import simulate


def test_the_demo_reads_without_a_problem(observations):
    # Some clients answer late, as people do; their answers are read and told of.
    late = {BETWEEN_OCCASIONS.what.en}
    assert {problem.rule for problem in observations.problems} == late
    assert 0 < len(observations.problems) < len(observations.assessments) / 100
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
