"""What came of Sotkanet's files, as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evaluation.connectors.sotkanet.facts import Facts
from evaluation.framework.model import Language, Text

COUNTED = {
    "used": Text("käytettiin", "used"),
    "missing": Text("ilman lukua", "without a number"),
    "repeated": Text("toistui samana", "repeated alike"),
    "refused": Text("hylättiin", "refused"),
    "other": Text(
        "muita alueita, mittareita, sukupuolia tai vuosia",
        "other regions, indicators, genders or years",
    ),
}
ROWS = Text("Tiedostoissa oli {n} riviä: {parts}.", "The files had {n} rows: {parts}.")
WROTE = Text("Kirjoitettiin {path}.", "Wrote {path}.")
NOTHING = Text(
    "{office}: ei yhtään lukua, mitään ei kirjoitettu.",
    "{office}: no numbers, nothing was written.",
)


def facts_as_text(facts: Facts, written: Sequence[Path], language: Language) -> str:
    """Say what was read, left out and written.

    Parameters
    ----------
    facts : Facts
    written : sequence of Path
        What :func:`write_facts` returned.
    language : {"fi", "en"}
    """
    parts = [f"{COUNTED[name].say(language)} {n}" for name, n in facts.counts.items() if n]
    total = sum(facts.counts.values())
    lines = [ROWS.say(language).format(n=total, parts=", ".join(parts))]
    lines += [remark.say(language) for remark in facts.remarks]
    lines += [NOTHING.say(language).format(office=o.office) for o in facts.offices if not o.rows]
    cited = dict.fromkeys(c.say(language) for o in facts.offices for c in o.citations)
    lines += [f"{citation}." for citation in cited]
    lines += [WROTE.say(language).format(path=path.as_posix()) for path in written]
    return "\n".join(lines)
