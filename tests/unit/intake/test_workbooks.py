"""Workbooks of Excel and LibreOffice: every kind of cell as text, nothing lost in silence."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evaluation.intake.catalogue import TOO_LARGE, UNKNOWN_SHEET, UNREADABLE
from evaluation.intake.rules import Place
from evaluation.intake.workbooks import form_office, open_workbook, sheets_of, workbook
from evaluation.intake.workbooks.archive import Refused
from evaluation.intake.workbooks.marks import NO_SAVED_RESULT

PLACE = Place("office-a", "a.xlsx")

FIRST_SHEET = "xl/worksheets/sheet1.xml"


def saved(fill, name="workers"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = name
    fill(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def sheets(tmp_path):
    """All sheets of a workbook given as bytes."""

    def read(data):
        (tmp_path / "a.xlsx").write_bytes(data)
        return sheets_of(tmp_path / "a.xlsx")

    return read


@pytest.fixture
def lines(sheets):
    """Lines of the first sheet of a workbook given as bytes."""
    return lambda data: sheets(data)[0][1]


def changed(data, part, change):
    """The workbook with one part's XML changed."""
    source = zipfile.ZipFile(io.BytesIO(data))
    parts = {name: source.read(name) for name in source.namelist()}
    return archive({**parts, part: change(parts[part])})


def replaced(data, old, new, part=FIRST_SHEET):
    def change(xml):
        assert old in xml
        return xml.replace(old, new)

    return changed(data, part, change)


def cell(value, number_format=None):
    def fill(page):
        page["A1"] = value
        if number_format:
            page["A1"].number_format = number_format

    return saved(fill)


# --- Excel, as openpyxl writes it ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Šárka Mäki", "Šárka Mäki"),
        (" 007 ", " 007 "),
        ("7", "7"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (0.1 + 0.2, "0.3"),
        (-2, "-2"),
        (-0.0, "0"),
        (1e-7, "0.0000001"),
        (2**53 + 2, "9007199254740994"),
        (1.23456789012345e17, "123456789012345000"),
        (1e22, "1" + 22 * "0"),
        (True, "true"),
        (False, "false"),
        (dt.date(2024, 3, 1), "2024-03-01"),
        (dt.datetime(2024, 3, 1), "2024-03-01"),
        (dt.datetime(2024, 3, 1, 10, 30), "2024-03-01 10:30:00"),
        (dt.time(10, 30), "10:30:00"),
        (dt.timedelta(hours=36), "1900-01-01 12:00:00"),
    ],
)
def test_cells_as_text(lines, value, text):
    assert lines(cell(value)) == [(1, [text])]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (123, "00000", "00123"),
        (123, "0000;@", "0123"),
        (123, "[$-40B]00000", "00123"),
        (123456, "0000", "123456"),
        (7, "0", "7"),
        (0.125, "0.0%", "12.5 %"),
        (0.07, "0%", "7 %"),
        (7, "0 %", "700 %"),
        (45352, "d.m.yyyy", "2024-03-01"),
        (45352, "[$-40B]d. mmmm yyyy;@", "2024-03-01"),
        (45352, "#,##0", "45352"),
        (30, '0 "min"', "30"),
        (7.5, '0.0" h"', "7.5"),
        (12.5, "#,##0.00\\ [$€-40B]", "12.5"),
        (7, "[Red]0", "7"),
    ],
)
def test_number_formats_are_heeded(lines, value, number_format, text):
    assert lines(cell(value, number_format)) == [(1, [text])]


@pytest.mark.parametrize("number", [-1e9, 1e9, 3e9])
def test_a_number_outside_the_calendar_spoils_no_other_cell(lines, number):
    def fill(page):
        page.append([number, dt.date(2024, 3, 1), "x", 0.5, 7])
        page["A1"].number_format = "d.m.yyyy"
        page["D1"].number_format = "0%"

    assert lines(saved(fill)) == [(1, ["#VALUE!", "2024-03-01", "x", "50 %", "7"])]


