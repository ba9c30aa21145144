"""Telling an office what to mend: as text, as a page, as a workbook that marks the places."""

from evaluation.intake.telling.page import problems_html
from evaluation.intake.telling.text import problems_as_text
from evaluation.intake.telling.workbook import write_problems_workbook

__all__ = ["problems_as_text", "problems_html", "write_problems_workbook"]
