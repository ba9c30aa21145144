"""An empty form of one office, in each language."""

import openpyxl
import pytest
from filling import OFFICE

from evaluation.collection import write_form


@pytest.fixture(scope="session", params=["fi", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="session")
def empty_path(tmp_path_factory, framework, language):
    """An empty form: for looking at, not for filling in."""
    return write_form(framework, OFFICE, language, tmp_path_factory.mktemp("form") / "form.xlsx")


@pytest.fixture(scope="session")
def empty(empty_path):
    """The same form, opened with openpyxl: for looking at."""
    return openpyxl.load_workbook(empty_path)


@pytest.fixture
def form(tmp_path, empty_path):
    """An empty form opened with openpyxl, and the path in the office's folder to save it to."""
    folder = tmp_path / OFFICE
    folder.mkdir()
    return openpyxl.load_workbook(empty_path), folder / "form.xlsx"