def test_the_calendar_that_begins_in_1904(lines):
    def fill(page):
        page.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        page.append([dt.date(2024, 3, 1), -1e9])
        page["B1"].number_format = "d.m.yyyy"

    assert lines(saved(fill)) == [(1, ["2024-03-01", "#VALUE!"])]


def test_true_and_one_in_a_column_are_told_apart(lines):
    data = saved(lambda page: [page.append([v]) for v in (1, True, 0, False, "x", 1.0)])
    assert [c for _, (c,) in lines(data)] == ["1", "true", "0", "false", "x", "1"]


ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!")


@pytest.mark.parametrize("error", [*ERRORS, "#SPILL!", "#CALC!", "#GETTING_DATA"])
@pytest.mark.parametrize("quotes", ['t="e"', "t='e'", 's="0" t = "e"'])
def test_errors_of_excel_are_no_empty_cells(lines, error, quotes):
    def fill(page):
        page.append(["#N/A", 'about t="e" <c t="e">', "#"])

    data = changed(
        saved(fill),
        FIRST_SHEET,
        lambda xml: xml.replace(b't="e"><v>#N/A', f"{quotes}><v>{error}".encode(), 1),
    )
    assert lines(data) == [(1, [error, 'about t="e" <c t="e">', "#"])]


def test_an_error_that_a_formula_gave(lines):
    data = saved(lambda page: page.append(["=1/0", "x"]))
    data = changed(data, FIRST_SHEET, lambda xml: xml.replace(
        b'<c r="A1"><f>1/0</f><v /></c>', b'<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    ).replace(
        b'<c r="A1"><f>1/0</f><v></v></c>', b'<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    ))  # fmt: skip
    assert lines(data) == [(1, ["#DIV/0!", "x"])]


def test_rows_and_cells_that_the_file_leaves_out_keep_their_places(lines):
    def fill(page):
        page["B2"] = "x"
        page["D5"] = "y"

    assert lines(saved(fill)) == [(2, [None, "x", None, None]), (5, [None, None, None, "y"])]


def test_formatted_empty_cells_are_empty(lines):
    def fill(page):
        page["B2"] = "x"
        page["D9"].number_format = "0%"

    assert lines(saved(fill)) == [(2, [None, "x"])]


def test_a_sheet_without_cells(lines):
    assert lines(saved(lambda page: None)) == []


def test_a_wrong_size_written_in_the_file_loses_no_rows(lines):
    data = saved(lambda page: [page.append([n]) for n in range(5)])
    data = replaced(data, b'<dimension ref="A1:A5"', b'<dimension ref="A1:A2"')
    assert [cells for _, cells in lines(data)] == [["0"], ["1"], ["2"], ["3"], ["4"]]


def test_a_formula_without_a_saved_result_is_told_from_an_empty_cell(lines):
    data = saved(lambda page: page.append(["=1+1", None, "x"]))
    assert lines(data) == [(1, [NO_SAVED_RESULT, None, "x"])]


def test_formulas_without_results_beyond_all_values_are_told(lines):
    def fill(page):
        page["B2"] = "x"
        page["D4"] = "=1+1"

    nothing = NO_SAVED_RESULT
    assert lines(saved(fill)) == [(2, [None, "x", None, None]), (4, [None, None, None, nothing])]
    assert lines(saved(lambda page: page.append(["=1+1"]))) == [(1, [nothing])]


RESULTS = {
    '<c r="A1"><f>A9</f><v>7.5</v></c>': "7.5",
    '<c r="A1" t="str"><f>A9</f><v></v></c>': None,
    '<c r="A1" t="str"><f>A9</f><v/></c>': None,
    '<c r="A1" t="str"><f>A9</f></c>': None,
    '<c r="A1" t="str"><f>A9</f><v>text</v></c>': "text",
    '<c r="A1" t="b"><f>A9</f><v>1</v></c>': "true",
    '<c r="A1"><f>A9</f></c>': NO_SAVED_RESULT,
    '<c r="A1"><f>A9</f><v/></c>': NO_SAVED_RESULT,
    '<c r="A1"><f t="shared" si="0"/><v></v></c>': NO_SAVED_RESULT,
    '<c r="A1" t="n"><f>A9</f></c>': NO_SAVED_RESULT,
    '<c r="A1" t="inlineStr"><f>A9</f><is><t>text</t></is></c>': "text",
    '<x:c r="A1"><x:f>A9</x:f><x:v/></x:c>': NO_SAVED_RESULT,
}


@pytest.mark.parametrize("xml", RESULTS)
def test_a_saved_result_is_read_even_if_it_is_an_empty_text(lines, xml):
    found = lines(handmade(xml + '<c r="B1"><v>1</v></c>'))
    assert found == [(1, [RESULTS[xml], "1"])]


def test_hidden_sheets_are_read_like_others(sheets):
    book = openpyxl.Workbook()
    for state in ("visible", "hidden", "veryHidden"):
        page = book.create_sheet(state)
        page.append([state])
        page.sheet_state = state
    out = io.BytesIO()
    book.save(out)
    assert sheets(out.getvalue())[1:] == [
        (state, [(1, [state])]) for state in ("visible", "hidden", "veryHidden")
    ]


# --- Excel's format as other programs write it --------------------------------------------------

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(*targets):
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return f"<Relationships>{inner}</Relationships>"


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def handmade(cells, texts="", namespace=TRANSITIONAL, sheet=None, styles=""):
    """A workbook as other programs write it: shared texts, unusual and absolute targets."""
    parts = {
        "_rels/.rels": relations(("officeDocument", "xl/book.xml")),
        "xl/book.xml": f'<workbook xmlns="{namespace}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="workers" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/book.xml.rels": relations(
            ("worksheet", "/xl/sheets/one.xml"), ("sharedStrings", "texts.xml")
        ),
        "xl/sheets/one.xml": sheet
        or f'<worksheet xmlns="{namespace}"><sheetData><row r="1">{cells}</row>'
        "</sheetData></worksheet>",
        "xl/texts.xml": f'<sst xmlns="{namespace}">{texts}</sst>',
    }
    return archive(parts)


@pytest.mark.parametrize("namespace", [TRANSITIONAL, STRICT])
def test_shared_texts(lines, namespace):
    texts = "<si><t>a_x000D_b</t></si><si/><si><t/></si><si><t xml:space='preserve'> Mäki</t></si>"
    cells = (
        '<c r="A1" t="s"><v>3</v></c><c r="B1" t="s"><v>0</v></c><c r="C1"><v>7</v></c>'
        '<c r="D1" t="s"><v>1</v></c><c r="E1" t="s"><v>2</v></c>'
    )
    assert lines(handmade(cells, texts, namespace)) == [(1, [" Mäki", "a\rb", "7", None, None])]


@pytest.mark.parametrize(
    ("written", "text"),
    [("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("a_xb", "a_xb"), ("&amp;&#228;", "&ä")],
)
@pytest.mark.parametrize(
    "form",
    [
        '<c r="A1" t="inlineStr"><is><t>{}</t></is></c>',
        '<c r="A1" t="str"><v>{}</v></c>',
        '<c r="A1" t="s"><v>0</v></c>',
    ],
)
def test_escaped_characters(lines, form, written, text):
    assert lines(handmade(form.format(written), f"<si><t>{written}</t></si>")) == [(1, [text])]


def test_formatted_runs_are_joined_and_reading_aids_left_out(lines):
    texts = "<si><r><t>Mä</t></r><r><t>ki</t></r><rPh sb='0' eb='1'><t>no</t></rPh></si>"
    assert lines(handmade('<c r="A1" t="s"><v>0</v></c>', texts)) == [(1, ["Mäki"])]
    inline = '<c r="A1" t="inlineStr"><is><r><t>Mä</t></r><r><t>ki</t></r></is></c>'
    assert lines(handmade(inline)) == [(1, ["Mäki"])]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2024-03-01", "2024-03-01"),
        ("2024-03-01T00:00:00", "2024-03-01"),
        ("2024-03-01T10:30:00", "2024-03-01 10:30:00"),
        ("next week", "next week"),
    ],
)
def test_a_date_written_as_iso_text(lines, written, text):
    assert lines(handmade(f'<c r="A1" t="d"><v>{written}</v></c>')) == [(1, [text])]


@pytest.mark.parametrize("written", ["1&amp;2", "1&#228;", " 7", "7 ", "1,5"])
def test_texts_that_look_like_numbers(lines, written):
    cells = f'<c r="A1" t="str"><v xml:space="preserve">{written}</v></c><c r="B1"><v>7</v></c>'
    text = written.replace("&amp;", "&").replace("&#228;", "ä")
    assert lines(handmade(cells)) == [(1, [text, "7"])]


def test_rows_and_cells_without_addresses(lines):
    sheet = (
        f'<worksheet xmlns="{TRANSITIONAL}"><sheetData><row><c><v>1</v></c><c><v>2</v></c></row>'
        '<row r="4"><c r="C4"><v>3</v></c><c><f>9</f></c></row><row><c><v>4</v></c></row>'
        "</sheetData></worksheet>"
    )
    assert lines(handmade("", sheet=sheet)) == [
        (1, ["1", "2", None, None]),
        (4, [None, None, "3", NO_SAVED_RESULT]),
        (5, ["4", None, None, None]),
    ]


def test_elements_with_a_prefix(lines):
    sheet = (
        f'<x:worksheet xmlns:x="{TRANSITIONAL}"><x:sheetData><x:row r="2"><x:c r="B2" t="e">'
        '<x:v>#N/A</x:v></x:c><x:c r="C2"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert lines(handmade("", sheet=sheet)) == [(2, [None, "#N/A", "5"])]


def test_parts_in_utf_16(lines):
    sheet = (
        f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{TRANSITIONAL}"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Mäki</t></is></c></row></sheetData></worksheet>'
    )
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert lines(handmade("", sheet=sheet.encode(encoding))) == [(1, ["Mäki"])]


PECULIAR = {
    "another encoding": '<?xml version="1.0" encoding="UTF-7"?>',
    "a cell's type": '<c r="A1" t="?"><v>9</v></c>',
    "a text that is not there": '<c r="A1" t="s"><v>99</v></c>',
    "a comment in a number": '<c r="A1"><v><!-- x -->7</v></c>',
    "a literal number": '<c r="A1"><v><![CDATA[7]]></v></c>',
    "an instruction in a number": '<c r="A1"><v><?x?>7</v></c>',
    "an escaped number": '<c r="A1"><v>1&#55;</v></c>',
    "a text's number with spaces": '<c r="A1" t="s"><v> 0</v></c>',
    "a text's number with spaces that count": '<c r="A1" t="s"><v xml:space="preserve"> 0</v></c>',
    "a text's number with a line break": '<c r="A1" t="s"><v>0\n</v></c>',
    "a text's number that is escaped": '<c r="A1" t="s"><v>0&#48;</v></c>',
    "a computed number that is escaped": '<c r="A1" s="0"><f>1</f><v>1&#48;</v></c>',
    "an address without a row": '<c r="A"><v>1</v></c>',
    "a tag that is not closed": '<c r="A1"><v>1</w></c>',
    "a text and a value": '<c r="A1" t="inlineStr"><is><t>x</t></is><v>5</v></c>',
    "two values": '<c r="A1"><v>1</v><v>2</v></c>',
    "two values, one of a percentage": '<c r="A1"><f>1</f><v>1</v><v>2</v></c>',
    "a result before its formula": '<c r="A1"><v>1</v><f>A9</f></c>',
    "a zero byte": '<c r="A1" t="inlineStr"><is><t>a\x00b</t></is></c>',
}


@pytest.mark.parametrize("kind", PECULIAR)
def test_what_could_be_misread_is_refused(tmp_path, kind):
    xml = PECULIAR[kind]
    sheet = f'<worksheet><sheetData><row r="1">{xml}</row></sheetData></worksheet>'
    if xml.startswith("<?xml"):
        sheet = xml + '<worksheet><sheetData><row r="1"/></sheetData></worksheet>'
    (tmp_path / "a.xlsx").write_bytes(handmade("", "<si><t>x</t></si>", sheet=sheet))
    tables, problems = open_workbook(tmp_path / "a.xlsx", PLACE)
    assert (tables, [p.rule for p in problems]) == ([], [UNREADABLE.what.en])


# --- LibreOffice --------------------------------------------------------------------------------

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"), ("table", "table"), ("text", "text"), ("number", "datastyle"),
        ("draw", "drawing"),
    ]
)  # fmt: skip
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def opendocument(tables, styles=""):
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {NAMES} {CALC}>{styles}<office:body>"
            f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def ods_cell(kind, value, shown, more=""):
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(
        kind, "value"
    )
    kind = f'office:value-type="{kind}"' if kind else ""
    value = f'office:{name}="{value}"' if value is not None else ""
    shown = f"<text:p>{shown}</text:p>" if shown is not None else ""
    return f"<table:table-cell {kind} {value} {more}>{shown}</table:table-cell>"


