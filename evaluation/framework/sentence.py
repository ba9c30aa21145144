"""A configuration said as a sentence: if, and, then, therefore, because."""

from __future__ import annotations

from collections.abc import Mapping

from evaluation.framework.model import Configuration, Framework, Language

CLAIM: Mapping[Language, str] = {
    "fi": "Jos {context}, ja {resource}, niin {reasoning}, ja siksi {outcome}.",
    "en": "If {context}, and {resource}, then {reasoning}, and therefore {outcome}.",
}
CLAIM_WORSE: Mapping[Language, str] = {
    "fi": (
        "Jos {context}, ja {resource}, niin {reasoning}, "
        "ja siksi on epätodennäköisempää, että {outcome}."
    ),
    "en": (
        "If {context}, and {resource}, then {reasoning}, "
        "and therefore it is less likely that {outcome}."
    ),
}
"""For a prediction whose sign is ``worse``."""

GROUND: Mapping[Language, str] = {
    "fi": "Näin voi käydä, koska {because}.",
    "en": "This may happen because {because}.",
}
AND: Mapping[Language, str] = {"fi": " ja ", "en": " and "}


def sentence(framework: Framework, configuration: Configuration, language: Language) -> str:
    """Say a configuration in two plain sentences: what is claimed, and on what ground.

    Parameters
    ----------
    framework : Framework
        The theory that has the configuration's conditions.
    configuration : Configuration
        Of this theory; an earlier version too.
    language : {"fi", "en"}

    Returns
    -------
    str
        ``If <contexts>, and <resource>, then <reasoning>, and therefore <outcome>. This may
        happen because <ground>.``
    """
    say = {id: c.label.say(language) for id, c in framework.conditions.items()}
    claim = CLAIM if configuration.prediction.sign == "better" else CLAIM_WORSE
    return " ".join(
        (
            claim[language].format(
                context=AND[language].join(say[id] for id in configuration.context),
                resource=say[configuration.mechanism.resource],
                reasoning=say[configuration.mechanism.reasoning],
                outcome=say[configuration.outcome.condition],
            ),
            GROUND[language].format(because=configuration.because.say(language)),
        )
    )
