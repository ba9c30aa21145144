"""Pieces of HTML: escaped when words are put in, shown as such by a notebook."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from evaluation.disclosure import Release
from evaluation.errors import DisclosureRefused


class Fragment(Markup):
    """A piece of HTML that a notebook shows as HTML.

    Plain strings put into it with :meth:`format` or ``+`` are escaped; other fragments are not.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return f"<Fragment: {len(self)} characters of HTML>"


NOTHING = Fragment("")


def html(template: str, **values: object) -> Fragment:
    """Fill an HTML template; every value that is not a Fragment is escaped.

    Parameters
    ----------
    template : str
        HTML with ``{name}`` fields.
    **values : object
        What goes into the fields.
    """
    return Fragment(template).format(**values)


def join(parts: Iterable[str], between: str = "") -> Fragment:
    """Put pieces one after another; plain strings are escaped."""
    return Fragment(between).join(parts)


def paragraphs(*texts: str, kind: str = "") -> Fragment:
    """One ``<p>`` a text; empty texts are left out."""
    attribute = html(' class="{kind}"', kind=kind) if kind else NOTHING
    return join(html("<p{a}>{text}</p>", a=attribute, text=text) for text in texts if text)


def bullets(items: Iterable[str], kind: str = "") -> Fragment:
    """An unordered list, or nothing when there are no items."""
    rows = join(html("<li>{item}</li>", item=item) for item in items if item)
    if not rows:
        return NOTHING
    attribute = html(' class="{kind}"', kind=kind) if kind else NOTHING
    return html("<ul{a}>{rows}</ul>", a=attribute, rows=rows)


def pairs(items: Iterable[tuple[str, str]], kind: str = "") -> Fragment:
    """A description list; pairs without a description are left out."""
    rows = join(
        html("<div><dt>{term}</dt><dd>{said}</dd></div>", term=term, said=said)
        for term, said in items
        if said
    )
    if not rows:
        return NOTHING
    return html('<dl class="pairs {kind}">{rows}</dl>', kind=kind, rows=rows)


def details(summary: str, *parts: str) -> Fragment:
    """Numbers that a reader opens when wanted; printed pages show them always."""
    return html(
        "<details><summary>{summary}</summary>{parts}</details>",
        summary=summary,
        parts=join(parts),
    )


def section(id: str, title: str, *parts: str) -> Fragment:
    """One part of a page, with its second-level heading."""
    return html(
        '<section class="part" aria-labelledby="{id}"><h2 id="{id}">{title}</h2>{parts}</section>',
        id=id,
        title=title,
        parts=join(parts),
    )


def require_release(release: object) -> Release:
    """Return ``release`` when it is one.

    Raises
    ------
    DisclosureRefused
        When it is anything else: a report is made from released numbers only.
    """
    if not isinstance(release, Release):
        raise DisclosureRefused(
            "A report is made from a Release only: pass evaluation.release(findings)."
        )
    return release