def ods(*cells, styles=""):
    rows = f"<table:table-row>{''.join(cells)}</table:table-row>"
    return opendocument(f'<table:table table:name="workers">{rows}</table:table>', styles)


ZEROS = '<number:number-style><number:number number:min-integer-digits="4"/></number:number-style>'
FORMULA = 'table:formula="of:=1+1"'
ERROR = 'table:formula="of:=1/0" calcext:value-type="error"'
DRAWING = (
    '<table:table-cell office:value-type="string"><draw:frame><draw:text-box><text:p>shape'
    "</text:p></draw:text-box></draw:frame><text:p>value</text:p></table:table-cell>"
)
NOTE = (
    '<table:table-cell office:value-type="float" office:value="7"><office:annotation><text:p>note'
    "</text:p></office:annotation><text:p>7</text:p></table:table-cell>"
)


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (ods_cell("string", None, "Mäki"), "Mäki"),
        (ods_cell("string", None, "007"), "007"),
        (ods_cell("string", None, "a</text:p><text:p>b"), "a\nb"),
        (ods_cell("string", None, "a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d"),
         "a  b c d"),
        (ods_cell("string", None, "a<text:span>b</text:span>c"), "abc"),
        (ods_cell("float", "7", "7"), "7"),
        (ods_cell("float", "7.5", "7,5"), "7.5"),
        (ods_cell("float", "1E-7", "0"), "0.0000001"),
        (ods_cell("currency", "12.5", "12,50 €"), "12.5"),
        (ods_cell("percentage", "0.125", "12,5 %"), "12.5 %"),
        (ods_cell("percentage", "0.125", "12,5 %", FORMULA), "12.5 %"),
        (ods_cell("date", "2024-03-01", "1.3.2024"), "2024-03-01"),
        (ods_cell("date", "2024-03-01T00:00:00", "1.3.2024"), "2024-03-01"),
        (ods_cell("date", "2024-03-01T10:30:00", "1.3.2024"), "2024-03-01 10:30:00"),
        (ods_cell("date", "1899-12-30", "30.12.1899"), "1899-12-30"),
        (ods_cell("time", "PT10H30M00S", "10:30"), "10:30:00"),
        (ods_cell("boolean", "true", "TOSI"), "true"),
        (ods_cell("boolean", "false", "EPÄTOSI"), "false"),
        (ods_cell("string", None, "#DIV/0!", f'office:string-value="" {ERROR}'), "#DIV/0!"),
        (ods_cell("string", None, "#PUUTTUU!", f'office:string-value="" {ERROR}'), "#PUUTTUU!"),
        (ods_cell("float", "0", "Virhe:502", ERROR), "#VALUE!"),
        (ods_cell("", None, None, FORMULA), NO_SAVED_RESULT),
        (ods_cell("float", "2", "2", FORMULA), "2"),
        (ods_cell("string", None, None, 'office:string-value="" ' + FORMULA), None),
        (ods_cell("string", None, "", FORMULA), None),
        (ods_cell("", None, "bare"), "bare"),
        (ods_cell("float", None, "7,5"), "7,5"),
        (ods_cell("float", "7", "0007"), "7"),
        (DRAWING, "value"),
        (NOTE, "7"),
    ],
)  # fmt: skip
def test_cells_of_libreoffice(lines, xml, text):
    assert lines(ods(xml, ods_cell("float", "1", "1"))) == [(1, [text, "1"])]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (ods_cell("float", "7", "0007"), "0007"),
        (ods_cell("float", "12345", "12345"), "12345"),
        (ods_cell("float", "0.5", "0,50"), "0.5"),
        (ods_cell("float", "0", "0"), "0"),
        (ods_cell("float", "8", "0007"), "8"),
    ],
)
def test_leading_zeros_of_libreoffice(lines, xml, text):
    assert lines(ods(xml, styles=ZEROS)) == [(1, [text])]


