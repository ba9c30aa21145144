"""What several kinds of tests share: the theory, the demo data, one whole edition."""

import os
from pathlib import Path

import pytest

from evaluation.framework import load_framework

ROOT = Path(__file__).parents[1]
KEY = bytes(range(32))


@pytest.fixture(scope="session", autouse=True)
def _key_of_the_tests():
    """Pseudonyms in tests use a key of their own, never the user's."""
    before = os.environ.get("EVALUATION_KEY")
    os.environ["EVALUATION_KEY"] = KEY.hex()
    yield
    if before is None:
        del os.environ["EVALUATION_KEY"]
    else:
        os.environ["EVALUATION_KEY"] = before


@pytest.fixture(scope="session")
def framework():
    """The theory that the project ships."""
    return load_framework(ROOT / "data" / "framework")


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo data of the default seed, as files."""
    from evaluation.simulation import DEFAULT_SEED, write_demo

    return write_demo(tmp_path_factory.mktemp("demo") / "raw", DEFAULT_SEED)


@pytest.fixture(scope="session")
def observations(demo, framework):
    """The demo data, read."""
    from evaluation.intake import read_offices

    return read_offices(demo, framework, key=KEY)


@pytest.fixture(scope="session")
def edition(demo, tmp_path_factory):
    """One whole published edition in Finnish: seven offices, the region, the index."""
    from evaluation.batch import Edition, run_edition

    made = Edition(
        name="demo",
        raw=demo,
        theory=ROOT / "data" / "framework",
        notebooks=ROOT / "notebooks",
        reports=tmp_path_factory.mktemp("reports"),
    )
    outcome = run_edition(made)
    assert outcome.failed == {}
    return made, outcome
