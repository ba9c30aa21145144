"""All entries of the theory's files as read so far, for the rules that hold them together."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.framework.entries import BAD, Entry

METHODS = "methods"
"""The code list whose codes are methods of work."""


@dataclass(frozen=True)
class Entries:
    """All entries read so far, by section; those that could not be read keep their ids."""

    all: tuple[Entry, ...]

    def of(self, section: str) -> tuple[Entry, ...]:
        """Return the entries of a section that could be read."""
        return tuple(e for e in self.all if e.section == section and e.value is not BAD)

    def ids(self, section: str) -> set[str]:
        """Return a section's ids, also of entries with problems, so that a slip is told once."""
        return {e.id for e in self.all if e.section == section}

    def value(self, section: str, id: str) -> object | None:
        """Return one entry's object, or None."""
        return next((e.value for e in self.of(section) if e.id == id), None)

    def methods(self) -> set[str] | None:
        """Return the ids of methods of work; None where their list could not be read."""
        found = [e for e in self.all if e.section == "code_lists" and e.id == METHODS]
        if any(e.value is BAD for e in found):
            return None
        return {code.id for e in found for code in e.value.codes}