def test_repeated_cells_and_rows_of_libreoffice(lines):
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2">'
        + ods_cell("percentage", "0.5", "50 %", 'table:number-columns-repeated="2"')
        + "<table:table-cell/>"
        + ods_cell("string", None, "x", 'table:number-columns-repeated="2"')
        + '<table:table-cell table:number-columns-repeated="16379"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048572"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row>'
    )
    row = ["50 %", "50 %", None, "x", "x"]
    data = opendocument(f'<table:table table:name="workers">{rows}</table:table>')
    assert lines(data) == [(3, row), (4, row)]


def test_groups_headers_and_several_sheets_of_libreoffice(sheets):
    one = f"<table:table-row>{ods_cell('float', '1', '1')}</table:table-row>"
    two = (
        f"<table:table-header-rows>{one}</table:table-header-rows>"
        f"<table:table-row-group>{one}</table:table-row-group>"
    )
    tables = f'<table:table table:name="b">{two}</table:table><table:table table:name="a">{one}'
    assert sheets(opendocument(tables + "</table:table>")) == [
        ("b", [(1, ["1"]), (2, ["1"])]),
        ("a", [(1, ["1"])]),
    ]


@pytest.mark.parametrize(
    "tables",
    [
        "",
        '<table:table table:name="a"/><table:table table:name="a"/>',
        '<table:table table:name="a"><table:table-row><table:table-cell><table:table'
        ' table:name="b"/></table:table-cell></table:table-row></table:table>',
        "<table:table>",
        '<table:table table:name="a"><table:table-row>'
        + ods_cell("float", "1,5", "1,5")
        + "</table:table-row></table:table>",
    ],
)
def test_a_broken_workbook_of_libreoffice(sheets, tables):
    with pytest.raises(Refused) as refused:
        sheets(opendocument(tables))
    assert refused.value.rule is UNREADABLE


