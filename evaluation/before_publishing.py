"""The audit at the end of a batch: what fails it is not published."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from evaluation.audit import Audit, audit, can_be_read
from evaluation.disclosure import REGION
from evaluation.errors import EditionUnsafe
from evaluation.framework.model import Language
from evaluation.report_files import report_files

MOST_EARLIER = 4
"""So many editions in the same folder are held against a new one, the latest."""


def unsafe_reports(
    made: Collection[str],
    fresh: Collection[str],
    work: Path,
    published: Path,
    private: Collection[str],
    languages: Sequence[Language] = ("fi",),
) -> dict[str, EditionUnsafe]:
    """Attack the reports that were made, with those that stay and with earlier editions.

    Parameters
    ----------
    made, fresh : collection of str
        Scopes whose reports lie in ``work``, and those that stay as they were published.
    work, published : pathlib.Path
        The private folder of the run, and the edition's.
    private : collection of str
        Values of the raw data that may stand nowhere.
    languages : sequence of {"fi", "en"}
        Of each report's pages.

    Returns
    -------
    dict of str to EditionUnsafe
        Reports that may not be published. The region's rests on all offices' parts: it is not
        published where an office's is not.
    """
    whole = work / "edition"
    for scope in (*made, *fresh):
        source = report_files(work if scope in made else published, scope, languages)
        for kind, path in report_files(whole, scope, languages).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source[kind], path)
    found = audit(whole, earlier_editions(published), private, at_once=False)
    unsafe = {scope: EditionUnsafe(why) for scope, why in _reasons(found).items()}
    return {scope: error for scope, error in unsafe.items() if scope in made}


def earlier_editions(published: Path) -> list[Path]:
    """What readers have had before: other editions, and this one as it was, the oldest first.

    Editions of another version of this program, which cannot be read, are left out.
    """
    others = [path for path in published.parent.glob("[!.]*/") if can_be_read(path)]
    return sorted(others, key=lambda path: path.stat().st_mtime)[-MOST_EARLIER:]


def _reasons(found: Audit) -> dict[str, str]:
    reasons = dict(found.unsafe)
    offices = [scope for scope in reasons if scope != REGION]
    if offices:
        reasons.setdefault(REGION, f"It rests on the parts of: {', '.join(offices)}.")
    return reasons
