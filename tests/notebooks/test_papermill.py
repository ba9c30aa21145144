"""Each notebook runs through papermill too: nbval passes a bad magic and hangs on a dead kernel.

``office.ipynb`` and ``region.ipynb`` run so in every edition (see the ``edition`` fixture); here is
the one that no batch runs, and what a template does with a parameter it does not know.
"""

from pathlib import Path

import papermill
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
THEORY = NOTEBOOKS.parent / "data" / "framework"


@pytest.mark.parametrize("language", ["fi", pytest.param("en", marks=pytest.mark.slow)])
def test_explore_runs(demo, tmp_path, language):
    parameters = {
        "office": "office-g",
        "language": language,
        "raw": str(demo),
        "theory": str(THEORY),
    }
    done = papermill.execute_notebook(
        str(NOTEBOOKS / "explore.ipynb"),
        str(tmp_path / "out.ipynb"),
        parameters=parameters,
        cwd=str(NOTEBOOKS),
        kernel_name="python3",
        progress_bar=False,
    )
    shown = [o for cell in done.cells for o in cell.get("outputs", []) if "data" in o]
    assert any("<svg" in "".join(o["data"].get("text/html", "")) for o in shown)


def test_an_office_report_runs_in_both_languages_and_its_pages_know_each_other(demo, tmp_path):
    from evaluation.running import Job, run_notebook
    from evaluation.warm_kernels import warm_kernels

    parameters = {"raw": str(demo), "theory": str(THEORY), "office": "office-g"}
    job = Job("office-g", NOTEBOOKS / "office.ipynb", parameters, {})
    with warm_kernels() as warm:
        error, _ = run_notebook(job, tmp_path, ("fi", "en"), warm=warm)
    assert error is None
    finnish, english = (
        (tmp_path / name).read_text("utf-8") for name in ("office-g.html", "office-g.en.html")
    )
    assert '<html lang="fi"' in finnish and 'href="index.html"' in finnish
    assert 'href="office-g.en.html"' in finnish
    assert '<html lang="en"' in english and 'href="index.en.html"' in english
    assert 'href="office-g.html"' in english
    assert "Example data: everything here is made up." in english
    assert str(demo) not in finnish + english
