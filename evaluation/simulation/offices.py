"""Which offices are simulated: their sizes, the form of their files, and their invented facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from evaluation.errors import BadInput

Ids = Literal["local", "identity"]
Form = Literal["workbook", "english workbook", "latin csv", "utf-8 csv"]

CLIENTS_PER_WORKER = 20.5
FACTS_PERIODS = ("2007", "2008", "2009")
FACTS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "unemployment_rate": (13.5, 3.0),
        "long_term_unemployment": (24.0, 5.0),
        "social_assistance_share": (7.0, 1.6),
        "youth_unemployment": (17.0, 4.0),
        "dependency_ratio": (58.0, 8.0),
        "morbidity_index": (112.0, 10.0),
        "distance_to_services_km": (48.0, 30.0),
    }
)
"""Office facts and the mean and SD they are drawn from: invented, plausible for the north."""


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """One office to simulate.

    Parameters
    ----------
    id : str
        The office's id in the roster, and the name of its folder.
    workers, clients : int
        How many at scale 1; both may be 0 (an office that has sent empty tables).
    form : str
        How it writes its files.
    ids : str
        Whether clients are local numbers or (artificial) personal identity codes.
    width : int
        Digits of a local number, with leading zeros.
    tilt : float
        The office's own habit, −1 … 1: moves the mechanism and the outcome of a configuration
        whose truth is ``confounded``.
    esis : bool
        Whether some of its clients answer the ESIS items.
    without : tuple of str
        Indicators that the office never records.
    """

    id: str
    workers: int
    clients: int
    form: Form = "workbook"
    ids: Ids = "local"
    width: int = 5
    tilt: float = 0.0
    esis: bool = False
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.workers < 0 or self.clients < 0 or (self.clients and not self.workers):
            raise BadInput("An office that has clients needs at least one worker to meet them.")


def _sized(workers: int) -> int:
    return round(workers * CLIENTS_PER_WORKER)


OFFICES: tuple[OfficePlan, ...] = (
    OfficePlan("office-a", 25, _sized(25), tilt=1.0, esis=True),
    OfficePlan("office-b", 19, _sized(19), ids="identity", tilt=-1.0),
    OfficePlan("office-c", 14, _sized(14), form="english workbook", width=4, tilt=-0.8),
    OfficePlan("office-d", 11, _sized(11), ids="identity", tilt=0.9, esis=True),
    OfficePlan("office-e", 7, _sized(7), form="latin csv", tilt=-0.7),
    OfficePlan("office-f", 3, _sized(3), form="utf-8 csv", ids="identity", tilt=0.8),
    OfficePlan("office-g", 1, 32, form="latin csv", width=3, tilt=-0.6),
)
"""The seven offices of the demo: 80 workers and about 1,640 clients (80 workers: seed 003)."""


def edge_offices() -> tuple[OfficePlan, ...]:
    """Offices that strain whatever reads them.

    Returns
    -------
    tuple of OfficePlan
        One that sent empty tables, one with a single worker, and one that never records hope
        nor the difficulties item.
    """
    return (
        OfficePlan("office-a", 0, 0),
        OfficePlan("office-b", 1, 25, form="latin csv"),
        OfficePlan("office-c", 4, 60, without=("hope", "x10d_difficulties")),
    )


def scaled(offices: tuple[OfficePlan, ...], scale: float) -> tuple[OfficePlan, ...]:
    """Multiply the offices' clients by ``scale`` (> 0); workers stay, as context counts them.

    Raises
    ------
    BadInput
        When ``scale`` is not above 0.
    """
    if not scale > 0:
        raise BadInput("The scale of a simulation must be above 0.")
    return tuple(
        replace(o, clients=max(1, round(o.clients * scale)) if o.clients else 0) for o in offices
    )
