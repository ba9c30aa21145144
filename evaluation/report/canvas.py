"""From a drawing to a ``<figure>``: the same bytes every time, and small.

Drawings are made on a figure of their own, never on pyplot's, so that a notebook's settings do not
change them. Matplotlib is imported when the first figure is drawn.
"""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from evaluation.report.fragment import Fragment, html

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray
    from PIL.Image import Image

WIDTH = 5.0
"""Inches. On a phone (358 pixels) a letter of 11.5 points is then 11.4 pixels high."""
DPI = 120
SHOWN_PER_INCH = 112
"""CSS pixels for an inch of the drawing, at most."""
BITS = 4
PALETTE_SIZE = 1 << BITS
APART = 40
"""Colours kept, and how much two of them must differ (sum over red, green and blue)."""
GROUND = 0.005
"""Colours that cover more of the picture than this are always kept."""
LINE = 0.19
"""Inches that a line of letters takes."""

INK = "#1b2733"
MUTED = "#55636f"
FAINT = "#d5dbe0"
BLUE = "#0072b2"
ORANGE = "#c85200"
GREEN = "#00795a"
LIGHT = "#9cc3de"
"""Blue, vermilion and green of Okabe & Ito (2008), two of them darkened for contrast."""

STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 11.5,
    "axes.titlesize": 11.5,
    "axes.labelsize": 11.5,
    "xtick.labelsize": 11.5,
    "ytick.labelsize": 11.5,
    "legend.fontsize": 11.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": False,
    "axes.titlelocation": "left",
    "ytick.major.size": 0,
    "hatch.color": MUTED,
    "hatch.linewidth": 0.8,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "figure.constrained_layout.h_pad": 0.05,
    "figure.constrained_layout.w_pad": 0.05,
}


def picture(
    draw: Callable[[Figure], None], height: float, alt: str, caption: str, note: str = ""
) -> Fragment:
    """Draw a figure and put it on the page as a PNG within the HTML.

    Parameters
    ----------
    draw : callable
        Draws on the matplotlib figure it is given.
    height : float
        Height in inches; the width is always :data:`WIDTH`.
    alt : str
        A sentence that tells what the figure shows, with its numbers.
    caption : str
        What a reader should look at.
    note : str
        A second line of the caption: how to read the marks.
    """
    data = png(draw, height)
    return html(
        '<figure><img alt="{alt}" src="data:image/png;base64,{data}" '
        'width="{width}" height="{height}"><figcaption>{caption}{note}</figcaption></figure>',
        alt=alt,
        data=base64.b64encode(data).decode("ascii"),
        width=round(WIDTH * SHOWN_PER_INCH),
        height=round(height * SHOWN_PER_INCH),
        caption=caption,
        note=html(' <span class="note">{note}</span>', note=note) if note else "",
    )


