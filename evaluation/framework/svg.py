"""Boxes, arrows and wrapped text as SVG: no measuring of fonts, no styles, no scripts.

Presentation attributes only, so that a drawing looks the same in a page, in a notebook, in print
and under a strict content security policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
INK = "#1a1a1a"
FAINT = "#4a4a4a"
PAPER = "#ffffff"
"""Ink on paper 17:1, faint ink on paper 8.9:1 (WCAG 2.2 asks for 4.5:1)."""

WIDTH = 340.0
"""Of every drawing, in user units: about a phone's width in pixels."""

TEXT_SIZE = 14.0
SMALL_SIZE = 12.0
LINE = 1.3

WIDTHS = (
    ("ijlI.,:;|'!’ ", 0.35),
    ('frt()[]-"”“/', 0.46),
    ("ckszvxyJ", 0.6),
    ("w", 0.83),
    ("mMW%@—…–", 1.0),
)
"""Letters and their widths in ems in DejaVu Sans, the widest of the fonts, rounded up."""
OTHER, UPPER, IDEOGRAPH = 0.645, 0.79, 1.05
BOLD = 1.12
"""How much wider semibold letters are."""
FIRST_IDEOGRAPH = 0x2E80


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a box: ``bar`` tells the role beside its caption, never alone."""

    bar: str
    fill: str
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A box with a small caption above its wrapped text; ``y`` and ``height`` in user units."""

    caption: tuple[str, ...]
    lines: tuple[str, ...]
    look: Look
    x: float
    y: float
    width: float

    PAD = 9.0
    BAR = 5.0

    @property
    def height(self) -> float:
        """Return the height that holds caption and text."""
        small, text = len(self.caption) * SMALL_SIZE, len(self.lines) * TEXT_SIZE
        return round((small + text) * LINE + 2 * self.PAD, 1)

    def draw(self) -> str:
        """Return the box as SVG elements."""
        dashes = ' stroke-dasharray="5 4"' if self.look.dashed else ""
        parts = [
            f'<rect x="{self.x:g}" y="{self.y:g}" width="{self.width:g}" height="{self.height:g}" '
            f'rx="6" fill="{self.look.fill}" stroke="{self.look.bar}" stroke-width="1.5"{dashes}/>'
        ]
        if not self.look.dashed:
            parts.append(
                f'<rect x="{self.x:g}" y="{self.y:g}" width="{self.BAR:g}" '
                f'height="{self.height:g}" rx="2.5" fill="{self.look.bar}"/>'
            )
        x, y = self.x + self.BAR + self.PAD, self.y + self.PAD
        for line in self.caption:
            y += SMALL_SIZE * LINE
            parts.append(words(line, x, y - 4, SMALL_SIZE, FAINT, bold=True))
        for line in self.lines:
            y += TEXT_SIZE * LINE
            parts.append(words(line, x, y - 5, TEXT_SIZE, INK))
        return "".join(parts)


def box(
    caption: str, text: str, look: Look, y: float, *, x: float = 2.0, width: float = 336.0
) -> Box:
    """Make a box whose caption and text are wrapped to its width."""
    room = width - Box.BAR - 2 * Box.PAD
    captions = wrap(caption, room, SMALL_SIZE * BOLD) if caption else ()
    return Box(captions, wrap(text, room, TEXT_SIZE), look, x, round(y, 1), width)


def width_of(text: str, size: float) -> float:
    """Estimate an upper bound of a text's width; text and font size in user units."""
    return size * sum(map(_ems, text))


@cache
def _ems(letter: str) -> float:
    for letters, width in WIDTHS:
        if letter in letters:
            return width
    if ord(letter) >= FIRST_IDEOGRAPH:
        return IDEOGRAPH
    return UPPER if letter.isupper() else OTHER


def wrap(text: str, room: float, size: float) -> tuple[str, ...]:
    """Break a text into as few lines as fit ``room``, of about one length.

    A word that is too long for a line is cut with a hyphen.

    Parameters
    ----------
    text : str
        Any text; line breaks in it count as spaces.
    room : float
        Width in user units, above a few letters' width.
    size : float
        Font size in user units.

    Returns
    -------
    tuple of str
        At least one line.
    """
    lines = _filled(text, room, size)
    longest = max((width_of(word, size) for word in text.split()), default=0.0)
    narrower = room - size / 2
    while longest <= narrower and len(tighter := _filled(text, narrower, size)) == len(lines):
        lines, narrower = tighter, narrower - size / 2
    return lines


def _filled(text: str, room: float, size: float) -> tuple[str, ...]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= room:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        while width_of(word, size) > room:
            cut = next(n for n in range(len(word), 0, -1) if n == 1 or _fits(word[:n], room, size))
            lines[-1], word = f"{word[:cut]}-", word[cut:]
            lines.append("")
        lines[-1] = word
    return tuple(lines)


def _fits(part: str, room: float, size: float) -> bool:
    return width_of(f"{part}-", size) <= room


def words(text: str, x: float, y: float, size: float, colour: str, *, bold: bool = False) -> str:
    """Draw one line of text; ``y`` is its baseline."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:g}" y="{round(y, 1):g}" font-size="{size:g}" fill="{colour}"{weight}>'
        f"{escape(text)}</text>"
    )


def arrow(points: Sequence[tuple[float, float]], *, dashed: bool = False) -> str:
    """Draw a line through points with an arrowhead at its end (down, left or right)."""
    way = " ".join(f"{x:g},{round(y, 1):g}" for x, y in points)
    (x0, y0), (x, y) = points[-2:]
    dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
    across = (-dy * 4.5, dx * 4.5)
    back = (x - dx * 8, y - dy * 8)
    head = " ".join(
        f"{round(px, 1):g},{round(py, 1):g}"
        for px, py in (
            (x, y),
            (back[0] + across[0], back[1] + across[1]),
            (back[0] - across[0], back[1] - across[1]),
        )
    )
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<polyline points="{way}" fill="none" stroke="{FAINT}" stroke-width="1.5"{dashes}/>'
        f'<polygon points="{head}" fill="{FAINT}"/>'
    )


def picture(
    name: str, title: str, description: str, language: str, height: float, parts: Sequence[str]
) -> str:
    """Put parts into a standalone SVG, 340 wide, with a title and a description in words.

    ``name`` makes the ids of title and description; it is unique in a page.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{language}" '
        f'viewBox="0 0 {WIDTH:g} {height:g}" width="{WIDTH:g}" height="{height:g}" '
        f'aria-labelledby="{name}-title {name}-desc" '
        f'font-family="{escape(FONT)}">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>'
        f'<rect width="{WIDTH:g}" height="{height:g}" fill="{PAPER}"/>' + "".join(parts) + "</svg>"
    )
