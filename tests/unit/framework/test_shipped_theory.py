"""The theory that comes with the workbench: whole, bilingual, and as it was agreed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from evaluation.framework import LANGUAGES, Framework, Text, read_framework, sentence

SHIPPED = Path(__file__).parents[3] / "data" / "framework"
SNAPSHOT = Path(__file__).parent / "snapshots" / "sentences.txt"


def everything(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every object inside a theory, with its path."""
    yield path, value
    if is_dataclass(value):
        for f in fields(value):
            yield from everything(getattr(value, f.name), f"{path}.{f.name}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from everything(item, f"{path}[{key}]")
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from everything(item, f"{path}[{n}]")


def test_loads_with_no_error_and_exactly_the_known_warnings() -> None:
    framework, problems = read_framework(SHIPPED)
    assert framework is not None
    assert [(p.severity, p.message) for p in problems] == [
        ("warning", f"the client answers on both the reasoning and the outcome of '{id}'")
        for id in (
            "interactive-approach",
            "participation-to-life-situation",
            "development-partnership",
        )
    ]


def test_every_text_is_in_both_languages(theory: Framework) -> None:
    texts = [(path, t) for path, t in everything(theory) if isinstance(t, Text)]
    assert len(texts) > 200
    for path, text in texts:
        for language in LANGUAGES:
            assert text.say(language).strip(), path


def test_everything_has_a_source_and_our_own_items_are_marked_as_drafts(theory: Framework) -> None:
    for path, value in everything(theory):
        if hasattr(value, "source"):
            assert value.source.strip(), path
    for indicator in theory.indicators.values():
        own = indicator.instrument == "process-items"
        assert (indicator.question is not None) == own, indicator.id
        assert indicator.draft or not own, indicator.id
    assert all(c.draft for c in theory.conditions.values())
    assert all(c.draft for c in theory.configurations.values())


def test_items_of_published_instruments_are_not_shipped(theory: Framework) -> None:
    esis = [i for i in theory.indicators.values() if i.instrument == "esis"]
    assert [i.label.fi for i in esis] == [f"ESIS, kohta {n}" for n in range(1, 11)]
    assert theory.instruments["esis"].level_of_use == "group"
    published = [i for i in theory.indicators.values() if i.instrument in ("3x10d", "kykyviisari")]
    assert len(published) == 12
    assert all(i.question is None for i in published)


def test_ids_that_other_rooms_rely_on(theory: Framework) -> None:
    assert list(theory.configurations) == [
        "planned-work",
        "interactive-approach",
        "participation-to-life-situation",
        "development-partnership",
        "studying-own-work",
        "economic-awareness",
        "small-office-network",
    ]
    assert list(theory.offices) == [f"office-{letter}" for letter in "abcdefg"]
    assert {o.id: (o.from_day, o.to_day, o.take) for o in theory.occasions.values()} == {
        "baseline": (-31, 60, "first"),
        "midway": (90, 210, "last"),
        "follow-up": (270, 540, "last"),
    }
    low_belongs = {c.id for c in theory.conditions.values() if c.out > c.full}
    assert low_belongs == {
        "unqualified-worker",
        "manageable-caseload",
        "strained-situation",
        "stays-outside",
        "feedback-not-asked",
        "no-time-to-develop",
        "resources-not-scarce",
        "small-office",
    }


def test_levels_of_contexts(theory: Framework) -> None:
    levels = {c.id: theory.context_level(c) for c in theory.configurations.values()}
    assert levels["planned-work"] == "worker"
    assert levels["small-office-network"] == "office"
    assert set(levels.values()) == {"client", "worker", "office"}


def test_sentences_are_as_reviewed(theory: Framework) -> None:
    """Change the snapshot only after reading the new sentences aloud, in both languages."""
    said = "\n".join(
        f"{c.key} [{language}]\n{sentence(theory, c, language)}\n"
        for c in theory.configurations.values()
        for language in LANGUAGES
    )
    assert said == SNAPSHOT.read_text(encoding="utf-8")


def test_labels_fit_into_a_sentence(theory: Framework) -> None:
    clauses = [(c.id, c.label) for c in theory.conditions.values()]
    clauses += [(c.id, c.because) for c in theory.configurations.values()]
    for id, clause in clauses:
        for language in LANGUAGES:
            words = clause.say(language)
            assert words[0].islower(), id
            assert words[-1].isalpha(), id
            first = words.split()[0]
            assert first not in {"jos", "kun", "koska", "if", "when", "because"}, id


@pytest.mark.parametrize("module", ["pandas", "numpy", "matplotlib", "statsmodels"])
def test_imports_and_loads_without(module: str) -> None:
    code = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from evaluation.framework import load_framework, diagram\n"
        f"f = load_framework({str(SHIPPED)!r})\n"
        "assert all(diagram(f, c, 'fi') for c in f.configurations.values())\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_import_pulls_in_nothing_heavy() -> None:
    code = (
        "import sys, evaluation.framework\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'statsmodels', 'jinja2', 'rich'}\n"
        "ours = {m for m in sys.modules if m.startswith('evaluation.')}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "allowed = ('evaluation.framework', 'evaluation.errors')\n"
        "other = {m for m in ours if not m.startswith(allowed)}\n"
        "assert not other, other\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