def test_a_table_in_a_table_would_hide_the_rows_that_follow(tmp_path):
    inner = '<table:table-cell><table:table table:name="b"/></table:table-cell>'
    rows = f"<table:table-row>{inner}</table:table-row><table:table-row/>"
    (tmp_path / "a.ods").write_bytes(
        opendocument(f'<table:table table:name="workers">{rows}</table:table>')
    )
    _, problems = open_workbook(tmp_path / "a.ods", PLACE)
    assert [p.rule for p in problems] == [UNREADABLE.what.en]


# --- which sheets -------------------------------------------------------------------------------


def with_sheets(path, *names):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in names:
        book.create_sheet(name).append(["period"])
    book.save(path)
    return path


def test_sheets_keep_the_workbooks_order(tmp_path):
    path = with_sheets(tmp_path / "a.xlsx", "Oma", "Työntekijät ", "FACTS", "Muu")
    tables, problems = open_workbook(path, PLACE)
    assert [table.name for table, _ in tables] == ["workers", "facts"]
    assert [sheet.place.sheet for _, sheet in tables] == ["Työntekijät", "FACTS"]
    assert [(p.rule, p.sheet) for p in problems] == [(UNKNOWN_SHEET.what.en, n) for n in ("1", "4")]
    assert [name for name, _ in sheets_of(path)] == ["Oma", "Työntekijät ", "FACTS", "Muu"]


