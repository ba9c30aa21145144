"""How fast are deliveries taken in? One million answers beside plain ``pandas.read_csv``.

Prints, in one run: the time pandas takes to read the file and keep nothing in check, the time of
the whole way (validated, pseudonymised, stored as Parquet), their ratio, the peak of memory, and
the time for the seven demo offices. Run: make bench.
"""

from __future__ import annotations

import csv
import datetime as dt
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROWS = 1_000_000
CLIENTS = 20_000
TIMES = 5
TARGET_RATIO, TARGET_GIB, TARGET_DEMO = 4.0, 1.5, 2.0
KEY = bytes(range(32))
OFFICE = "office-a"


def identity_codes(n: int) -> list[str]:
    """Return made-up personal identity codes with sound control characters; nobody's own."""
    control = "0123456789ABCDEFHJKLMNPRSTUVWXY"
    born = (dt.date(1940, 1, 1) + dt.timedelta(days=i) for i in range(n))
    codes = []
    for i, day in enumerate(born):
        number = f"{day:%d%m%y}{2 + i % 898:03d}"
        mark = "-" if day.year < 2000 else "A"
        codes.append(f"{number[:6]}{mark}{number[6:]}{control[int(number) % 31]}")
    return codes


def write_office(folder: Path) -> Path:
    """Write one office with a million answers; return the file that holds them."""
    from evaluation.framework import load_framework

    framework = load_framework("data/framework")
    rng = np.random.default_rng(1)
    answered = [i for i in framework.indicators.values() if i.reading.table == "assessments"]
    folder.mkdir(parents=True)
    ids = identity_codes(CLIENTS)
    start = dt.date(2022, 1, 1)
    with (folder / "asiakkaat.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["asiakas", "työntekijä", "alkoi"])
        out.writerows([id, f"t{i % 40}", f"{start:%d.%m.%Y}"] for i, id in enumerate(ids))
    path = folder / "arvioinnit.csv"
    each = ROWS // CLIENTS
    words = {"client": "asiakas", "worker": "työntekijä"}
    days = [[0, 5, 20], [100, 150, 190], [300, 350, 500]]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["asiakas", "päivä", "vastaaja", "asiakas läsnä", "mittari", "arvo"])
        for id in ids:
            own = [start + dt.timedelta(days=int(rng.choice(some))) for some in days]
            values = rng.random(each)
            for j in range(each):
                one = answered[j % len(answered)]
                value = one.low + round(values[j] * (one.high - one.low))
                day = own[j // len(answered) % 3]
                who = words[one.reading.respondent or "client"]
                out.writerow([id, f"{day:%d.%m.%Y}", who, "kyllä",
                              one.reading.code or one.id, f"{value:g}"])  # fmt: skip
    return path


def timed(call) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def ingest_once(raw: Path) -> None:
    """Ingest in a process of its own: print its seconds and its peak of memory."""
    from evaluation.framework import load_framework
    from evaluation.intake.store import ingest

    framework = load_framework("data/framework")
    import pandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    with tempfile.TemporaryDirectory() as store:
        seconds = timed(lambda: ingest(raw, framework, [OFFICE], Path(store), KEY))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
