"""Every word a reader sees, in Finnish and in English, from ``words.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from evaluation.disclosure import Policy
from evaluation.errors import UnknownCode
from evaluation.framework.model import LANGUAGES, Language, Text

KEY_GROUPS = ("reasons", "notes", "verdicts", "hidden")


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Text]:
    """All words by their dotted key, such as ``verdicts.supported.name``.

    Raises
    ------
    UnknownCode
        When an entry lacks one of the languages.
    """
    source = files("evaluation.report").joinpath("words.yaml").read_text(encoding="utf-8")
    found: dict[str, Text] = {}
    _flatten(yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), "", found)
    return MappingProxyType(found)


def _flatten(tree: Mapping[str, object], prefix: str, found: dict[str, Text]) -> None:
    for key, below in tree.items():
        if not isinstance(below, Mapping):
            raise UnknownCode(f"words.yaml: {prefix}{key} needs its words under fi and en.")
        if set(below) == set(LANGUAGES):
            found[f"{prefix}{key}"] = Text(fi=str(below["fi"]), en=str(below["en"]))
        elif set(below) & set(LANGUAGES):
            raise UnknownCode(f"words.yaml: {prefix}{key} must have both fi and en.")
        else:
            _flatten(below, f"{prefix}{key}.", found)


@dataclass(frozen=True, slots=True)
class Words:
    """The words in one language: ``words("coverage.title")``.

    Parameters
    ----------
    language : {"fi", "en"}
        The language of the page.
    policy : Policy
        The limits that the edition was released by: any words may name them.
    """

    language: Language
    policy: Policy = field(default_factory=Policy)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise UnknownCode("A report is written in 'fi' or in 'en'.")

    def __call__(self, key: str, **values: object) -> str:
        """Say the words of a key, with its ``{fields}`` filled.

        Raises
        ------
        UnknownCode
            When there are no words for the key: a reader must never see a key.
        """
        if key not in entries():
            raise UnknownCode(
                f"The report has no words for '{key}': add it to words.yaml in fi and en."
            )
        fields = {**limits(self.policy), **values}
        return entries()[key].say(self.language).format(**fields)

    def __contains__(self, key: str) -> bool:
        return key in entries()

    def say(self, text: Text) -> str:
        """Words of the framework in this language."""
        return text.say(self.language)

    def quote(self, text: str) -> str:
        """Put quotation marks of the language around a text."""
        return f"”{text}”" if self.language == "fi" else f"“{text}”"

    def listing(self, items: Iterable[str]) -> str:
        """``a, b and c``; an empty string when there is nothing to list."""
        *first, last = list(items) or [""]
        return f"{', '.join(first)} {self('general.and')} {last}" if first else last


def limits(policy: Policy) -> Mapping[str, int]:
    """The limits as fields of words, with what follows from them.

    ``most_off`` is how far a rounded count may be from the true one. ``fewest`` is how many persons
    each group of a comparison takes, ``twice`` is for one that is split once more, and ``workers``
    is for an interval over workers: the analyses' own limits are the floor's, so that a looser
    policy does not lower them.
    """
    floor = Policy()
    fewest = max(floor.fewest, policy.fewest)
    return {
        "hidden": policy.fewest - 1,
        "round_to": policy.round_to,
        "most_off": policy.round_to - 1,
        "persons": policy.fewest,
        "degrees_of_freedom": policy.degrees_of_freedom,
        "narrowest": policy.narrowest,
        "fewest": fewest,
        "twice": 2 * fewest,
        "workers": max(floor.degrees_of_freedom, policy.degrees_of_freedom) + 1,
    }


def known_keys(group: str) -> frozenset[str]:
    """All keys that an analysis may use and the report can say.

    Parameters
    ----------
    group : {"reasons", "notes", "verdicts", "hidden"}
        ``reasons`` of a verdict, ``notes`` of a finding, kinds of verdicts, or the rules that
        withhold an estimate.

    Raises
    ------
    UnknownCode
        When there is no such group.
    """
    if group not in KEY_GROUPS:
        raise UnknownCode(f"Known groups of keys: {', '.join(KEY_GROUPS)}.")
    return frozenset(key.split(".")[1] for key in entries() if key.startswith(f"{group}."))
