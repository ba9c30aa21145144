"""Whether the clients' own goals were reached."""

from __future__ import annotations

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework.model import Framework
from evaluation.report.fragment import NOTHING, Fragment, bullets, html, join, paragraphs
from evaluation.report.numbers import (
    hidden_reason,
    interval_text,
    is_untold,
    percent,
    share_of,
    value_text,
)
from evaluation.report.tables import counts_table
from evaluation.report.verdicts import notes
from evaluation.report.words import Words


def goals(release: Release, framework: Framework, words: Words) -> Fragment:
    """Goal attainment: how many reached their goals, and the mean T-score."""
    return join(_goals(finding, words) for finding in release.by("goals"))


def _goals(finding: ReleasedFinding, words: Words) -> Fragment:
    shown = finding.table("reached")
    share = share_of(shown, "reached")
    mean = finding.estimate("mean-t")
    told = shown is not None and (shown.total > 0 or is_untold(shown))
    return html(
        "<h3>{title}</h3>{said}{notes}{table}",
        title=words("change.goals.title"),
        said=paragraphs(
            "" if share is None else words("change.goals.share", share=percent(share, words)),
            _mean(finding, words),
        ),
        notes=bullets(notes(finding, words), "notes") if mean and mean.value is not None else "",
        table=counts_table(
            words("change.goals.table"),
            words("change.goals.result"),
            shown,
            lambda key: words(f"change.goals.parts.{key}"),
            words,
        )
        if shown is not None and told
        else NOTHING,
    )


def _mean(finding: ReleasedFinding, words: Words) -> str:
    mean = finding.estimate("mean-t")
    if mean is None:
        return ""
    if mean.value is None:
        return words("change.goals.hidden", why=hidden_reason(mean, words))
    return words(
        "change.goals.mean", mean=value_text(mean, words), interval=interval_text(mean, words)
    )
