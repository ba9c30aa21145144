"""Read many spoilt files and write down what became of them. Run by the tests in its own process.

In a process of its own a reader that dies kills no other test, and its memory can be measured.
"""

import argparse
import io
import json
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

import books_again
import mutations
import read_again
from sound_office import KEY, OFFICE, SECRETS, TODAY, csv_file, ods_file, sound, xlsx_file

from evaluation.errors import EvaluationError
from evaluation.framework import load_framework
from evaluation.intake import problems_as_text
from evaluation.intake.offices import reader_of
from evaluation.intake.raw import table_called

ROOT = Path(__file__).parents[2]
MAX_SECONDS = 5
SHEETS = {"xlsx": books_again.xlsx_sheets, "ods": books_again.ods_sheets}


class Run:
    """Counts what became of the files, and keeps what should not have happened."""

    def __init__(self, home, keep):
        self.home = Path(home)
        self.keep = keep
        self.folder = self.home / OFFICE
        self.folder.mkdir()
        self.theory = load_framework(ROOT / "data" / "framework")
        self.read = reader_of(self.home, self.theory, KEY, TODAY)
        self.became, self.failures = Counter(), []
        self.files = self.checked = 0
        self.slowest = 0.0

    def one(self, files, spoilt):
        """Read an office of these files, of which ``spoilt`` were changed."""
        for path in self.folder.iterdir():
            path.unlink()
        for name, data in files.items():
            (self.folder / name).write_bytes(data)
        self.files += len(spoilt)
        start = time.process_time()
        observations, told, wrong = None, "", ""
        try:
            observations = self.read(OFFICE).observations()
            told = self.told(observations)
        except EvaluationError as error:
            told = "".join(traceback.format_exception(error)) + repr(error.args)
            self.became[type(error).__name__] += 1
        except BaseException as error:  # the reader of workbooks may stop with more than Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            wrong = f"{type(error).__name__}: " + traceback.format_exc().splitlines()[-3].strip()
        seconds = time.process_time() - start
        self.slowest = max(self.slowest, seconds)
        if seconds > MAX_SECONDS:
            wrong = wrong or f"{seconds:.1f} seconds"
        if any(secret in told for secret in SECRETS):
            wrong = wrong or "a value was told"
        if observations is not None and not wrong:
            self.became["read, rows refused" if self.refused(observations) else "read"] += 1
            wrong = self.compared(observations, files)
        if wrong:
            self.failures.append({"what": wrong, "spoilt": spoilt})
            if self.keep:
                place = Path(self.keep) / str(len(self.failures))
                place.mkdir(parents=True)
                for name, data in files.items():
                    (place / name).write_bytes(data)

    @staticmethod
    def refused(observations):
        return any(p.severity == "refuses row" for p in observations.problems)

    @staticmethod
    def told(observations):
        problems = observations.problems
        texts = [problems_as_text(problems), problems_as_text(problems, "fi"), repr(observations)]
        return "".join([*texts, *(f"{p}{p!r}" for p in problems)])

    def compared(self, observations, files):
        """What a second reading says against the first; an unread file is not compared."""
        tables = {}
        for name, data in files.items():
            stem, _, kind = name.rpartition(".")
            if kind == "csv":
                tables[table_called(stem).name] = read_again.csv_lines(data)
                continue
            try:
                tables |= read_again.book_lines(SHEETS[kind](data))
            except Exception:  # too odd for the second reading, or for Python's own readers
                return ""
        self.checked += bool(tables)
        found = read_again.disagreements(observations, tables, self.theory)
        for (_, name), counts in observations.row_counts().items():
            if counts.accepted != len(observations.table(name)):
                found.append(f"{name}: the counts do not make up what was delivered")
        return "; ".join(found[:3])

    def result(self):
        return {
            "files": self.files,
            "became": dict(self.became.most_common()),
            "compared": self.checked,
            "slowest": round(self.slowest, 2),
            "failures": self.failures,
        }


def spoil_csv(run, chance, together):
    """Spoil one CSV file, or several at once: most files are looked at whatever the others are."""
    tables = {f"{name}.csv": csv_file(rows) for name, rows in sound().items()}
    chosen = chance.sample(sorted(tables), len(tables) if together else 1)
    files, spoilt = dict(tables), []
    for name in chosen:
        how = chance.choice(mutations.CSV)
        other = tables[chance.choice(sorted(tables))]
        files[name] = how(chance, tables[name], other)
        spoilt.append(f"{name} {how.__name__}")
    run.one(files, spoilt)


BOOKS = {
    "tiedot.xlsx": lambda: xlsx_file(sound()),
    "lomake.xlsx": lambda: xlsx_file(sound(), typed=False),
    "data.ods": lambda: ods_file(sound()),
}


def spoil_book(run, chance, books):
    name = chance.choice(sorted(books))
    how = chance.choice((*mutations.BYTES, *[mutations.in_workbook] * 12))
    other = books[chance.choice(sorted(books))]
    run.one({name: how(chance, books[name], other)}, [f"{name} {how.__name__}"])


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--csv", type=int, default=0)
    arguments.add_argument("--together", type=int, default=0)
    arguments.add_argument("--books", type=int, default=0)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", default="")
    asked = arguments.parse_args()
    chance = random.Random(asked.seed)
    books = {name: make() for name, make in BOOKS.items()}
    with tempfile.TemporaryDirectory() as home:
        run = Run(home, asked.keep)
        # Once each, sound: what the libraries take once is no file's memory.
        run.one({f"{name}.csv": csv_file(rows) for name, rows in sound().items()}, [])
        for name, data in books.items():
            run.one({name: data}, [])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(asked.csv):
            spoil_csv(run, chance, together=False)
        for _ in range(asked.together):
            spoil_csv(run, chance, together=True)
        for _ in range(asked.books):
            spoil_book(run, chance, books)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    json.dump({**run.result(), "grown_mb": grown // 1024}, out, ensure_ascii=True)
    out.flush()


if __name__ == "__main__":
    main()
