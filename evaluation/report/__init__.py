"""Release → words, tables, figures, cards and pages, in Finnish and in English.

Nothing here reads anything but a Release and a Framework. Figures load matplotlib when drawn.
"""

from evaluation.report.export import export_html
from evaluation.report.fragment import Fragment
from evaluation.report.page import Report
from evaluation.report.site import index_html
from evaluation.report.words import Words, known_keys

__all__ = ["Fragment", "Report", "Words", "export_html", "index_html", "known_keys"]
