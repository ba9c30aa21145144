"""In which offices a configuration holds: on the region's card."""

from __future__ import annotations

from evaluation.disclosure import Release
from evaluation.framework.model import Configuration, Framework
from evaluation.report.fragment import NOTHING, Fragment, bullets, html, join, require_release
from evaluation.report.labels import place
from evaluation.report.verdicts import SYMBOLS, kind_of, name
from evaluation.report.words import Words


def offices_part(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """One line a verdict with the offices that got it; nothing on an office's own card."""
    if not require_release(release).parts:
        return NOTHING
    where: dict[str, list[str]] = {kind: [] for kind in SYMBOLS}
    for part in release.parts:
        kind = kind_of(part.of("contrasts", configuration.id))
        where[kind].append(place(part.scope, framework, words))
    return join(
        [
            html("<h4>{title}</h4>", title=words("claims.offices")),
            bullets(
                html(
                    "<strong>{kind}:</strong> {names}",
                    kind=name(kind, words),
                    names=", ".join(names),
                )
                for kind, names in where.items()
                if names
            ),
        ]
    )
