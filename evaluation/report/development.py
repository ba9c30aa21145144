"""From knowledge to deeds and structures: development actions and what feedback led to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework.model import Configuration, Framework
from evaluation.report.figures import feedback, led_to
from evaluation.report.fragment import (
    NOTHING,
    Fragment,
    bullets,
    details,
    html,
    join,
    paragraphs,
    require_release,
    section,
)
from evaluation.report.labels import is_region, place
from evaluation.report.numbers import about, day, is_untold
from evaluation.report.tables import counts_table
from evaluation.report.verdicts import notes
from evaluation.report.words import Words

SHOWN_AT_ONCE = 5
CODED = ("level", "content_or_structure")
PARTICULARS = (
    "level",
    "content_or_structure",
    "owner_role",
    "agreed_on",
    "due_on",
    "done_on",
    "told_back_on",
    "result",
)
"""What is known of a deed; the first two are codes with words of their own."""

STAGES = (("told_back_on", "told-back"), ("done_on", "done"), ("agreed_on", "agreed"))


class Deed(Protocol):
    """A development action as it was released."""

    @property
    def key(self) -> str:
        """Office and running number: ``office-a/1``."""

    @property
    def origin(self) -> str:
        """Id of the configuration it came from, or empty."""

    @property
    def text(self) -> str:
        """Approved words of what is done."""

    @property
    def particulars(self) -> tuple[tuple[str, str], ...]:
        """Pairs of key and value; the value is empty where nothing is known."""


def development(release: Release, framework: Framework, words: Words) -> Fragment:
    """Actions with owner, dates and what came of them; then feedback and how far it got."""
    require_release(release)
    actions = release.of("development", "actions")
    answers = release.of("development", "feedback")
    return section(
        "development",
        words("development.title"),
        paragraphs(words("development.lead")),
        html("<h3>{title}</h3>", title=words("development.actions")),
        _actions(release, actions, framework, words),
        html("<h3>{title}</h3>", title=words("development.feedback")),
        join([feedback(release, framework, words), led_to(release, framework, words)])
        or paragraphs(words("development.no-feedback")),
        bullets(notes(answers, words), "notes"),
    )


def _actions(
    release: Release, finding: ReleasedFinding | None, framework: Framework, words: Words
) -> Fragment:
    if finding is None:
        return paragraphs(words("development.no-actions"))
    shown = finding.table("stage")
    stages = (
        counts_table(
            words("development.stages"),
            words("development.stage"),
            shown,
            lambda key: words(f"development.stage-names.{key}"),
            words,
            counted="actions",
        )
        if shown and (shown.total or is_untold(shown))
        else NOTHING
    )
    return join(
        [
            stages,
            action_list(release, finding.statements, framework, words),
            paragraphs(
                words(
                    "development.withheld"
                    if finding.withheld_statements is not None
                    else "development.withheld-few",
                    n=about(finding.withheld_statements, words),
                ),
                kind="note",
            ),
            bullets(notes(finding, words), "notes"),
        ]
    )


def actions_of(release: Release, configuration: Configuration) -> tuple[Deed, ...]:
    """Released development actions whose origin is this configuration."""
    finding = release.of("development", "actions")
    if finding is None:
        return ()
    return tuple(s for s in finding.statements if s.origin in (configuration.id, configuration.key))


def action_list(
    release: Release,
    statements: Sequence[Deed],
    framework: Framework,
    words: Words,
    at_once: int = SHOWN_AT_ONCE,
) -> Fragment:
    """Development actions as a list, each with its particulars; a long list is opened by choice.

    Parameters
    ----------
    release : Release
        Where they were released; a region's list names their offices.
    statements : sequence of Deed
    framework : Framework
    words : Words
    at_once : int
        A list longer than this is folded.
    """
    require_release(release)
    if not statements:
        return NOTHING
    named = is_region(release)
    rows = join(_action(statement, framework, words, named) for statement in statements)
    drawn = html('<ul class="actions">{rows}</ul>', rows=rows)
    if len(statements) <= at_once:
        return drawn
    return details(words("development.all", n=len(statements)), drawn)


def _action(statement: Deed, framework: Framework, words: Words, named: bool) -> Fragment:
    known = dict(statement.particulars)
    stage = next((name for key, name in STAGES if known.get(key)), "open")
    origin = framework.configurations.get(statement.origin.split(" v")[0])
    office = statement.key.split("/")[0]
    said = [
        (
            "office",
            place(office, framework, words) if named and office in framework.offices else "",
        ),
        ("origin", words.say(origin.title) if origin else ""),
        *((key, _said(key, known.get(key, ""), words)) for key in PARTICULARS),
    ]
    return html(
        '<li><p>{text} <span class="mark">{stage}</span></p><p class="note">{particulars}</p></li>',
        text=statement.text,
        stage=words(f"development.stage-names.{stage}"),
        particulars=join(
            (
                html("{name}: {value}", name=words(f"development.columns.{key}"), value=value)
                for key, value in said
                if value
            ),
            " · ",
        ),
    )


def _said(key: str, value: str, words: Words) -> str:
    if not value:
        return ""
    if key in CODED:
        return words(f"development.{key}.{value}")
    return day(value, words) if key.endswith("_on") else value
