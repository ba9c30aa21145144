"""Workbooks: every kind of cell as text, against what openpyxl wrote and reads."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.intake.catalogue import UNKNOWN_SHEET, UNREADABLE
from evaluation.intake.workbook import read_workbook
from evaluation.intake.xlsx import NO_SAVED_RESULT, lines_of, number_text, open_book

FIRST = dt.datetime(1899, 12, 30)


def saved(fill, name="workers"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = name
    fill(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines(data):
    book = open_book(data)
    return lines_of(book, book.sheets[0][1])


def only_cell(value, number_format=None):
    def fill(page):
        page["A1"] = value
        if number_format:
            page["A1"].number_format = number_format

    return lines(saved(fill))[0][1][0]


def replaced(data, old, new, part="xl/worksheets/sheet1.xml"):
    """The workbook with a piece of one part's XML changed."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Šárka Mäki", "Šárka Mäki"),
        (" 007 ", " 007 "),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (0.1 + 0.2, "0.3"),
        (-2, "-2"),
        (1e-7, "0.0000001"),
        (True, "true"),
        (False, "false"),
        (dt.date(2024, 3, 1), "2024-03-01"),
        (dt.datetime(2024, 3, 1), "2024-03-01"),
        (dt.datetime(2024, 3, 1, 10, 30), "2024-03-01 10:30:00"),
        ("#N/A", "#N/A"),
    ],
)
def test_cells_as_text(value, text):
    assert only_cell(value) == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (123, "00000", "00123"),
        (0.125, "0.0%", "12.5 %"),
        (45352, "d.m.yyyy", "2024-03-01"),
        (45352, "#,##0", "45352"),
        (-1e9, "d.m.yyyy", "#VALUE!"),
        (1.23456789012345e17, "General", "123456789012345000"),
    ],
)
def test_number_formats_are_heeded(value, number_format, text):
    assert only_cell(value, number_format) == text


def test_the_calendar_that_begins_in_1904():
    def fill(page):
        page.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        page["A1"] = dt.date(2024, 3, 1)

    assert lines(saved(fill))[0][1] == ["2024-03-01"]


def test_rows_and_cells_that_the_file_leaves_out_keep_their_places():
    def fill(page):
        page["B2"] = "x"
        page["D5"] = "y"

    assert lines(saved(fill)) == [(2, [None, "x"]), (5, [None, None, None, "y"])]


def test_rows_and_cells_without_addresses():
    data = saved(lambda page: page.append(["x", "y"]))
    for old, new in ((b' r="1"', b""), (b' r="A1"', b""), (b' r="B1"', b"")):
        data = replaced(data, old, new)
    assert lines(data) == [(1, ["x", "y"])]


def test_a_wrong_size_written_in_the_file_loses_no_rows():
    data = saved(lambda page: [page.append([n]) for n in range(5)])
    data = replaced(data, b'<dimension ref="A1:A5"', b'<dimension ref="A1:A2"')
    assert [cells for _, cells in lines(data)] == [["0"], ["1"], ["2"], ["3"], ["4"]]


def test_a_formula_without_a_saved_result_is_told_from_an_empty_cell():
    data = saved(lambda page: page.append(["=1+1", None, "x"]))
    assert lines(data)[0][1] == [NO_SAVED_RESULT, None, "x"]


def test_a_saved_result_of_a_formula_is_read_even_if_it_is_an_empty_text():
    data = saved(lambda page: page.append(["=A9", "=B9"]))
    cells = (b'<c r="A1"><f>A9</f><v /></c>', b'<c r="B1"><f>B9</f><v /></c>')
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    cells = tuple(c if c in xml else c.replace(b"<v />", b"<v></v>") for c in cells)
    data = replaced(data, cells[0], b'<c r="A1"><f>A9</f><v>7.5</v></c>')
    data = replaced(data, cells[1], b'<c r="B1" t="str"><f>B9</f><v></v></c>')
    assert lines(data)[0][1] == ["7.5", None]


TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def handmade(cells, texts, namespace=TRANSITIONAL):
    """A workbook as other programs write it: shared texts, no styles, absolute targets."""

    def relations(*targets):
        inner = "".join(
            f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(targets)
        )
        return f"<Relationships>{inner}</Relationships>"

    parts = {
        "_rels/.rels": relations(("officeDocument", "xl/book.xml")),
        "xl/book.xml": f'<workbook xmlns="{namespace}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="workers" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/book.xml.rels": relations(
            ("worksheet", "/xl/sheets/one.xml"), ("sharedStrings", "texts.xml")
        ),
        "xl/sheets/one.xml": f'<worksheet xmlns="{namespace}"><sheetData><row r="1">{cells}</row>'
        "</sheetData></worksheet>",
        "xl/texts.xml": f'<sst xmlns="{namespace}">{texts}</sst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("namespace", [TRANSITIONAL, STRICT])
def test_shared_texts(namespace):
    texts = "<si><t>a_x000D_b</t></si><si><t/></si><si><t xml:space='preserve'> Mäki</t></si>"
    cells = '<c r="A1" t="s"><v>2</v></c><c r="B1" t="s"><v>0</v></c><c r="C1"><v>7</v></c>'
    assert lines(handmade(cells, texts, namespace)) == [(1, [" Mäki", "a\rb", "7"])]


def test_formatted_runs_are_joined_and_reading_aids_left_out():
    texts = "<si><r><t>Mä</t></r><r><t>ki</t></r><rPh sb='0' eb='1'><t>no</t></rPh></si>"
    assert lines(handmade('<c r="A1" t="s"><v>0</v></c>', texts))[0][1] == ["Mäki"]
    inline = '<c r="A1" t="inlineStr"><is><r><t>Mä</t></r><r><t>ki</t></r></is></c>'
    assert lines(handmade(inline, ""))[0][1] == ["Mäki"]


def test_a_date_written_as_iso_text():
    assert lines(handmade('<c r="A1" t="d"><v>2024-03-01T00:00:00</v></c>', ""))[0][1] == [
        "2024-03-01T00:00:00"
    ]


def test_sheets_keep_the_workbooks_order(tmp_path):
    book = openpyxl.Workbook()
    for name in ("Ohje", "Työntekijät ", "FACTS"):
        book.create_sheet(name).append(["period"])
    book.save(tmp_path / "a.xlsx")
    tables, problems = read_workbook(tmp_path / "a.xlsx", "office-a")
    assert [table.name for table, _ in tables] == ["workers", "facts"]
    assert [(p.rule, p.sheet) for p in problems] == [(UNKNOWN_SHEET.what.en, n) for n in ("1", "2")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a workbook",
        b"PK\x03\x04 cut",
        saved(lambda page: page.append([1]))[:-200],
        replaced(saved(lambda page: page.append([1])), b"</worksheet>", b""),
        handmade('<c r="A1" t="s"><v>99</v></c>', "<si><t>x</t></si>"),
        handmade('<c r="A1" t="?"><v>9</v></c>', ""),
    ],
)
def test_a_broken_workbook(tmp_path, data):
    (tmp_path / "a.xlsx").write_bytes(data)
    tables, problems = read_workbook(tmp_path / "a.xlsx", "office-a")
    assert tables == []
    assert [p.rule for p in problems] == [UNREADABLE.what.en]


cell_values = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1)
    .filter(lambda text: not text.startswith("=") and "_x" not in text),
    st.integers(-(10**12), 10**12),
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cell_values, min_size=1, max_size=4), min_size=1, max_size=5))
def test_the_same_cells_as_openpyxl_reads(rows):
    data = saved(lambda page: [page.append(row) for row in rows])
    expected = {
        (cell.row, cell.column): cell.value
        for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()
        for cell in row
        if cell.value is not None
    }
    found = {
        (number, at): text
        for number, cells in lines(data)
        for at, text in enumerate(cells, start=1)
        if text is not None
    }
    assert found.keys() == expected.keys()
    for place, value in expected.items():
        if isinstance(value, bool):
            assert found[place] == str(value).lower()
        elif isinstance(value, dt.datetime):
            assert found[place] == value.date().isoformat()
        elif isinstance(value, int | float):
            assert float(found[place]) == value
        else:
            assert found[place] == value


def test_a_time_of_day_is_no_number():
    assert number_text("0.5", "h:mm", FIRST) == "12:00:00"