def test_sheets_of_our_own_form_that_hold_no_data_are_passed_by(tmp_path):
    path = with_sheets(
        tmp_path / "a.xlsx", "Ohje", "workers", "Valinnat", "instructions", "CHOICES"
    )
    tables, problems = open_workbook(path, PLACE)
    assert [table.name for table, _ in tables] == ["workers"] and problems == ()


def test_a_sheet_that_is_not_read_may_be_broken(tmp_path):
    path = with_sheets(tmp_path / "a.xlsx", "Oma", "workers")
    path.write_bytes(replaced(path.read_bytes(), b"</worksheet>", b""))
    tables, problems = open_workbook(path, PLACE)
    assert len(tables) == 1 and [p.rule for p in problems] == [UNKNOWN_SHEET.what.en]


def test_charts_of_their_own_sheet_are_no_tables(sheets):
    book = openpyxl.Workbook()
    book.create_chartsheet("Kaavio", 0)
    book.worksheets[0].append([1])
    out = io.BytesIO()
    book.save(out)
    assert [name for name, _ in sheets(out.getvalue())] == ["Sheet"]


def test_the_name_that_may_be_shown_is_the_callers(tmp_path):
    (tmp_path / "Maijan.xlsx").write_bytes(b"")
    _, problems = open_workbook(tmp_path / "Maijan.xlsx", Place("office-a", "#1.xlsx"))
    assert [p.file for p in problems] == ["#1.xlsx"]


