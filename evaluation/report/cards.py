"""One configuration as a card: the answer first, then the claim, the numbers and the limits."""

from __future__ import annotations

from evaluation.disclosure import Release, ReleasedFinding
from evaluation.framework import diagram, ripple_map, sentence
from evaluation.framework.model import Configuration, Framework
from evaluation.report.card_classic import classic_part
from evaluation.report.card_loss import loss_part
from evaluation.report.card_mediation import mediation_part
from evaluation.report.card_negative import negative_part
from evaluation.report.card_offices import offices_part
from evaluation.report.card_pattern import relations_table, where_not_table
from evaluation.report.card_tables import cells_table, effects_table
from evaluation.report.development import action_list, actions_of
from evaluation.report.figures_configuration import effects, pattern
from evaluation.report.fragment import (
    NOTHING,
    Fragment,
    bullets,
    details,
    html,
    join,
    pairs,
    paragraphs,
    require_release,
    section,
)
from evaluation.report.labels import capital, condition, indicator, persons
from evaluation.report.verdicts import answer, badge, kind_of, next_step, notes, reasons
from evaluation.report.words import Words

HASH_SHOWN = 12
"""Digits of a hash that are printed: enough to compare by eye."""
SHARED_EFFECTS = ("baseline", "months_of_service", "age_at_start")


def configurations(release: Release, framework: Framework, words: Words) -> Fragment:
    """The ripple map and every configuration's card."""
    require_release(release)
    found = framework.configurations.values()
    return section(
        "claims",
        words("claims.title"),
        paragraphs(words("claims.lead")),
        _drawing(ripple_map(framework, words.language), words("claims.ripple"))
        if any(c.leads_to for c in found)
        else NOTHING,
        join(card(release, framework, words, configuration) for configuration in found),
    )


