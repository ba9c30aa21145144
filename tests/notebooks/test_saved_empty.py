"""Notebooks are saved without outputs: no client's value can lie in a saved notebook."""

from pathlib import Path

import nbformat
import papermill
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_saved_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_every_parameter_has_a_type_and_a_help(path):
    parameters = papermill.inspect_notebook(path)
    assert parameters
    for parameter in parameters.values():
        assert parameter["inferred_type_name"] != "None" and parameter["help"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_prose_for_readers_stands_in_both_languages(path):
    cells = nbformat.read(path, as_version=4).cells
    tagged = {
        language: [c for c in cells if language in c.metadata.get("tags", [])]
        for language in ("fi", "en")
    }
    assert len(tagged["fi"]) == len(tagged["en"])
