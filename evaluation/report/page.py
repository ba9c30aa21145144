"""A report's page, one method a notebook cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from evaluation.disclosure import Release
from evaluation.framework.model import Framework, Language
from evaluation.report import (
    cards,
    change,
    coverage,
    development,
    further,
    glance,
    heading,
    methods,
    region,
    strategy,
)
from evaluation.report.fragment import Fragment, html, require_release
from evaluation.report.style import components
from evaluation.report.words import Words


@dataclass(frozen=True)
class Report:
    """One office's or the region's report in one language.

    Every method returns HTML that a notebook shows as it is.

    Parameters
    ----------
    release : Release
        What may be told; anything else is refused.
    framework : Framework
        The theory the release was tested against.
    language : {"fi", "en"}
        Language of the page.

    Raises
    ------
    DisclosureRefused
        When ``release`` is not a Release.
    UnknownCode
        When the language is neither Finnish nor English.
    """

    release: Release
    framework: Framework
    language: Language = "fi"
    words: Words = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        require_release(self.release)
        object.__setattr__(self, "words", Words(self.language, self.release.policy))

    @property
    def title(self) -> str:
        """Title of the page, in plain text."""
        return heading.title(self.release, self.framework, self.words)

    def style(self) -> Fragment:
        """The looks, for reading inside a notebook; an exported page has its own."""
        return html("<style>{css}</style>", css=Fragment(components()))

    def heading(self) -> Fragment:
        """Title, period, and the banners every page must have."""
        return heading.heading(self.release, self.framework, self.words)

    def at_a_glance(self) -> Fragment:
        """Every claim and its answer, with links to the cards."""
        return glance.at_a_glance(self.release, self.framework, self.words)

    def coverage(self) -> Fragment:
        """Whom the report covers, and who was lost on the way."""
        return coverage.coverage(self.release, self.framework, self.words)

    def strategy_map(self) -> Fragment:
        """What is aimed at, and where its indicators stand."""
        return strategy.strategy_map(self.release, self.framework, self.words)

    def change(self) -> Fragment:
        """What became different between baseline and follow-up."""
        return change.change(self.release, self.framework, self.words)

    def configurations(self) -> Fragment:
        """Every configuration's card."""
        return cards.configurations(self.release, self.framework, self.words)

    def development(self) -> Fragment:
        """Development actions, and what feedback led to."""
        return development.development(self.release, self.framework, self.words)

    def offices(self) -> Fragment:
        """The offices side by side."""
        return region.offices(self.release, self.framework, self.words)

    def evidence(self) -> Fragment:
        """Configurations by offices."""
        return region.evidence(self.release, self.framework, self.words)

    def further(self) -> Fragment:
        """Results of analyses that bring their own words; nothing when there are none."""
        return further.further(self.release, self.framework, self.words)

    def methods(self) -> Fragment:
        """How to read the report, and what it rests on."""
        return methods.methods(self.release, self.framework, self.words)
