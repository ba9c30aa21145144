"""Releases and snapshots that the tests of the report share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up_release import ACTIONS, made_up, made_up_region

from evaluation.disclosure import Release, release
from evaluation.framework import load_framework
from evaluation.framework.model import Framework

ROOT = Path(__file__).parents[3]
SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture(scope="session")
def theory() -> Framework:
    return load_framework(ROOT / "data" / "framework")


@pytest.fixture(scope="session")
def office(theory: Framework) -> Release:
    return release(made_up(theory), approved=[ACTIONS[0].text])


@pytest.fixture(scope="session")
def empty_office(theory: Framework) -> Release:
    """An office of four clients: nothing about it may be told."""
    return release(made_up(theory, "office-g", 4))


@pytest.fixture(scope="session")
def region(theory: Framework) -> Release:
    return made_up_region(theory)


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """Compare HTML with a stored file; UPDATE_SNAPSHOTS=1 writes the files anew."""

    def compare(name: str, html: str) -> None:
        path = SNAPSHOTS / f"{name}.html"
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.write_text(html + "\n", encoding="utf-8")
        assert html + "\n" == path.read_text(encoding="utf-8"), (
            f"{path.name} differs; look at the change, then run with UPDATE_SNAPSHOTS=1"
        )

    return compare
