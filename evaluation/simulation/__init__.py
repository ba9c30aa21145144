"""Offices with a planted truth: demo data, test data, and data for power and validity studies.

``simulate`` makes the tables, ``write_demo`` the files that offices would send. Every file made
here is recorded as synthetic in ``SYNTHETIC.json`` beside it.
"""

from evaluation.simulation.demo import ensure_demo, write_demo, write_region
from evaluation.simulation.offices import OFFICES, OfficePlan, edge_offices
from evaluation.simulation.region import SimulatedRegion, simulate, small_office
from evaluation.simulation.truth import DEFAULT_SEED, DESIGNS, TRUTH, VERSION, Planted

__all__ = [
    "DEFAULT_SEED",
    "DESIGNS",
    "OFFICES",
    "TRUTH",
    "VERSION",
    "OfficePlan",
    "Planted",
    "SimulatedRegion",
    "edge_offices",
    "ensure_demo",
    "simulate",
    "small_office",
    "write_demo",
    "write_region",
]