@pytest.mark.parametrize(
    ("category", "office"),
    [
        ("evaluation-form:office-c", "office-c"),
        (" evaluation-form:office-c ", "office-c"),
        ("evaluation-form:", None),
        ("evaluation-form:a b", None),
        ("report", None),
        (None, None),
    ],
)
def test_our_own_form_says_which_office_it_was_made_for(tmp_path, category, office):
    book = openpyxl.Workbook()
    book.properties.category = category
    book.save(tmp_path / "a.xlsx")
    assert form_office(tmp_path / "a.xlsx") == office


def test_a_form_saved_by_libreoffice_as_ods_is_known_too(tmp_path):
    said = '<meta:user-defined meta:name="OOXMLCorePropertyCategory">'
    meta = f"<office:document-meta {NAMES}>{said}evaluation-form:office-c</meta:user-defined>"
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "meta.xml": meta}
    (tmp_path / "a.ods").write_bytes(archive(parts))
    assert form_office(tmp_path / "a.ods") == "office-c"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", ods(), handmade("")])
def test_other_files_are_no_form_of_ours(tmp_path, data):
    (tmp_path / "a.xlsx").write_bytes(data)
    assert form_office(tmp_path / "a.xlsx") is None
    assert form_office(tmp_path / "none.xlsx") is None


