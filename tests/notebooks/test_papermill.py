"""Each notebook runs through papermill too: nbval passes a bad magic and hangs on a dead kernel.

``office.ipynb`` and ``region.ipynb`` run so in every edition (see the ``edition`` fixture); here is
the one that no batch runs, and what a template does with a parameter it does not know.
"""

from pathlib import Path

import papermill
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
THEORY = NOTEBOOKS.parent / "data" / "framework"


@pytest.mark.parametrize("language", ["fi", "en"])
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


def test_an_office_report_runs_in_english(demo, tmp_path):
    from evaluation.running import Job, run_notebook

    parameters = {"language": "en", "raw": str(demo), "theory": str(THEORY), "office": "office-g"}
    job = Job("office-g", NOTEBOOKS / "office.ipynb", parameters, {})
    error, _ = run_notebook(job, tmp_path, "en")
    assert error is None
    page = (tmp_path / "office-g.html").read_text(encoding="utf-8")
    assert '<html lang="en"' in page and "Example data: everything here is made up." in page
    assert str(demo) not in page
