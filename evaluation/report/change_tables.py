"""The changes as tables: how much, how many, from which end of the scale, from how low."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from evaluation.disclosure import (
    Release,
    ReleasedFinding,
    ShownTable,
)
from evaluation.framework.model import Framework
from evaluation.report.fragment import NOTHING, Fragment, bullets, details, join, paragraphs
from evaluation.report.labels import capital, indicator, indicator_label, persons
from evaluation.report.numbers import (
    EMPTY,
    NO_BREAK,
    hidden_reason,
    interval_text,
    is_untold,
    part_cells,
    part_text,
    percent,
    share_of,
    value_text,
    why_untold,
)
from evaluation.report.tables import Column, table
from evaluation.report.words import Words

DIRECTIONS = ("better", "same", "worse")
RELIABLE = ("improved", "unchanged", "deteriorated")
CLINICAL = ("recovered", *RELIABLE)
ENDS = {
    "best-before": ("ends-before", "best"),
    "best-after": ("ends-after", "best"),
    "worst-before": ("ends-before", "worst"),
    "worst-after": ("ends-after", "worst"),
}
"""Columns, and the table and the part that each is."""

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
        persons(finding.about, shift.n if shift else None, framework, words) or EMPTY,
    ]


def directions(release: Release, framework: Framework, words: Words) -> Fragment:
    """How many changed at all, and in which direction."""
    return _counts_of(
        words("change.directions"),
        [Column(words(f"change.direction.{key}"), numeric=True) for key in DIRECTIONS],
        [
            [_label(finding, framework, words), *part_cells(shown, DIRECTIONS, words)]
            for finding, shown in _told(release, "direction")
        ],
        words,
        withheld=_withheld(release, ("direction",), framework, words),
    )


def reliable(release: Release, framework: Framework, words: Words) -> Fragment:
    """How many changed by more than errors of measurement would."""
    rows = [
        [
            _label(finding, framework, words),
            *(
                [EMPTY] * len(RELIABLE)
                if NOT_ESTIMABLE in finding.notes
                else part_cells(shown, RELIABLE, words)
            ),
        ]
        for finding, shown in _told(release, "reliable")
    ]
    return _opened(
        "change.reliable",
        [Column(words(f"change.reliable.columns.{key}"), numeric=True) for key in RELIABLE],
        rows,
        words,
        remarks(release, framework, words, OF_RELIABLE),
        _withheld(release, ("reliable",), framework, words),
    )


def clinical(release: Release, framework: Framework, words: Words) -> Fragment:
    """How many reached the level of the people that the norm tells about."""
    rows = []
    for finding, shown in _told(release, "clinical"):
        norm = indicator(finding.about, framework).norm
        if norm is not None:
            limit = finding.estimate("cut-off")
            rows.append(
                [
                    _label(finding, framework, words),
                    *(
                        part_cells(shown, CLINICAL, words)
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
        _withheld(release, ("clinical",), framework, words),
    )


def ends(release: Release, framework: Framework, words: Words) -> Fragment:
    """How many stand at the best and at the worst possible answer."""
    rows = [
        [
            _label(finding, framework, words),
            *(_end(finding.table(table), part, words) for table, part in ENDS.values()),
        ]
        for finding in release.by("change")
        if any((shown := finding.table(name)) and not is_untold(shown) for name, _ in ENDS.values())
    ]
    columns = [Column(words(f"change.ends.columns.{end}"), numeric=True) for end in ENDS]
    names = list(dict.fromkeys(name for name, _ in ENDS.values()))
    withheld = _withheld(release, names, framework, words)
    return _opened("change.ends", columns, rows, words, withheld=withheld)


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
    withheld: Sequence[str] = (),
) -> Fragment:
    if not rows and not withheld:
        return NOTHING
    return details(
        words(f"{key}.title"),
        paragraphs(words(f"{key}.lead")),
        notes,
        _counts_of(words(f"{key}.table"), columns, rows, words, words(f"{key}.note"), withheld),
    )


def _counts_of(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    words: Words,
    note: str = "",
    withheld: Sequence[str] = (),
) -> Fragment:
    """A table, a row a measure, and below it a line on the measures that are not told about."""
    columns = [Column(words("general.measure")), *columns]
    drawn = table(caption, columns, rows, note=note) if rows else NOTHING
    return join([drawn, paragraphs(*withheld, kind="note")])


Told = list[tuple[ReleasedFinding, ShownTable]]


def _told(release: Release, name: str) -> Told:
    """The findings that have this table, without those in which it is withheld."""
    found = ((finding, finding.table(name)) for finding in release.by("change"))
    return [(f, shown) for f, shown in found if shown is not None and not is_untold(shown)]


def _withheld(
    release: Release, names: Sequence[str], framework: Framework, words: Words
) -> list[str]:
    """Say of which measures all these tables are withheld, and why: a sentence a reason."""
    found = []
    for finding in release.by("change"):
        whys = [why_untold(shown, words) for n in names if (shown := finding.table(n))]
        if whys and all(whys):
            found.append((whys[0], indicator_label(finding.about, framework, words, lower=True)))
    return [
        words("tables.rows-withheld", why=why, what=words.listing(label for _, label in group))
        for why, group in groupby(sorted(found), key=lambda entry: entry[0])
    ]


def _label(finding: ReleasedFinding, framework: Framework, words: Words) -> str:
    return capital(words.say(indicator(finding.about, framework).label))


def _end(shown: ShownTable | None, end: str, words: Words) -> str:
    """Count of those at one end, with the share where the rounded counts tell it."""
    if shown is None or is_untold(shown):
        return why_untold(shown, words) or EMPTY
    there = next(part for part in shown.parts if part.key == end)
    share, said = share_of(shown, end), part_text(there, words)
    return said if share is None else f"{said}{NO_BREAK}({percent(share, words)})"
