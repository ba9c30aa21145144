"""Names of offices, codes, indicators and configurations in one language."""

from __future__ import annotations

from evaluation.disclosure import REGION, Release, ReleasedFinding
from evaluation.errors import UnknownCode
from evaluation.framework.model import CHANGE, Configuration, Framework, Indicator
from evaluation.report.words import Words

UNKNOWN = "unknown"


def place(scope: str, framework: Framework, words: Words) -> str:
    """Name of an office, or of the whole region."""
    if scope == REGION:
        return words("general.region")
    office = framework.offices.get(scope)
    return scope if office is None else words.say(office.name)


def is_region(release: Release) -> bool:
    """Whether a release tells about all offices together."""
    return release.scope == REGION


def code(code_list: str, key: str, framework: Framework, words: Words) -> str:
    """Label of a code of one of the framework's lists; ``unknown`` in the report's own words.

    Raises
    ------
    UnknownCode
        When the list does not have the code.
    """
    if key == UNKNOWN:
        return words("general.unknown")
    try:
        return capital(words.say(framework.code_lists[code_list].code(key).label))
    except KeyError:
        raise UnknownCode(
            f"The code list '{code_list}' has no label for a released code."
        ) from None


def indicator(id: str, framework: Framework) -> Indicator:
    """Indicator by id.

    Raises
    ------
    UnknownCode
        When the framework does not have it.
    """
    try:
        return framework.indicators[id]
    except KeyError:
        raise UnknownCode(f"The framework has no indicator '{id}'.") from None


def indicator_label(id: str, framework: Framework, words: Words, lower: bool = False) -> str:
    """Label of an indicator, with a remark where a smaller value is better."""
    found = indicator(id, framework)
    label = words.say(found.label) if lower else capital(words.say(found.label))
    return words("general.smaller-is-better", label=label) if found.better == "down" else label


def label_with_unit(id: str, framework: Framework, words: Words) -> str:
    """Label of an indicator, with its unit unless that is points."""
    label = indicator_label(id, framework, words)
    unit = words.say(indicator(id, framework).unit)
    if unit == words("numbers.points"):
        return label
    return f"{label}{'' if unit.startswith('(') else ','} {unit}"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def persons(id: str, n: int | None, framework: Framework, words: Words) -> str:
    """How many clients, workers or offices a number rests on."""
    if n is None:
        return ""
    return words(f"numbers.persons.{indicator(id, framework).level}", n=n)


def context(configuration: Configuration, framework: Framework, words: Words) -> str:
    """The contexts of a configuration as clauses: ``the worker is qualified and …``."""
    return words.listing(condition(id, framework, words) for id in configuration.context)


def condition(id: str, framework: Framework, words: Words) -> str:
    """One condition's label: a clause that fits after "when" or "if"."""
    return words.say(framework.conditions[id].label)


def outcome_is_change(configuration: Configuration, framework: Framework) -> bool:
    """Whether the outcome is a change since baseline, and not a level."""
    return framework.conditions[configuration.outcome.condition].at == CHANGE


def line_that_matters(configuration: Configuration) -> float:
    """Where the smallest effect that matters lies: below zero if a worse outcome is predicted."""
    smallest = configuration.outcome.smallest_that_matters
    return smallest if configuration.prediction.sign == "better" else -smallest


def configuration_of(finding: ReleasedFinding, framework: Framework) -> Configuration:
    """The configuration that a finding is about, in the version it cites.

    Raises
    ------
    UnknownCode
        When the framework has no such configuration or version.
    """
    for found in (*framework.configurations.values(), *framework.earlier):
        if found.id == finding.about and finding.configuration in (None, found.key):
            return found
    raise UnknownCode(
        f"The framework has no configuration '{finding.configuration or finding.about}'."
    )