def card(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    """One configuration: verdict and plain sentence, claim, evidence, prediction, limits, deeds.

    Parameters
    ----------
    release : Release
    framework : Framework
    words : Words
    configuration : Configuration
        Must be of this framework.

    Raises
    ------
    DisclosureRefused
        When ``release`` is not a Release.
    """
    require_release(release)
    finding = release.of("contrasts", configuration.id)
    return html(
        '<article class="card card-{kind}" id="claim-{id}" aria-labelledby="claim-{id}-title">'
        "{top}{offices}{claim}{evidence}{prediction}{negative}{deeds}{rests}</article>",
        kind=kind_of(finding),
        id=configuration.id,
        top=_top(finding, framework, words, configuration),
        offices=offices_part(release, framework, words, configuration),
        claim=_claim(framework, words, configuration),
        evidence=_evidence(release, framework, words, configuration),
        prediction=_prediction(finding, framework, words, configuration),
        negative=negative_part(release, framework, words, configuration),
        deeds=_deeds(release, framework, words, configuration),
        rests=_rests(release, finding, framework, words, configuration),
    )


def _top(
    finding: ReleasedFinding | None,
    framework: Framework,
    words: Words,
    configuration: Configuration,
) -> Fragment:
    kind = kind_of(finding)
    marks = [words("claims.version", n=configuration.version)]
    marks += [words("claims.draft")] if configuration.draft else []
    return html(
        '<h3 id="claim-{id}-title">{title}</h3><p class="marks">{marks}</p>'
        '<p class="answer">{badge}</p><p class="lead">{answer}</p>{why}{next}',
        id=configuration.id,
        title=words.say(configuration.title),
        marks=join((html('<span class="mark">{m}</span>', m=m) for m in marks), " "),
        badge=badge(kind, words),
        answer=answer(finding, configuration, framework, words),
        why=bullets(reasons(finding, words), "reasons"),
        next=html(
            '<p class="next"><strong>{label}</strong> {next}</p>',
            label=words("claims.next"),
            next=next_step(kind, configuration, words),
        ),
    )


def _claim(framework: Framework, words: Words, configuration: Configuration) -> Fragment:
    return html(
        '<h4>{title}</h4><div class="claim"><p>{sentence}</p>{diagram}</div>',
        title=words("claims.claim"),
        sentence=sentence(framework, configuration, words.language),
        diagram=_drawing(diagram(framework, configuration, words.language), ""),
    )


def _drawing(svg: str, caption: str) -> Fragment:
    said = html("<figcaption>{caption}</figcaption>", caption=caption) if caption else NOTHING
    return html('<figure class="diagram">{svg}{caption}</figure>', svg=Fragment(svg), caption=said)


def _evidence(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    figures = join(draw(release, framework, words, configuration) for draw in (pattern, effects))
    numbers = join(
        draw(release, framework, words, configuration)
        for draw in (cells_table, effects_table, where_not_table, relations_table, loss_part)
    )
    if not figures and not numbers:
        return html(
            "<h4>{title}</h4><p>{text}</p>",
            title=words("claims.evidence"),
            text=words("claims.no-evidence"),
        )
    return html(
        '<h4>{title}</h4><div class="figures">{figures}</div>{numbers}{mediation}{classic}',
        title=words("claims.evidence"),
        figures=figures,
        numbers=details(words("claims.numbers"), numbers) if numbers else NOTHING,
        mediation=mediation_part(release, framework, words, configuration),
        classic=classic_part(release, framework, words, configuration),
    )


def _prediction(
    finding: ReleasedFinding | None,
    framework: Framework,
    words: Words,
    configuration: Configuration,
) -> Fragment:
    rival = finding.estimate("rival") if finding else None
    checked = "claims.checked-with" if rival and rival.value is not None else "claims.to-check-with"
    outside = [
        words("claims.not-when", context=condition(id, framework, words))
        for id in configuration.prediction.should_not_hold_in
    ]
    rivals = [
        html(
            "{text} <small>{checked}</small>",
            text=words.say(rival.text),
            checked=words(
                checked,
                what=words.listing(_variable(v, framework, words) for v in rival.adjust_for),
            )
            if rival.adjust_for
            else "",
        )
        for rival in configuration.rivals
    ]
    return html(
        "<h4>{title}</h4><ul>{outside}<li>{refuted}</li></ul>"
        '<p class="before">{before}</p>{rivals}',
        title=words("claims.prediction"),
        outside=join(html("<li>{item}</li>", item=item) for item in outside),
        refuted=words("claims.refuted-if", text=words.say(configuration.prediction.refuted_if)),
        before=words("claims.rivals"),
        rivals=bullets(rivals),
    )


def _variable(name: str, framework: Framework, words: Words) -> str:
    if name in SHARED_EFFECTS:
        return words(f"claims.variables.{name}")
    return words.say(indicator(name, framework).label)


def _deeds(
    release: Release, framework: Framework, words: Words, configuration: Configuration
) -> Fragment:
    deeds = actions_of(release, configuration)
    return html(
        "<h4>{title}</h4>{deeds}",
        title=words("claims.deeds"),
        deeds=action_list(release, deeds, framework, words, at_once=2)
        if deeds
        else paragraphs(words("claims.no-deeds")),
    )


def _rests(
    release: Release,
    finding: ReleasedFinding | None,
    framework: Framework,
    words: Words,
    configuration: Configuration,
) -> Fragment:
    effect = finding.estimate("generation") if finding else None
    n = effect.n if effect else None
    outcome = indicator(configuration.outcome.indicator, framework)
    method = framework.code_lists["methods"].code(configuration.intervention.method)
    source = release.provenance
    rests = pairs(
        [
            (words("claims.rests.n"), persons(outcome.id, n, framework, words)),
            (words("claims.rests.outcome"), capital(words.say(outcome.label))),
            (words("claims.rests.method"), capital(words.say(method.label))),
            (words("claims.rests.version"), configuration.key),
            (words("claims.rests.source"), configuration.source),
            (words("claims.rests.data"), source.data_hash[:HASH_SHOWN]),
            (words("claims.rests.theory"), source.framework_hash[:HASH_SHOWN]),
        ],
        "rests",
    )
    limits = [*_limits(framework, words, configuration), *notes(finding, words)]
    return html(
        "<h4>{cannot}</h4>{limits}{rests}",
        cannot=words("claims.cannot"),
        limits=bullets(limits, "notes"),
        rests=details(words("claims.rests.title"), rests),
    )


def _limits(framework: Framework, words: Words, configuration: Configuration) -> list[str]:
    ids = (configuration.mechanism.reasoning, configuration.outcome.condition)
    readings = [indicator(framework.conditions[id].indicator, framework).reading for id in ids]
    same = readings[0].respondent is not None and readings[0].respondent == readings[1].respondent
    return [words("claims.limits.cause"), *([words("claims.limits.same")] if same else [])]
