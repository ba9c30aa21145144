"""The whole theory as plain text, for the command ``evaluation theory``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evaluation.framework.model import (
    Configuration,
    Framework,
    Language,
    Rival,
    StrategyMap,
    Text,
)
from evaluation.framework.problems import FrameworkProblem
from evaluation.framework.sentence import sentence

WORDS = {
    "version": Text("versio {version}, {status}", "version {version}, {status}"),
    "hash": Text("Tunniste: {hash}", "Hash: {hash}"),
    "map": Text("Strategiakartta", "Strategy map"),
    "vision": Text("Visio: {text}", "Vision: {text}"),
    "strategy": Text("Strategia: {text}", "Strategy: {text}"),
    "mission": Text("Toiminta-ajatus: {text}", "Mission: {text}"),
    "place": Text("Paikka väitteessä: {text}", "Place in a configuration: {text}"),
    "indicators": Text("Mittarit: {text}", "Indicators: {text}"),
    "configurations": Text("Oletukset (konteksti, mekanismi, tulos)", "Configurations"),
    "draft": Text("luonnos", "draft"),
    "better": Text("tulos paranee", "the outcome gets better"),
    "worse": Text("tulos huononee", "the outcome gets worse"),
    "prediction": Text(
        "Ennuste: {sign}. Pienin ero, jolla on merkitystä: {size} {unit}. Mittari: {indicator}.",
        "Prediction: {sign}. Smallest difference that matters: {size} {unit}. "
        "Indicator: {indicator}.",
    ),
    "where-not": Text("Ei pitäisi päteä, kun {text}.", "Should not hold when {text}."),
    "or": Text(" tai kun ", " or when "),
    "refuted": Text("Kumoutuu, jos: {text}", "Refuted if: {text}"),
    "rival": Text("Kilpaileva selitys: {text}", "Rival explanation: {text}"),
    "adjusted": Text("(vakioidaan: {text})", "(adjusted for: {text})"),
    "baseline": Text("tuloksen alkuarvo", "baseline of the outcome"),
    "leads": Text("Johtaa väitteeseen: {text}", "Leads to: {text}"),
    "source": Text("Lähde: {text}", "Source: {text}"),
    "revises": Text("Muuttaa edellistä versiota: {text}", "Revises the version before: {text}"),
    "earlier": Text("Aiemmat versiot", "Earlier versions"),
    "problems": Text("Huomautukset ja virheet", "Warnings and errors"),
    "fine": Text("Ei huomautettavaa.", "Nothing to remark."),
}


def theory_as_text(
    framework: Framework, problems: Iterable[FrameworkProblem], language: Language
) -> str:
    """Say the theory in plain words: strategy map, configurations, problems.

    Parameters
    ----------
    framework : Framework
    problems : iterable of FrameworkProblem
        What :func:`read_framework` found.
    language : {"fi", "en"}

    Returns
    -------
    str
        Lines of text without markup.
    """
    problems = tuple(problems)
    status = framework.status.say(language)
    lines = [
        framework.title.say(language),
        _say("version", language, version=framework.version, status=status),
        _say("hash", language, hash=framework.hash),
        *_heading(_say("map", language)),
        *_strategy_map(framework, framework.strategy_map, language),
        *_heading(_say("configurations", language)),
    ]
    for n, configuration in enumerate(framework.configurations.values()):
        lines += [""] if n else []
        lines += configuration_as_lines(framework, configuration, language)
    if framework.earlier:
        lines += _heading(_say("earlier", language))
        for configuration in framework.earlier:
            lines += configuration_as_lines(framework, configuration, language)
    lines += _heading(_say("problems", language))
    lines += [str(problem) for problem in problems] or [_say("fine", language)]
    return "\n".join(lines)


def configuration_as_lines(
    framework: Framework, c: Configuration, language: Language
) -> Sequence[str]:
    """One configuration as lines: sentence, prediction, rivals, ripple, source."""
    mark = f", {_say('draft', language)}" if c.draft else ""
    indicator = framework.indicators[c.outcome.indicator]
    clauses = [
        framework.conditions[id].label.say(language) for id in c.prediction.should_not_hold_in
    ]
    found = framework.configurations
    lines = [
        f"{c.title.say(language)} ({c.key}{mark})",
        sentence(framework, c, language),
        _say(
            "prediction",
            language,
            sign=_say(c.prediction.sign, language),
            size=number(c.outcome.smallest_that_matters, language),
            unit=indicator.unit.say(language),
            indicator=indicator.label.say(language),
        ),
        _say("where-not", language, text=_say("or", language).join(clauses)) if clauses else "",
        _say("refuted", language, text=c.prediction.refuted_if.say(language)),
        *(_rival(framework, rival, language) for rival in c.rivals),
        *(_say("leads", language, text=found[id].title.say(language)) for id in c.leads_to),
        _say("revises", language, text=c.revises) if c.revises else "",
        _say("source", language, text=c.source),
    ]
    return [line if n == 0 else f"  {line}" for n, line in enumerate(lines) if line]


def number(value: float, language: Language) -> str:
    """Write a number as the language does: ``1,0`` in Finnish, ``1.0`` in English."""
    said = f"{value:.1f}" if round(value, 1) == value else f"{value:g}"
    return said.replace(".", ",") if language == "fi" else said


def _strategy_map(framework: Framework, chart: StrategyMap, language: Language) -> Iterator[str]:
    for name in ("vision", "strategy", "mission"):
        yield _say(name, language, text=getattr(chart, name).say(language))
    for perspective in chart.perspectives:
        yield ""
        yield perspective.label.say(language)
        for factor in perspective.factors:
            labels = (framework.indicators[id].label.say(language) for id in factor.indicators)
            yield f"  {factor.label.say(language)}"
            yield "    " + _say("place", language, text=factor.place.say(language))
            yield "    " + _say("indicators", language, text="; ".join(labels))
    yield ""
    yield _say("source", language, text=chart.source)


def _rival(framework: Framework, rival: Rival, language: Language) -> str:
    said = _say("rival", language, text=rival.text.say(language))
    if not rival.adjust_for:
        return said
    names = (
        _say(id, language) if id == "baseline" else framework.indicators[id].label.say(language)
        for id in rival.adjust_for
    )
    return f"{said} {_say('adjusted', language, text='; '.join(names))}"


def _heading(text: str) -> list[str]:
    return ["", text, "=" * len(text)]


def _say(name: str, language: Language, **values: str) -> str:
    return WORDS[name].say(language).format(**values)
