"""How to read the report: terms, data rules, limits, sources and versions."""

from __future__ import annotations

from evaluation.disclosure import Release
from evaluation.framework.model import Framework
from evaluation.report.cards import HASH_SHOWN
from evaluation.report.fragment import (
    Fragment,
    bullets,
    details,
    html,
    join,
    pairs,
    require_release,
    section,
)
from evaluation.report.heading import decision_banner
from evaluation.report.labels import capital
from evaluation.report.tables import Column, table
from evaluation.report.verdicts import SYMBOLS, badge
from evaluation.report.words import Words, known_keys

TERMS = ("claim", "context", "mechanism", "outcome", "difference", "interval", "smallest", "g")
RULES = ("hidden", "rounded", "close", "estimates", "texts", "region")
LIMITS = ("cause", "lost", "own-answers", "draft", "many", "people")
NOT_HERE = ("ethics", "literature", "funding")


def methods(release: Release, framework: Framework, words: Words) -> Fragment:
    """Terms, what each verdict means, rules of the data, limits, and what all this rests on."""
    require_release(release)
    return section(
        "methods",
        words("methods.title"),
        html("<h3>{title}</h3>", title=words("methods.terms-title")),
        pairs(
            ((words(f"methods.terms.{t}.name"), words(f"methods.terms.{t}.said")) for t in TERMS),
            "terms",
        ),
        html("<h3>{title}</h3>", title=words("methods.verdicts-title")),
        verdicts_table(words),
        html("<h3>{title}</h3>", title=words("methods.rules-title")),
        decision_banner(words),
        bullets(words(f"methods.rules.{rule}") for rule in RULES),
        hidden_rules(words),
        html("<h3>{title}</h3>", title=words("methods.limits-title")),
        bullets(words(f"methods.limits.{key}") for key in LIMITS),
        html("<h3>{title}</h3>", title=words("methods.rests-title")),
        _instruments(framework, words),
        _rests(release, framework, words),
        html("<p>{text}</p>", text=words("methods.rameses")),
        bullets(words(f"methods.not-here.{key}") for key in NOT_HERE),
    )


def verdicts_table(words: Words) -> Fragment:
    """The seven verdicts: what each means, and what can be done next."""
    return table(
        words("methods.verdicts-caption"),
        [
            Column(words("general.verdict")),
            Column(words("methods.means")),
            Column(words("claims.next-column")),
        ],
        [
            [badge(k, words), words(f"verdicts.{k}.meaning"), words(f"verdicts.{k}.next")]
            for k in SYMBOLS
        ],
        wide=True,
    )


def hidden_rules(words: Words) -> Fragment:
    """Why a number may be missing: one line a rule."""
    return details(
        words("methods.hidden-title"),
        pairs(
            (
                (capital(words(f"hidden.{key}.short")), words(f"hidden.{key}.why"))
                for key in sorted(known_keys("hidden"))
            ),
            "terms",
        ),
    )


def _instruments(framework: Framework, words: Words) -> Fragment:
    rows = [
        html(
            "<strong>{label}</strong> ({source}; {licence}). {note}",
            label=words.say(i.label),
            source=i.source,
            licence=i.licence,
            note=words.say(i.note) if i.note else "",
        )
        for i in framework.instruments.values()
    ]
    return details(words("methods.instruments"), bullets(rows))


def _rests(release: Release, framework: Framework, words: Words) -> Fragment:
    source = release.provenance
    return join(
        [
            pairs(
                [
                    (
                        words("methods.theory"),
                        f"{words.say(framework.title)}, "
                        f"{words('claims.version', n=source.framework_version)}",
                    ),
                    (words("methods.status"), capital(words.say(framework.status))),
                    (words("claims.rests.theory"), source.framework_hash[:HASH_SHOWN]),
                    (words("claims.rests.data"), source.data_hash[:HASH_SHOWN]),
                    (words("methods.program"), source.package_version),
                ],
                "rests",
            )
        ]
    )
