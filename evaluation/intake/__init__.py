"""Intake: what offices send → Observations and Problems.

A file is opened (``csv_file``, ``workbook``) as text, its headers become the contract's columns
(``headers``), its cells become values or problems (``columns``, ``cells``, ``codes``), and rows and
tables are checked against each other (``checks``). ``offices`` tells the whole story.
"""

from evaluation.intake.delivery import office_files
from evaluation.intake.offices import read_office, read_offices
from evaluation.intake.summary import problems_as_text, rows_left_out

__all__ = ["office_files", "problems_as_text", "read_office", "read_offices", "rows_left_out"]
