"""One question a file. Every module here that has an ``analyse(study)`` is an analysis.

To add one, add a file: ``analyse`` takes a :class:`~evaluation.analyses.study.Study` and yields
:class:`~evaluation.findings.Finding`; nothing else changes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable

from evaluation.analyses.study import Study
from evaluation.findings import REGION, Finding, Findings, Provenance
from evaluation.framework import Framework
from evaluation.membership import Memberships
from evaluation.observations import Observations
from evaluation.provenance import hash_text, package_version

Analysis = Callable[[Study], Iterable[Finding]]


def analyses() -> dict[str, Analysis]:
    """All analyses by the name of their file, in alphabetical order."""
    modules = {
        m.name: importlib.import_module(f"{__name__}.{m.name}")
        for m in pkgutil.iter_modules(__path__)
    }
    return {name: m.analyse for name, m in sorted(modules.items()) if hasattr(m, "analyse")}


def examine(
    memberships: Memberships,
    framework: Framework,
    observations: Observations | None = None,
    scope: str | None = None,
) -> Findings:
    """Test the theory: ask every question of the memberships.

    Parameters
    ----------
    memberships : Memberships
        One office's, or several offices' together.
    framework : Framework
    observations : Observations, optional
        Needed for feedback, development actions and the count of refused rows.
    scope : str, optional
        An office's id or ``"region"``; by default the office if there is only one.

    Returns
    -------
    Findings
        Exact and private: pass them to ``release`` before anybody reads them.
    """
    study = Study(memberships, framework, observations)
    items = tuple(finding for analyse in analyses().values() for finding in analyse(study))
    scope = scope or (memberships.offices[0] if len(memberships.offices) == 1 else REGION)
    absent = tuple(office for office in framework.offices if office not in memberships.offices)
    hashes = sorted(memberships.hashes.items())
    return Findings(
        scope=scope,
        items=items,
        provenance=Provenance(
            data_hash=hash_text(*(part for pair in hashes for part in pair)),
            framework_hash=framework.hash,
            framework_version=framework.version,
            package_version=package_version(),
        ),
        offices=memberships.offices,
        missing=absent if scope == REGION else (),
        synthetic=memberships.synthetic,
        first_day=memberships.first_day,
        last_day=memberships.last_day,
    )