# --- what does not go ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a workbook",
        b"PK\x03\x04 cut",
        saved(lambda page: page.append([1]))[:-200],
        replaced(saved(lambda page: page.append([1])), b"</worksheet>", b""),
        replaced(saved(lambda page: page.append([1])), b"</sheetData>", b""),
        replaced(handmade("", "<si><t>x</t></si>"), b"</sst>", b"", "xl/texts.xml"),
        replaced(handmade("", "<si><t>x</t></si>"), b"<t>x</t>", b"<tx</t>", "xl/texts.xml"),
        archive({"a.txt": "no workbook"}),
    ],
)
def test_a_broken_workbook(tmp_path, data):
    (tmp_path / "a.xlsx").write_bytes(data)
    tables, problems = open_workbook(tmp_path / "a.xlsx", PLACE)
    assert tables == []
    assert [(p.rule, p.file) for p in problems] == [(UNREADABLE.what.en, "a.xlsx")]


@pytest.mark.parametrize(("length", "fits"), [(32_767, True), (32_768, False)])
@pytest.mark.parametrize("form", ["shared", "inline", "runs", "ods"])
def test_the_longest_text(sheets, form, length, fits):
    text = "ä" * length
    data = {
        "shared": lambda: handmade('<c r="A1" t="s"><v>0</v></c>', f"<si><t>{text}</t></si>"),
        "inline": lambda: handmade(f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>'),
        "runs": lambda: handmade(
            '<c r="A1" t="s"><v>0</v></c>',
            f"<si><r><t>{text[:20_000]}</t></r><r><t>{text[20_000:]}</t></r></si>",
        ),
        "ods": lambda: ods(ods_cell("string", None, text)),
    }[form]()
    if fits:
        assert sheets(data)[0][1][0][1][0] == text
    else:
        with pytest.raises(Refused) as refused:
            sheets(data)
        assert refused.value.rule is TOO_LARGE


def test_the_reader_may_stop_in_the_middle_of_something(tmp_path, monkeypatch):
    stopped = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})

    class Stopping:
        @staticmethod
        def from_filelike(file):
            raise stopped("Mäki")

    path = with_sheets(tmp_path / "a.xlsx", "workers")
    monkeypatch.setattr(workbook, "CalamineWorkbook", Stopping)
    tables, problems = open_workbook(path, PLACE)
    assert tables == [] and [p.rule for p in problems] == [UNREADABLE.what.en]


def test_the_user_can_still_stop_the_program(tmp_path, monkeypatch):
    class Stopping:
        @staticmethod
        def from_filelike(file):
            raise KeyboardInterrupt

    path = with_sheets(tmp_path / "a.xlsx", "workers")
    monkeypatch.setattr(workbook, "CalamineWorkbook", Stopping)
    with pytest.raises(KeyboardInterrupt):
        open_workbook(path, PLACE)


def test_no_word_of_the_file_is_in_the_refusal(tmp_path):
    data = handmade('<c r="A1" t="Mäki"><v>Mäki</v></c>', "<si><t>Mäki</t></si>")
    (tmp_path / "a.xlsx").write_bytes(data)
    with pytest.raises(Refused) as refused:
        sheets_of(tmp_path / "a.xlsx")
    assert "Mäki" not in str(refused.value) and refused.value.__cause__ is None


# --- any cells at all ---------------------------------------------------------------------------

cell_values = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1)
    .filter(lambda text: not text.startswith("=") and "_x" not in text),
    st.integers(-(10**12), 10**12),
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(ERRORS),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cell_values, min_size=1, max_size=4), min_size=1, max_size=5))
@example(rows=[[" ", "x"], [" x "]])
def test_the_same_cells_as_openpyxl_reads(tmp_path_factory, rows):
    path = Path(tmp_path_factory.getbasetemp()) / "any.xlsx"
    path.write_bytes(saved(lambda page: [page.append(row) for row in rows]))
    expected = {
        (cell.row, cell.column): cell.value
        for row in openpyxl.load_workbook(path).active.iter_rows()
        for cell in row
        # A cell of spaces alone is read as empty.
        if cell.value is not None and str(cell.value).strip(" ")
    }
    found = {
        (number, at): text
        for number, cells in sheets_of(path)[0][1]
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
