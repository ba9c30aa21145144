"""Workbooks (.xlsx, .xlsm, .ods) → their sheets' cells as text.

The values are read by python-calamine. It trusts the file, so it never sees the one that was sent:
``archive`` checks the parts, ``excel`` and ``ods`` put those with cells into a clean copy, and find
the cells whose text the reader of values cannot tell (``marks``): formulas without a saved result,
errors, percentages, leading zeros. ``workbook`` reads the copy.
"""

from evaluation.intake.workbooks.archive import Refused
from evaluation.intake.workbooks.marks import NO_SAVED_RESULT
from evaluation.intake.workbooks.workbook import form_office, open_workbook, sheets_of

__all__ = ["NO_SAVED_RESULT", "Refused", "form_office", "open_workbook", "sheets_of"]