def png(draw: Callable[[Figure], None], height: float) -> bytes:
    """Draw, and return a PNG of few colours without any text chunk."""
    from matplotlib import style
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image as images

    with style.context(STYLE, after_reset=True):
        figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
        canvas = FigureCanvasAgg(figure)
        draw(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        drawn = images.frombuffer("RGBA", canvas.get_width_height(), pixels, "raw", "RGBA", 0, 1)
        few = _few_colours(drawn.convert("RGB"))
    file = io.BytesIO()
    # One level higher takes three times as long and saves less than 1 %.
    few.save(file, "PNG", compress_level=8, bits=BITS)
    return file.getvalue()


def _few_colours(image: Image) -> Image:
    """Keep the commonest colours that differ, and put the nearest of them for the others."""
    import numpy as np
    from PIL import Image as images

    size = image.width * image.height
    counted = sorted(
        image.getcolors(size) or (),
        key=lambda found: (-found[0], found[1]),
    )
    colours = np.array([colour for _, colour in counted], dtype=np.int32)
    chosen: list[int] = []
    for place, (count, _) in enumerate(counted):
        if len(chosen) == PALETTE_SIZE:
            break
        apart = np.abs(colours[chosen] - colours[place]).sum(axis=1)
        if (apart >= (1 if count > GROUND * size else APART)).all():
            chosen.append(place)
    nearest = np.abs(colours[:, None] - colours[chosen][None]).sum(axis=2).argmin(axis=1)
    ranks = np.zeros(1 << 24, dtype=np.uint8)
    ranks[_as_one(colours)] = nearest
    pixels = np.asarray(image).reshape(-1, 3).astype(np.int32)
    few = images.frombytes("P", image.size, ranks[_as_one(pixels)].tobytes())
    few.putpalette(colours[chosen].astype(np.uint8).tobytes())
    return few


def _as_one(colours: NDArray[np.int32]) -> NDArray[np.int32]:
    """Red, green and blue as one number each."""
    one: NDArray[np.int32] = (colours[:, 0] << 16) | (colours[:, 1] << 8) | colours[:, 2]
    return one


def wrapped(text: str, width: int) -> str:
    """Break a label into lines of at most ``width`` letters where words allow."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


def rows_height(labels: Sequence[str], width: int, row: float, around: float) -> float:
    """Height in inches of a figure with these rows: ``row`` each, more where labels are long."""
    lines = max(wrapped(label, width).count("\n") + 1 for label in labels)
    return around + max(row, LINE * lines + 0.12) * len(labels)


def rows_axis(ax: Axes, labels: Sequence[str], width: int) -> None:
    """Name the rows of a figure, the first one on top."""
    ax.set_yticks(range(len(labels)), [wrapped(label, width) for label in labels])
    ax.set_ylim(len(labels) - 0.5, -0.5)


def whisker(
    ax: Axes,
    row: float,
    value: float,
    lower: float,
    upper: float,
    colour: str = BLUE,
    marker: str = "o",
) -> None:
    """Draw a value with its interval."""
    ax.plot([lower, upper], [row, row], color=colour, solid_capstyle="butt", linewidth=2.4)
    ax.plot([value], [row], marker=marker, color=colour, markersize=8.5, markeredgewidth=0)


def hidden_mark(ax: Axes, row: float, text: str, x: float = 0.02) -> None:
    """Say in a row that its number is not shown."""
    ax.text(
        x,
        row,
        text,
        transform=ax.get_yaxis_transform(),
        va="center",
        ha="left",
        style="italic",
        color=MUTED,
        bbox={"boxstyle": "round,pad=0.25", "facecolor": "#f1f3f5", "edgecolor": FAINT},
    )


def number_axis(ax: Axes, write: Callable[[float, int], str], label: str = "") -> None:
    """Write the numbers of the horizontal axis as the language does.

    ``write`` gets the number and how many decimals it needs.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    def tick(value: float, _: int) -> str:
        whole = all(float(place).is_integer() for place in ax.xaxis.get_majorticklocs())
        return write(value, 0 if whole else 1)

    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(tick))
    ax.set_xlabel(label, loc="right")


def zero_and_limit(
    ax: Axes, bounds: Sequence[float], zero: str = "", limit: float | None = None, said: str = ""
) -> None:
    """Draw the line of no difference, and the limit from which on a difference matters.

    ``bounds`` are what the axis must hold; ``zero`` and ``said`` are written at the top of the
    lines, on the sides turned away from each other.
    """
    low = min([0.0, *bounds])
    high = max([0.0, *bounds, *([] if limit is None else [limit])])
    reach = high - low or 1.0
    ax.axvline(0, color=INK, linewidth=1)
    if limit is not None:
        ax.axvline(limit, color=ORANGE, linewidth=1.6, linestyle=(0, (4, 2)))
        high = max(high, limit + (0.42 * reach if said else 0))
    ax.set_xlim(min(low, -0.3 * reach if zero else 0) - 0.06 * reach, high + 0.06 * reach)
    top = ax.get_ylim()[1]
    for x, text, side, colour in ((0.0, zero, "right", INK), (limit, said, "left", ORANGE)):
        if text and x is not None:
            ax.annotate(
                text, (x, top), xytext=(4 if side == "left" else -4, -1),
                textcoords="offset points", color=colour, va="top", ha=side,
            )  # fmt: skip
