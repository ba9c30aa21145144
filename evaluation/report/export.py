"""A notebook's outputs as one HTML page: no code, no scripts, nothing fetched from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.errors import BadInput, DisclosureRefused
from evaluation.framework.model import Language
from evaluation.report.fragment import Fragment
from evaluation.report.style import page
from evaluation.report.words import Words

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
"""Content security policy: own style and pictures within the page, and nothing else."""
SHOWN = ("display_data", "execute_result")
LAB = "lab"
"""Tag of cells that are for JupyterLab only."""
PLAINLY = re.compile(r"<Fragment: \d+ characters of HTML>")
"""How a Fragment is told in plain text; a data frame, which knows people, is told otherwise."""
HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
FIRST_PART = '<section class="part"'
FORBIDDEN = re.compile(
    r"<(?:script|iframe|object|embed|link)\b|\son\w+\s*=\s*[\"']|javascript:"
    r"|\b(?:src|srcset)\s*=\s*[\"'](?!data:image/)",
    re.IGNORECASE,
)


def export_html(
    notebook: NotebookNode | Path | str,
    title: str,
    language: Language,
    home: str = "index.html",
    other: str = "",
) -> str:
    """Turn an executed notebook into a page that stands alone.

    Only what a Report has made is kept, and markdown cells tagged with the page's language. Code,
    prompts, printed text, warnings and errors are never exported.

    Parameters
    ----------
    notebook : NotebookNode, Path or str
        The executed notebook, or where it is.
    title : str
        What a browser's tab and a search show.
    language : {"fi", "en"}
        Language of the page.
    home : str
        Address of the site's index; empty for no link.
    other : str
        Address of the same page in the other language; empty for no link.

    Returns
    -------
    str
        HTML with its style and pictures in it.

    Raises
    ------
    BadInput
        When an output holds a script or something fetched from elsewhere, or when the page does
        not have exactly one first-level heading.
    DisclosureRefused
        When a cell shows something else than a part of a Report, such as a data frame.
    """
    body = Fragment("\n".join(_kept(_read(notebook), language)))
    if FORBIDDEN.search(body):
        raise BadInput("A notebook's output has a script or fetches something: take it out.")
    if len(re.findall(r"<h1\b", body)) != 1:
        raise BadInput("A report has exactly one first-level heading: call Report.heading() once.")
    return render(title, body, language, home=home, other=other)


def render(title: str, body: Fragment, language: Language, home: str = "", other: str = "") -> str:
    """Put a body between the landmarks of a page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = Words(language)
    masthead, cut, rest = str(body).partition(FIRST_PART)
    return environment.get_template("page.html.j2").render(
        title=title,
        masthead=Fragment(masthead),
        body=Fragment(cut + rest),
        language=language,
        words=words,
        style=Fragment(page()),
        policy=POLICY,
        home=home,
        other=other,
        contents=[(id, Fragment(said)) for id, said in HEADING.findall(body)],
    )


def _read(notebook: NotebookNode | Path | str) -> NotebookNode:
    import nbformat

    if isinstance(notebook, str | Path):
        read: NotebookNode = nbformat.read(str(notebook), as_version=4)  # type: ignore[no-untyped-call]
        return read
    return notebook


def _kept(notebook: NotebookNode, language: Language) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and language in cell.metadata.get("tags", []):
            yield _prose(cell.source)
        elif cell.cell_type == "code" and LAB not in cell.metadata.get("tags", []):
            for output in cell.outputs:
                if output.output_type in SHOWN and "text/html" in output.data:
                    _require_fragment(output.data)
                    yield "".join(output.data["text/html"])


def _require_fragment(shown: Mapping[str, str]) -> None:
    # A kernel tells all that it shows in plain text too; where that is not, none has shown it.
    plain = shown.get("text/plain")
    if plain is not None and not PLAINLY.fullmatch("".join(plain)):
        raise DisclosureRefused(
            "A cell of the notebook shows something that has not passed the door. Show parts of a"
            f" Report only, or tag the cell '{LAB}'."
        )


def _prose(source: str) -> str:
    from nbconvert.filters.markdown import markdown2html

    return f'<div class="prose">{markdown2html(source)}</div>'
