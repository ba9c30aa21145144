"""How fast are deliveries taken in? One million answers beside plain ``pandas.read_csv``.

Prints, in one run: the time pandas takes to read the file and keep nothing in check, the time of
the whole way (validated, pseudonymised, stored as Parquet), their ratio, the peak of memory, and
the time for the seven demo offices. Run: make bench.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import resource
import shutil
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
SMALL = Path("data/raw/office-g")  # of the demo


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


def pandas_once(path: Path) -> None:
    """Print the seconds of one plain read, and of one that keeps the zeros before ids."""
    import pandas as pd

    pd.read_csv(io.StringIO("a\n1\n"))
    plain = timed(lambda: pd.read_csv(path, sep=";"))
    print(plain, timed(lambda: pd.read_csv(path, sep=";", dtype=str)))


def ingest_once(raw: Path, store: Path) -> None:
    """Print the seconds of taking in all that is there, and the peak of memory in bytes."""
    from evaluation.framework import load_framework
    from evaluation.intake import Store, take_in

    framework = load_framework("data/framework")
    # As pandas reads two lines first: loading the libraries is no part of the measure.
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "raw"
        shutil.copytree(SMALL, small / "office-g")
        take_in(small, framework, ["office-g"], Store(small.parent / "store"), KEY)
    offices = sorted(path.name for path in raw.iterdir() if path.is_dir())
    seconds = timed(lambda: take_in(raw, framework, offices, Store(store), KEY))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def in_a_process(what: str, *arguments: object) -> list[float]:
    """Run one of the two above in a fresh process; return the figures that it prints."""
    command = [sys.executable, __file__, what, *map(str, arguments)]
    return [float(figure) for figure in subprocess.check_output(command, text=True).split()]


def main() -> None:
    """Print our figures beside pandas' and beside the targets."""
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        home = Path(folder)
        path = write_office(home / "raw" / "office-a")
        print(f"{ROWS:,} answers of {CLIENTS:,} clients, {path.stat().st_size / 2**20:.0f} MiB; "
              f"median of {TIMES}, each in a fresh process")  # fmt: skip
        plain, as_text, ours, peaks = [], [], [], []
        for i in range(TIMES):
            one, other = in_a_process("pandas", path)
            plain.append(one)
            as_text.append(other)
            seconds, peak = in_a_process("ingest", home / "raw", home / f"store-{i}")
            ours.append(seconds)
            peaks.append(peak)
        ratio = statistics.median(ours) / statistics.median(plain)
        print(f"pandas.read_csv                        {statistics.median(plain):6.2f} s"
              f"   ({min(plain):.2f}-{max(plain):.2f})")  # fmt: skip
        print(f"pandas.read_csv(dtype=str)             {statistics.median(as_text):6.2f} s")
        print(f"validated, pseudonymised, stored       {statistics.median(ours):6.2f} s"
              f"   ({min(ours):.2f}-{max(ours):.2f})")  # fmt: skip
        print(f"ratio                                  {ratio:6.2f}     target <= {TARGET_RATIO}")
        print(f"peak memory                            {max(peaks) / 2**30:6.2f} GiB"
              f" target <= {TARGET_GIB}")  # fmt: skip
        demo_figures(home)


def demo_figures(home: Path) -> None:
    from evaluation.simulation import DEFAULT_SEED, write_demo

    raw = write_demo(home / "demo" / "raw", DEFAULT_SEED)
    first = [in_a_process("ingest", raw, home / f"demo-{i}")[0] for i in range(TIMES)]
    again = [in_a_process("ingest", raw, home / "demo-0")[0] for _ in range(TIMES)]
    print(f"seven demo offices, new                {statistics.median(first):6.2f} s"
          f"   target <  {TARGET_DEMO}")  # fmt: skip
    print(f"seven demo offices, unchanged          {statistics.median(again):6.2f} s")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one = {"pandas": pandas_once, "ingest": ingest_once}[sys.argv[1]]
        one(*map(Path, sys.argv[2:]))
    else:
        main()
