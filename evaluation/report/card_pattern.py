"""Beside the four groups: where the claim should not hold, and the claim as a relation of sets."""

from __future__ import annotations

from evaluation.disclosure import Release
from evaluation.framework.model import Configuration, Framework
from evaluation.report.fragment import NOTHING, Fragment, require_release
from evaluation.report.labels import capital, condition, outcome_is_change
from evaluation.report.numbers import interval_text, persons_text, value_text
from evaluation.report.pattern_cells import FIRED, where_not
from evaluation.report.tables import Column, table
from evaluation.report.words import Words

RELATIONS = ("consistency", "consistency-without", "coverage")


def where_not_table(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """Mean outcome with and without the mechanism where the claim should not hold.

    Nothing where these are the clients of "other situation", whose numbers are told already.
    """
    signed = outcome_is_change(configuration, framework)
    rows = []
    for here in where_not(require_release(release), configuration):
        label = capital(condition(here.condition, framework, words))
        for fired in FIRED:
            mean, reached = here.mean(fired), here.reached(fired)
            if not here.has_numbers:
                continue
            rows.append(
                [
                    words(f"pattern.where-not.{fired}", context=label),
                    persons_text(mean, words),
                    value_text(mean, words, signed),
                    interval_text(mean, words, signed),
                    value_text(reached, words),
                ]
            )
    if not rows:
        return NOTHING
    return table(
        words("pattern.where-not.table", title=words.say(configuration.title)),
        [
            Column(words("pattern.group")),
            *(
                Column(words(f"pattern.columns.{key}"), numeric=True)
                for key in ("clients", "mean", "interval", "reached")
            ),
        ],
        rows,
        note=words("pattern.where-not.note"),
    )


def relations_table(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """Consistency and coverage of "situation and mechanism → outcome", in degrees of belonging."""
    finding = require_release(release).of("patterns", configuration.id)
    estimates = {name: finding.estimate(name) for name in RELATIONS} if finding else {}
    if not any(e is not None and e.value is not None for e in estimates.values()):
        return NOTHING
    return table(
        words("pattern.relations.table", title=words.say(configuration.title)),
        [
            Column(words("effects.question")),
            Column(words("effects.columns.value"), numeric=True),
            Column(words("effects.columns.interval"), numeric=True),
        ],
        [
            [
                words(f"pattern.relations.{name}"),
                value_text(estimate, words),
                interval_text(estimate, words),
            ]
            for name, estimate in estimates.items()
        ],
        note=words("pattern.relations.note"),
    )
