"""Tables: a caption, scoped headers, numbers to the right, and no page that scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluation.disclosure import ShownTable
from evaluation.report.fragment import NOTHING, Fragment, html, join, paragraphs
from evaluation.report.numbers import has_gaps, part_text, percent, share_of, why_untold
from evaluation.report.words import Words

NARROW_UP_TO = 3
"""Columns that fit a phone's width; wider tables scroll in a box of their own."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's header, and whether it holds numbers."""

    header: str
    numeric: bool = False


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    wide: bool | None = None,
    note: str = "",
) -> Fragment:
    """Draw a table; the first cell of each row is its header.

    Parameters
    ----------
    caption : str
        What the table tells.
    columns : sequence of Column
        As many as each row has cells.
    rows : sequence of sequences of str
        Plain text or Fragments.
    wide : bool, optional
        Put the table in a box that scrolls; by default when there are more than three columns.
    note : str
        A line below the table.

    Raises
    ------
    ValueError
        When a row has more or fewer cells than there are columns.
    """
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("Every row needs as many cells as there are columns.")
    drawn = html(
        "<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        "<tbody>{body}</tbody></table>",
        caption=caption,
        head=join(_header(column) for column in columns),
        body=join(_row(row, columns) for row in rows),
    )
    if len(columns) > NARROW_UP_TO if wide is None else wide:
        drawn = html(
            '<div class="scroll" role="region" tabindex="0" aria-label="{label}">{table}</div>',
            label=caption,
            table=drawn,
        )
    below = html('<p class="note">{note}</p>', note=note) if note else NOTHING
    return html('<div class="table">{table}{note}</div>', table=drawn, note=below)


def _header(column: Column) -> Fragment:
    return html(
        '<th scope="col"{kind}>{text}</th>',
        kind=Fragment(' class="number"') if column.numeric else NOTHING,
        text=column.header,
    )


def _row(cells: Sequence[str], columns: Sequence[Column]) -> Fragment:
    first, *others = cells
    rest = join(
        html(
            "<td{kind}>{text}</td>",
            kind=NOTHING if column.numeric else Fragment(' class="text"'),
            text=cell,
        )
        for cell, column in zip(others, columns[1:], strict=True)
    )
    return html('<tr><th scope="row">{first}</th>{rest}</tr>', first=first, rest=rest)


def counts_table(
    caption: str,
    what: str,
    shown: ShownTable,
    label: Callable[[str], str],
    words: Words,
    counted: str = "clients",
    note: str = "",
) -> Fragment:
    """Draw released counts, a row a part; shares where no part is hidden and the total is large.

    Of a withheld table there is one sentence that says why.

    Parameters
    ----------
    caption, what : str
        Caption, and header of the first column.
    shown : ShownTable
        The released counts.
    label : callable
        Key of a part → its name.
    words : Words
    counted : {"clients", "rows", "actions", "things"}
        What is counted, for the header of the numbers.
    note : str
        A line below the table.
    """
    why = why_untold(shown, words)
    if why:
        return paragraphs(words("tables.withheld", what=caption, why=why))
    shares = any(share_of(shown, part.key) is not None for part in shown.parts)
    columns = [Column(what), Column(words(f"tables.{counted}"), numeric=True)]
    if shares:
        columns.append(Column(words("tables.share"), numeric=True))
    rows = [
        [
            label(part.key),
            part_text(part, words),
            *([percent(share_of(shown, part.key), words)] if shares else []),
        ]
        for part in shown.parts
    ]
    said = " ".join(filter(None, [note, words("tables.dash") if has_gaps(shown) else ""]))
    return table(caption, columns, rows, note=said)
