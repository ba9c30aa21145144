"""Writing an office's tables or files, reading them, and all that is told meanwhile."""

import csv
import traceback
from pathlib import Path

from pandas.testing import assert_frame_equal
from sound_office import KEY, OFFICE, TODAY, csv_file, ods_file, sound, xlsx_file

from evaluation.contract import TABLES
from evaluation.errors import EvaluationError
from evaluation.intake import problems_as_text
from evaluation.intake.offices import reader_of

PLAIN = (";", "utf-8", csv.QUOTE_MINIMAL)


def write_csv_files(tables, folder, way):
    separator, encoding, quoting = way
    for name, rows in tables.items():
        data = csv_file(rows, separator, encoding, quoting)
        (folder / f"{name}.csv").write_bytes(data)


def write_book(make, kind):
    def write(tables, folder, way):
        (folder / f"tiedot.{kind}").write_bytes(make(tables, typed=False))

    return write


WRITERS = {
    "csv": write_csv_files,
    "xlsx": write_book(xlsx_file, "xlsx"),
    "ods": write_book(ods_file, "ods"),
}


class Office:
    """One office's folder, read again and again."""

    def __init__(self, home, framework):
        self.folder = Path(home) / OFFICE
        self.folder.mkdir()
        self.reading = reader_of(home, framework, KEY, TODAY)

    def read(self, tables, write, way=PLAIN):
        """Write the tables and read them."""
        for path in self.folder.iterdir():
            path.unlink()
        write(tables, self.folder, way)
        return self.reading(OFFICE).observations()

    def outcome(self, tables, write, way=PLAIN):
        """The observations (None when the office is refused) and everything that was told."""
        try:
            observations = self.read(tables, write, way)
        except EvaluationError as error:
            return None, "".join(traceback.format_exception(error)) + repr(error.args)
        problems = observations.problems
        told = problems_as_text(problems) + problems_as_text(problems, "fi") + repr(observations)
        return observations, told + "".join(f"{p!r}{p}" for p in problems)

    def reads_as_sound(self, observations):
        """Check that all frames are those of the sound delivery."""
        expected = self.read(sound(), write_csv_files)
        for name in TABLES:
            assert_frame_equal(observations.table(name), expected.table(name))
