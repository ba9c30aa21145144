"""Figures: the same bytes, no text within them, told in words, hidden cells empty."""

import base64
import re
import struct
import subprocess
import sys

import pytest

from evaluation.report import canvas, figures, figures_configuration, figures_region
from evaluation.report.words import Words

FI, EN = Words("fi"), Words("en")
OUTCOMES = ("participation", "x10d_life", "service_fits", "plan_together", "x10d_coping")
OFFICE = {
    "flow": lambda r, f, w: figures.flow(r, f, w),
    "feedback": lambda r, f, w: figures.feedback(r, f, w),
    "led-to": lambda r, f, w: figures.led_to(r, f, w),
    "dumbbell": lambda r, f, w: figures.dumbbell(r, f, w, OUTCOMES[:2], "client"),
    "changes": lambda r, f, w: figures.changes(r, f, w, OUTCOMES),
    "pattern": lambda r, f, w: figures_configuration.pattern(
        r, f, w, f.configurations["interactive-approach"]
    ),
    "effects": lambda r, f, w: figures_configuration.effects(
        r, f, w, f.configurations["interactive-approach"]
    ),
}
REGION = {
    "forest": figures_region.forest,
    "matrix": figures_region.evidence_matrix,
    "change": lambda r, f, w: figures_region.offices_change(r, f, w, OUTCOMES),
}


def png_of(figure):
    return base64.b64decode(re.search(r"base64,([^\"]+)", figure).group(1))


def alt_of(figure):
    return re.search(r'alt="([^"]*)"', figure).group(1)


def chunks(data):
    place = 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        yield kind.decode()
        place += 12 + length


@pytest.fixture(params=[*OFFICE, *REGION])
def drawn(request, office, region, theory):
    """One figure of each kind, with a function that draws it again."""
    name = request.param
    make, release = (OFFICE[name], office) if name in OFFICE else (REGION[name], region)
    return lambda words=FI: make(release, theory, words)


def test_a_figure_is_told_in_a_sentence_with_its_numbers(drawn):
    figure = drawn()
    assert re.search(r'<img alt="[^"]{40,}" src="data:image/png;base64,', figure)
    assert alt_of(figure).endswith(".")
    assert re.search(r"\d|Näyttö", alt_of(figure))
    assert figure.count("<figcaption>") == 1
    assert re.search(r'width="\d+" height="\d+"', figure)


def test_a_figure_is_small_has_no_text_chunks_and_the_same_bytes(drawn):
    data = png_of(drawn())
    assert set(chunks(data)) <= {"IHDR", "PLTE", "IDAT", "IEND"}
    assert len(data) < 36_000
    assert data == png_of(drawn())


def test_the_other_language_has_other_words(drawn):
    assert alt_of(drawn(FI)) != alt_of(drawn(EN))


def test_a_notebooks_settings_do_not_change_a_figure(office, theory):
    import matplotlib

    before = png_of(figures.flow(office, theory, FI))
    with matplotlib.rc_context({"font.size": 30, "figure.dpi": 40, "lines.linewidth": 9}):
        assert png_of(figures.flow(office, theory, FI)) == before
        assert matplotlib.rcParams["font.size"] == 30


def test_letters_are_readable_on_a_phone():
    """11 pixels at least when the figure is shown 358 pixels wide."""
    smallest = min(size for key, size in canvas.STYLE.items() if key.endswith("size")
                   and isinstance(size, int | float) and size > 1)  # fmt: skip
    assert smallest * 358 / (canvas.WIDTH * 72) >= 11


def test_a_hidden_cell_tells_no_number(office, theory):
    """The dormant claim has a cell of nine clients or fewer outside its context."""
    claim = theory.configurations["development-partnership"]
    assert office.of("patterns", claim.id).table("cells").parts[2].n is None
    alt = alt_of(figures_configuration.pattern(office, theory, EN, claim))
    told = alt.split("Other situation, mechanism fired: ")[1].split(";")[0]
    assert told == "≤9 clients, not shown"


def test_a_pattern_with_nothing_to_show_is_not_drawn(empty_office, theory):
    claim = theory.configurations["interactive-approach"]
    assert figures_configuration.pattern(empty_office, theory, FI, claim) == ""
    assert figures_configuration.effects(empty_office, theory, FI, claim) == ""
    assert figures.changes(empty_office, theory, FI, OUTCOMES) == ""


@pytest.mark.parametrize(
    ("lower", "upper", "way"),
    [(0.1, 0.9, "better"), (-0.9, -0.1, "worse"), (-0.1, 0.9, "unclear"), (0.0, 0.9, "unclear")],
)
def test_band(lower, upper, way):
    from evaluation.disclosure import ShownEstimate

    estimate = ShownEstimate("change", "points", 0.95, (lower + upper) / 2, lower, upper, 20)
    assert figures.band(estimate) == way
    assert figures.band(None) == "hidden"


def test_report_is_light_to_import():
    code = (
        "import sys, evaluation.report;"
        "print([m for m in ('matplotlib', 'seaborn', 'pandas', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
