"""Intake: what offices send → Observations and Problems.

A file is opened (``csv_file``, ``workbook``) as text, its headers become the contract's columns
(``headers``), its cells become values or problems (``columns``, ``cells``, ``codes``), and rows and
tables are checked against each other (``checks``). ``offices`` tells the whole story.
"""

from evaluation.intake.delivery import office_files
from evaluation.intake.ingesting import ingest, store_beside, take_in
from evaluation.intake.offices import asked_offices, read_office, read_offices, reader_of
from evaluation.intake.storing.store import Store
from evaluation.intake.telling.text import problems_as_text

__all__ = [
    "Store",
    "asked_offices",
    "ingest",
    "office_files",
    "problems_as_text",
    "read_office",
    "read_offices",
    "reader_of",
    "store_beside",
    "take_in",
]
