"""Calibration against R's QCA (published data, read where they are at hand, never committed)."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.framework import Condition, Text
from evaluation.scoring import degree

CASE = Path(os.environ.get("REFERENCE_DATA", "none")) / "qca" / "calibrate_LR"


def condition(out, cross, full):
    return Condition("c", Text("", ""), "i", "baseline", out, cross, full, "test")


@pytest.mark.skipif(
    not CASE.exists(),
    reason="Set REFERENCE_DATA to the folder of the peers' published data to run this.",
)
def test_degrees_are_those_of_r_qca():
    data = pd.read_csv(CASE / "data.csv")
    specs = json.loads((CASE / "expected.json").read_text())["specs"]
    # The direct method with R's own log odds; other options of calibrate() are not ours.
    plain = [s for s in specs if set(s) == {"col", "type", "th", "result"}]
    ours = [s for s in plain if isinstance(s["th"], list) and len(s["th"]) == 3]
    assert len(ours) == 5
    for spec in ours:
        values, (first, cross, last) = data[spec["col"]].astype(float), spec["th"]
        expected = np.array(spec["result"])
        # Where the low values belong, R's answer falls as the value rises.
        falls = np.corrcoef(values, expected)[0, 1] < 0
        low, high = sorted((first, last))
        anchors = condition(high, cross, low) if falls else condition(low, cross, high)
        assert degree(values, anchors).to_numpy() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("anchors", [(3, 5.5, 8), (8, 5.5, 3), (0, 0.5, 2), (60, 45.5, 30)])
def test_anchors_have_the_degrees_of_the_direct_method(anchors):
    out, cross, full = anchors
    degrees = degree(pd.Series([out, cross, full], dtype=float), condition(out, cross, full))
    assert degrees.tolist() == pytest.approx([0.05, 0.5, 0.95])
