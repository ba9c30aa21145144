"""The changes as tables: how much, how many, from which end of the scale, from how low."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from evaluation.disclosure import (
    Release,
    ReleasedFinding,
    ShownTable,
)
from evaluation.framework.model import Framework
from evaluation.report.fragment import NOTHING, Fragment, bullets, details, paragraphs
from evaluation.report.labels import capital, indicator, indicator_label, persons
from evaluation.report.numbers import (
    EMPTY,
    NO_BREAK,
    hidden_reason,
    interval_text,
    part_text,
    percent,
    value_text,
)
from evaluation.report.tables import Column, table
from evaluation.report.words import Words

DIRECTIONS = ("better", "same", "worse")
RELIABLE = ("improved", "unchanged", "deteriorated")
CLINICAL = ("recovered", *RELIABLE)
ENDS = ("best-before", "best-after", "worst-before", "worst-after")

NOT_ESTIMABLE = "reliable-change-not-estimable"
"""The note of an analysis that could judge nobody: its counts are nought and mean nothing."""
OF_RELIABLE = ("reliability-from-data", NOT_ESTIMABLE)
OF_CLINICAL = ("clients-like-the-norm",)
"""Notes that stand with the table they are about; all others stand before the tables."""


def first_remarks(release: Release, framework: Framework, words: Words) -> Fragment:
    """Notes that no table tells."""
    keys = dict.fromkeys(note for f in release.by("change") for note in f.notes)
    first = [key for key in keys if key not in (*OF_RELIABLE, *OF_CLINICAL)]
    return remarks(release, framework, words, first)


def remarks(
    release: Release, framework: Framework, words: Words, keys: Collection[str]
) -> Fragment:
    """Notes of the changes: each once, with its measures where it is not about all."""
    found = release.by("change")
    said = []
    for key in keys:
        about = [f for f in found if key in f.notes]
        others = [f for f in found if key not in f.notes]
        few = len(about) <= len(others)
        named = [
            indicator_label(f.about, framework, words, lower=True)
            for f in (about if few else others)
        ]
        which = words(
            f"change.{'concerns' if few else 'concerns-all-but'}", what=words.listing(named)
        )
        if about:
            said.append(f"{words(f'notes.{key}')} {which if others else ''}".strip())
    return bullets(said, "notes")


def numbers(release: Release, framework: Framework, words: Words) -> Fragment:
    """Means before and after, the change and its interval, Hedges g."""
    headers = ("before", "after", "change", "interval", "g")
    return table(
        words("change.table"),
        [
            Column(words("general.measure")),
            *(Column(words(f"change.columns.{name}"), numeric=True) for name in headers),
            Column(words("general.persons"), numeric=True),
        ],
        [_row(finding, framework, words) for finding in release.by("change")],
        note=words("change.table-note"),
    )


def _row(finding: ReleasedFinding, framework: Framework, words: Words) -> list[str]:
    label = indicator_label(finding.about, framework, words)
    shift = finding.estimate("change")
    if shift is not None and shift.value is None:
        return [label, EMPTY, EMPTY, hidden_reason(shift, words), EMPTY, EMPTY, EMPTY]
    return [
        label,
        value_text(finding.estimate("mean-before"), words),
        value_text(finding.estimate("mean-after"), words),
        value_text(shift, words, signed=True),
        interval_text(shift, words, signed=True),
        value_text(finding.estimate("g"), words, signed=True),
        persons(finding.about, shift.n if shift else None, framework, words),
    ]


def directions(release: Release, framework: Framework, words: Words) -> Fragment:
    """How many changed at all, and in which direction."""
    return table(
        words("change.directions"),
        [
            Column(words("general.measure")),
            *(Column(words(f"change.direction.{key}"), numeric=True) for key in DIRECTIONS),
        ],
        [
            [_label(finding, framework, words), *_parts(shown, DIRECTIONS, release, words)]
            for finding in release.by("change")
            if (shown := finding.table("direction")) is not None
        ],
    )


def reliable(release: Release, framework: Framework, words: Words) -> Fragment:
    """How many changed by more than errors of measurement would."""
    rows = [
        [
            _label(finding, framework, words),
            *(
                [EMPTY] * len(RELIABLE)
                if NOT_ESTIMABLE in finding.notes
                else _parts(shown, RELIABLE, release, words)
            ),
        ]
        for finding in release.by("change")
        if (shown := finding.table("reliable")) is not None
    ]
    return _opened(
        "change.reliable",
        [Column(words(f"change.reliable.columns.{key}"), numeric=True) for key in RELIABLE],
        rows,
        words,
        remarks(release, framework, words, OF_RELIABLE),
    )


def clinical(release: Release, framework: Framework, words: Words) -> Fragment:
    """How many reached the level of the people that the norm tells about."""
    rows = []
    for finding in release.by("change"):
        shown, norm = finding.table("clinical"), indicator(finding.about, framework).norm
        if shown is not None and norm is not None:
            limit = finding.estimate("cut-off")
            rows.append(
                [
                    _label(finding, framework, words),
                    *(
                        _parts(shown, CLINICAL, release, words)
                        if limit is not None
                        else [EMPTY] * len(CLINICAL)
                    ),
                    value_text(limit, words),
                    norm.source,
                ]
            )
    return _opened(
        "change.clinical",
        [
            *(Column(words(f"change.reliable.columns.{k}"), True) for k in (*CLINICAL, "cut-off")),
            Column(words("change.reliable.columns.source")),
        ],
        rows,
        words,
        remarks(release, framework, words, OF_CLINICAL),
    )


def ends(release: Release, framework: Framework, words: Words) -> Fragment:
    """How many stand at the best and at the worst possible answer."""
    rows = [
        [_label(finding, framework, words), *(_end(finding.table(e), release, words) for e in ENDS)]
        for finding in release.by("change")
        if any(finding.table(e) for e in ENDS)
    ]
    columns = [Column(words(f"change.ends.columns.{end}"), numeric=True) for end in ENDS]
    return _opened("change.ends", columns, rows, words)


def worse_half(release: Release, framework: Framework, words: Words) -> Fragment:
    """Change of those who began below the mean, beside what regression to it would bring."""
    rows = []
    for finding in release.by("change"):
        seen = finding.estimate("change-worse-half")
        alone = finding.estimate("regression-to-the-mean")
        if seen is not None:
            rows.append(
                [
                    _label(finding, framework, words),
                    value_text(seen, words, signed=True),
                    interval_text(seen, words, signed=True),
                    value_text(alone, words, signed=True) if seen.value is not None else EMPTY,
                    interval_text(alone, words, signed=True),
                    persons(finding.about, seen.n, framework, words) or EMPTY,
                ]
            )
    headers = ("seen", "seen-interval", "alone", "alone-interval")
    return _opened(
        "change.worse-half",
        [
            *(Column(words(f"change.worse-half.columns.{key}"), numeric=True) for key in headers),
            Column(words("general.persons"), numeric=True),
        ],
        rows,
        words,
    )


def _opened(
    key: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    words: Words,
    notes: Fragment = NOTHING,
) -> Fragment:
    if not rows:
        return NOTHING
    return details(
        words(f"{key}.title"),
        paragraphs(words(f"{key}.lead")),
        notes,
        table(
            words(f"{key}.table"),
            [Column(words("general.measure")), *columns],
            rows,
            note=words(f"{key}.note"),
        ),
    )


def _label(finding: ReleasedFinding, framework: Framework, words: Words) -> str:
    return capital(words.say(indicator(finding.about, framework).label))


def _parts(shown: ShownTable, keys: Sequence[str], release: Release, words: Words) -> list[str]:
    parts = {part.key: part for part in shown.parts}
    return [part_text(parts[key], words) if key in parts else EMPTY for key in keys]


def _end(shown: ShownTable | None, release: Release, words: Words) -> str:
    """Count of those at one end, with the share where nothing of the table is hidden."""
    if shown is None:
        return EMPTY
    there = next(part for part in shown.parts if part.key == "there")
    share, said = shown.share("there"), part_text(there, words)
    return said if share is None else f"{said}{NO_BREAK}({percent(share, words)})"
