"""How the theory shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape

from evaluation.errors import UnknownCode
from evaluation.framework.draw import diagram, ripple_map
from evaluation.framework.model import LANGUAGES, Configuration, Framework, Language, Text
from evaluation.framework.sentence import sentence
from evaluation.framework.text import WORDS, configuration_as_lines

SIZES: Mapping[str, Text] = {
    "configurations": Text("väitettä", "configurations"),
    "conditions": Text("ehtoa", "conditions"),
    "indicators": Text("mittaria", "indicators"),
    "instruments": Text("mittaristoa", "instruments"),
    "code_lists": Text("koodiluetteloa", "code lists"),
    "offices": Text("toimistoa", "offices"),
}


@dataclass(frozen=True)
class ShownConfiguration:
    """A configuration that draws itself in a notebook and says itself in print."""

    framework: Framework
    configuration: Configuration
    language: Language = "fi"

    def __str__(self) -> str:
        return "\n".join(configuration_as_lines(self.framework, self.configuration, self.language))

    def _repr_html_(self) -> str:
        """Return the sentence in both languages, the reader's first, and the drawing."""
        c = self.configuration
        order = sorted(LANGUAGES, key=lambda language: language != self.language)
        said = "".join(
            f'<p lang="{language}">{escape(sentence(self.framework, c, language))}</p>'
            for language in order
        )
        title = escape(f"{c.title.say(self.language)} ({c.key})")
        drawing = diagram(self.framework, c, self.language)
        return f'<h4 lang="{self.language}">{title}</h4>{said}<div>{drawing}</div>'


def show(framework: Framework, id: str, language: Language = "fi") -> ShownConfiguration:
    """Take out one configuration so that it shows itself.

    Parameters
    ----------
    framework : Framework
    id : str
        Such as ``interactive-approach``, or with its version, ``interactive-approach v1``.
    language : {"fi", "en"}

    Raises
    ------
    UnknownCode
        When the theory has no such configuration.
    """
    known = {c.key: c for c in framework.earlier}
    known |= {c.key: c for c in framework.configurations.values()}
    known |= framework.configurations
    if id not in known:
        near = get_close_matches(id, known, n=1)
        listed = ", ".join(framework.configurations)
        raise UnknownCode(
            f"The theory has no configuration '{id}'. "
            + (f"Did you mean '{near[0]}'?" if near else f"It has: {listed}.")
        )
    return ShownConfiguration(framework, known[id], language)


def summary(framework: Framework, language: Language = "fi") -> str:
    """Show the theory at a glance as HTML: what it is, how much it holds, its ripple map."""
    sizes = ", ".join(
        f"{len(getattr(framework, name))} {label.say(language)}" for name, label in SIZES.items()
    )
    status = WORDS["version"].say(language)
    status = status.format(version=framework.version, status=framework.status.say(language))
    titles = "".join(
        f"<li><code>{escape(id)}</code> {escape(c.title.say(language))}</li>"
        for id, c in framework.configurations.items()
    )
    return (
        f'<div lang="{language}"><h4>{escape(framework.title.say(language))}</h4>'
        f"<p>{escape(status)}: {sizes}.</p>"
        f"<ul>{titles}</ul>{ripple_map(framework, language)}</div>"
    )
