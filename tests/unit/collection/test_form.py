"""The empty form: its sheets, its headers, what may be changed in it, and what Excel can open."""

import datetime as dt

import openpyxl
import pytest
from filling import OFFICE, offered

from evaluation.collection import form_name, write_form
from evaluation.collection.checks import (
    LONGEST_FORMULA,
    LONGEST_NOTE,
    LONGEST_REFUSAL,
    LONGEST_TITLE,
)
from evaluation.contract import FORM_SHEETS, TABLES
from evaluation.errors import BadInput, UnknownCode

TABLE_SHEETS = {name: table for table in TABLES.values() for name in (table.name, *table.names)}


def cells_of(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def checks_of(book):
    return [check for sheet in book for check in sheet.data_validations.dataValidation]


def test_each_table_has_a_sheet_and_every_other_sheet_is_known_to_hold_no_data(empty):
    tables = [TABLE_SHEETS[name].name for name in empty.sheetnames if name in TABLE_SHEETS]
    others = [name for name in empty.sheetnames if name not in TABLE_SHEETS]
    assert tables == list(TABLES)
    assert len(others) == 2 and set(others) <= FORM_SHEETS
    assert empty.sheetnames[0] in ("ohje", "instructions")


def test_headers_are_the_contracts_and_required_ones_look_different(empty):
    for name, table in TABLE_SHEETS.items():
        if name not in empty.sheetnames:
            continue
        cells = empty[name][1]
        for cell, column in zip(cells, table.columns, strict=True):
            assert cell.value.replace(" ", "_") in {
                n.replace(" ", "_") for n in (column.name, *column.names)
            }
        looks = {column.required: set() for column in table.columns}
        for cell, column in zip(cells, table.columns, strict=True):
            assert cell.font.b
            looks[column.required].add(cell.fill.fgColor.rgb)
        assert all(len(fills) == 1 for fills in looks.values())
        assert len({next(iter(fills)) for fills in looks.values()}) == len(looks)


def test_only_the_cells_below_headers_may_be_changed_and_there_is_no_password(empty):
    for sheet in empty:
        assert sheet.protection.sheet and not sheet.protection.password
        assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
        table = TABLE_SHEETS.get(sheet.title)
        unlocked = [d for d in sheet.column_dimensions.values() if not d.protection.locked]
        assert len(unlocked) == (len(table.columns) if table else 0)
        if table:
            assert sheet.freeze_panes == "A2"


def test_ids_and_texts_are_cells_of_text_and_dates_are_cells_of_dates(empty, language):
    formats = {"date": "d.m.yyyy" if language == "fi" else "yyyy-mm-dd", "number": "General"}
    for name, table in TABLE_SHEETS.items():
        if name in empty.sheetnames:
            dimensions = empty[name].column_dimensions
            for letter, column in zip("ABCDEFGHIJK", table.columns, strict=False):
                expected = "0" if column.kind == "integer" else formats.get(column.kind, "@")
                assert dimensions[letter].number_format == expected


def test_every_column_has_one_check_with_a_note_down_to_the_last_row(empty):
    for name, table in TABLE_SHEETS.items():
        if name in empty.sheetnames:
            checks = empty[name].data_validations.dataValidation
            assert len(checks) == len(table.columns)
            ranges = sorted(str(check.sqref) for check in checks)
            letters = "ABCDEFGHIJK"[: len(checks)]
            assert ranges == [f"{letter}2:{letter}1048576" for letter in letters]
            assert all(check.prompt and check.showInputMessage for check in checks)


def test_what_must_come_from_a_list_comes_from_a_list(empty):
    for name, table in TABLE_SHEETS.items():
        if name in empty.sheetnames:
            checks = {str(c.sqref)[0]: c for c in empty[name].data_validations.dataValidation}
            for letter, column in zip("ABCDEFGHIJK", table.columns, strict=False):
                kind = "list" if column.words or column.codes else None
                kind = kind or {"date": "date", "number": "decimal", "integer": "whole"}.get(
                    column.kind
                )
                assert checks[letter].type == kind
                assert bool(checks[letter].showErrorMessage) == (kind is not None)


def test_only_planned_days_may_lie_ahead(empty):
    ahead = {
        (table.name, column.name)
        for name, table in TABLE_SHEETS.items()
        if name in empty.sheetnames
        for letter, column in zip("ABCDEFGHIJK", table.columns, strict=False)
        for check in empty[name].data_validations.dataValidation
        if str(check.sqref).startswith(letter) and check.formula2 == "DATE(2099,12,31)"
    }
    assert ahead == {("actions", "due_on"), ("workers", "ended")}


def test_excel_can_open_it(empty, empty_path):
    """Excel calls a workbook damaged when a note, a title or a formula of a check is too long."""
    for check in checks_of(empty):
        assert len(check.prompt or "") <= LONGEST_NOTE
        assert len(check.error or "") <= LONGEST_REFUSAL
        assert len(check.promptTitle or "") <= LONGEST_TITLE
        assert len(check.errorTitle or "") <= LONGEST_TITLE
        assert len(check.formula1 or "") <= LONGEST_FORMULA
        assert len(check.formula2 or "") <= LONGEST_FORMULA
    assert empty_path.stat().st_size < 300_000


def test_lists_are_whole_and_named_ranges_exist(empty):
    names = set(empty.defined_names)
    for check in checks_of(empty):
        if check.type == "list" and "IF(" not in check.formula1:
            assert check.formula1 in names
    for name in names:
        if not name.endswith("_question"):
            assert None not in offered(empty, name), name


def test_no_cell_is_a_formula(empty):
    assert not [cell.coordinate for cell in cells_of(empty) if cell.data_type == "f"]


def test_the_form_says_whose_it_is_and_on_which_theory_it_stands(empty, framework, language):
    assert empty.properties.category == f"evaluation-form:{OFFICE}"
    assert framework.hash[:12] in empty.properties.keywords
    told = " ".join(str(cell.value) for cell in cells_of(empty) if cell.value)
    assert framework.offices[OFFICE].name.say(language) in told
    assert framework.version in told


def test_the_instructions_tell_every_column(empty):
    lines = [[cell.value for cell in row] for row in empty.worksheets[0].iter_rows()]
    told = [line[0] for line in lines if line[1]]
    for table in TABLES.values():
        for column in table.columns:
            headers = {column.names[0], column.name.replace("_", " ")}
            assert headers & set(told)


def test_a_filled_form_is_never_overwritten(tmp_path, framework):
    path = tmp_path / "form.xlsx"
    path.write_text("filled in")
    with pytest.raises(BadInput):
        write_form(framework, OFFICE, "fi", path)
    assert path.read_text() == "filled in"


def test_what_cannot_be_made_is_refused(tmp_path, framework):
    with pytest.raises(UnknownCode, match="office-c"):
        write_form(framework, "no-such-office", "fi", tmp_path / "form.xlsx")
    with pytest.raises(UnknownCode):
        write_form(framework, OFFICE, "sv", tmp_path / "form.xlsx")
    with pytest.raises(BadInput):
        write_form(framework, OFFICE, "fi", tmp_path / "form.xls")
    with pytest.raises(BadInput):
        write_form(framework, OFFICE, "fi", tmp_path / "no-such-folder" / "form.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_usual_name_is_in_the_language():
    assert form_name("office-c", "fi") == "lomake-office-c.xlsx"
    assert form_name("office-c", "en") == "form-office-c.xlsx"


def test_the_form_is_an_ordinary_workbook_with_dates_from_1900(empty):
    assert empty.epoch == openpyxl.utils.datetime.CALENDAR_WINDOWS_1900
    assert isinstance(empty.properties.created, dt.datetime)
