"""The marked workbook: an office's own positions, no value, nothing that runs."""

import datetime as dt
import os
import time
import zipfile

import openpyxl
import pytest
from made_up_problems import CANARY, PROBLEMS, broken_delivery, problem

from evaluation.errors import BadInput
from evaluation.intake import catalogue as rule
from evaluation.intake.catalogue import RULES
from evaluation.intake.telling import save_book
from evaluation.intake.telling import workbook as problems_workbook
from evaluation.intake.telling.groups import groups
from evaluation.intake.telling.marks import marked_sheets
from evaluation.intake.telling.workbook import write_problems_workbook

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def written(tmp_path):
    """Write problems; open what was written."""

    def write(problems, language="fi", **options):
        label = {"fi": "Toimisto A", "en": "Office A"}[language]
        path = tmp_path / "korjattavat.xlsx"
        write_problems_workbook(problems, label, language, path, day=DAY, **options)
        assert os.listdir(tmp_path) == [path.name]
        return openpyxl.load_workbook(path)

    return write


def filled(sheet):
    cells = sheet._cells.values()  # those that are there: a sheet has a million rows
    return {cell.coordinate: cell.value for cell in cells if cell.value is not None}


def summary_of(book):
    """The summary's lines under its header, as texts."""
    rows = [[cell.value for cell in row] for row in book.worksheets[0]]
    header = next(i for i, row in enumerate(rows) if row[0] in ("Kuinka vakava", "How serious"))
    return rows[header + 1 :]


def test_marks_stand_where_the_office_has_them(written):
    book = written(PROBLEMS)
    assert book.sheetnames == ["Yhteenveto", "asiakkaat.csv", "ä & š"]
    assert filled(book["asiakkaat.csv"]) == {
        "B1": "työntekijä", "F1": "alkoi", "G1": "päättyi", "K1": "! tarkista",
        "B2": "! tarkista", "F2": "✗ korjaa", "F3": "✗ korjaa", "F4": "✗ korjaa",
        "F5": "✗ korjaa", "F9": "✗ korjaa", "G9": "✗ korjaa", "A88": "✗ korjaa rivi",
    }  # fmt: skip
    assert filled(book["ä & š"]) == {"F1": "arvo", "F7": "✗ korjaa", "F8": "✗ korjaa"}
    assert book["asiakkaat.csv"].freeze_panes == "A2"


def test_the_same_in_english(written):
    book = written(PROBLEMS, "en")
    cells = filled(book["asiakkaat.csv"])
    assert (cells["F1"], cells["F2"], cells["K1"]) == ("started", "✗ mend", "! check")
    assert cells["A88"] == "✗ mend row"
    assert book["asiakkaat.csv"]["F2"].comment.text == (
        "The date is not understood.\nExpected: 1.3.2024 (day first) or 2024-03-01.\n"
        "Correct the cell and send the file again."
    )


def test_the_summary_has_a_line_and_a_link_for_every_group(written):
    book = written(PROBLEMS)
    lines = summary_of(book)
    assert [line[:7] for line in lines] == [
        ["✗ pysäyttää toimituksen", None, "t.xlsx", "tavoitteet", "sarake asiakas", None, None],
        ["✗ pysäyttää toimituksen", None, "palaute.csv", None, None, None, None],
        ["✗ rivi jää pois", "→ F2", "asiakkaat.csv", None, "sarake alkoi (F)", "2–5, 9", 5],
        ["✗ rivi jää pois", "→ G9", "asiakkaat.csv", None, "sarake päättyi (G)", "9", 1],
        ["✗ rivi jää pois", "→ A88", "asiakkaat.csv", None, None, "88", 1],
        ["✗ rivi jää pois", "→ F7", "t.xlsx", "ä & š", "sarake arvo (F)", "7", 1],
        ["✗ rivi jää pois", "→ F8", "t.xlsx", "ä & š", "sarake arvo (F)", "8", 1],
        ["! tarkista", "→ B2", "asiakkaat.csv", None, "sarake työntekijä (B)", "2", 1],
        ["! tarkista", "→ K1", "asiakkaat.csv", None, "sarake K", None, None],
        ["! tarkista", None, "Koko toimitus", None, None, None, None],
    ]
    links = {c.value[2:]: c.hyperlink.location for row in book["Yhteenveto"] for c in row
             if c.hyperlink}  # fmt: skip
    assert links["F2"] == "'asiakkaat.csv'!F2" and links["F7"] == "'ä & š'!F7"
    assert len(links) == 7


def test_several_problems_of_a_cell_are_told_together_and_the_worst_colours_it(written):
    at = {"row": 4, "column": "client", "letter": "A", "table": "clients"}
    alone = written([problem(rule.NO_VALUE, **at)])["asiakkaat.csv"]["A4"]
    both = written([problem(rule.REPEATED_ROW, **at), problem(rule.NO_VALUE, **at)])
    cell = both["asiakkaat.csv"]["A4"]
    assert cell.value == alone.value == "✗ korjaa"
    assert cell.fill.fgColor.rgb == alone.fill.fgColor.rgb
    assert cell.comment.text.startswith(alone.comment.text + "\n\n")
    assert rule.REPEATED_ROW.what.fi[1:] in cell.comment.text


def test_each_severity_has_its_own_colour_and_words(written):
    cells = [
        written([problem(broken, row=4, letter="A")])["asiakkaat.csv"]["A4"]
        for broken in (rule.UNKNOWN_METHOD, rule.NO_VALUE, rule.NO_SUCH_WORKER)
    ]
    assert [cell.value for cell in cells] == ["✗ korjaa ensin", "✗ korjaa", "! tarkista"]
    assert len({cell.fill.fgColor.rgb for cell in cells}) == 3


def test_a_column_without_its_letter_is_named_in_the_row(written):
    sheet = written([problem(rule.NO_VALUE, row=4, column="started", table="clients")])
    cell = sheet["asiakkaat.csv"]["A4"]
    assert cell.value == "✗ korjaa rivi"
    assert cell.comment.text.startswith("Sarake alkoi: pakollinen")


def test_a_known_column_marked_as_a_whole_keeps_its_header(written):
    book = written([problem(rule.NO_VALUE, column="started", letter="F", table="clients")])
    assert filled(book["asiakkaat.csv"]) == {"F1": "alkoi: ✗ korjaa"}


def test_nothing_to_mend_is_one_warm_sentence(written):
    book = written([], synthetic=True)
    assert book.sheetnames == ["Yhteenveto"]
    values = list(filled(book.worksheets[0]).values())
    assert values[0] == "Toimisto A: Aineiston tarkistus 22.11.2026"
    assert values[1].startswith("Kiitos!") and "keksittyä" in values[2] and len(values) == 3


@pytest.mark.parametrize("language", ["fi", "en"])
def test_every_rule_is_told(written, language):
    problems = [problem(broken, row=2, letter="C", it="THIS") for broken in RULES.values()]
    book = written(problems, language)
    told = book["asiakkaat.csv"]["C2"].comment.text
    rows = "\n".join(str(cell) for line in summary_of(book) for cell in line)
    for broken in RULES.values():
        for text in (broken.what, broken.expected, broken.mend):
            said = text.say(language).replace("{it}", "THIS").removesuffix(".")[1:]
            assert said in told and said in rows


def test_nothing_runs_as_a_formula(tmp_path):
    evil = "=1+1"
    path = tmp_path / "a.xlsx"
    problems = [
        problem(rule.OUT_OF_RANGE, f"{start}cmd.xlsx", row, "value", "F", "facts", f"{start}x",
                it=f"{start}SUM(A1)")
        for row, start in enumerate("=+-@\t", start=2)
    ]  # fmt: skip
    write_problems_workbook(problems, evil, "fi", path, day=DAY)
    book = openpyxl.load_workbook(path)
    seen = set()
    for sheet in book:
        for row in sheet:
            for cell in row:
                assert cell.data_type in ("s", "n")
                if isinstance(cell.value, str) and cell.value[:1] in ("=", "+", "-", "@", "\t"):
                    assert cell.quotePrefix
                    seen.add(cell.value[0])
    assert seen == set("=+-@\t")
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)


def test_titles_are_safe_short_and_unlike():
    names = [
        "arvioinnit", "Arvioinnit", "yhteenveto", "History", "a/b:c*d?e[f]g\\h", "'", "ä" * 40,
        "ä" * 39 + "š", "\udce4",
    ]  # fmt: skip
    problems = [problem(rule.NO_VALUE, f"{n}.xlsx", 2, sheet=s) for n, s in enumerate(names)]
    sheets = marked_sheets(groups(problems), "fi", taken=("Yhteenveto",))
    titles = [marked.title for marked in sheets.values()]
    assert titles == [
        "arvioinnit", "Arvioinnit (2)", "yhteenveto (2)", "History (2)", "a b c d e f g h", "-",
        "ä" * 31, "ä" * 27 + " (2)", "- (2)",
    ]  # fmt: skip


def test_links_lead_to_titles_with_apostrophes(written):
    book = written([problem(rule.NO_VALUE, "t.xlsx", 2, sheet="a'b c")])
    links = [c.hyperlink.location for row in book["Yhteenveto"] for c in row if c.hyperlink]
    assert links == ["'a''b c'!A2"] and "a'b c" in book.sheetnames


def test_too_many_comments_are_left_out_aloud(written, monkeypatch):
    monkeypatch.setattr(problems_workbook, "MOST_COMMENTS", 3)
    rows = range(2, 8)
    book = written([problem(rule.NO_VALUE, row=row, letter="A") for row in rows])
    sheet = book["asiakkaat.csv"]
    assert [sheet.cell(row, 1).value for row in rows] == ["✗ korjaa"] * 6
    assert [sheet.cell(row, 1).comment is not None for row in rows] == [True] * 3 + [False] * 3
    said = list(filled(book["Yhteenveto"]).values())
    assert any("on 6 merkittyä solua" in str(v) and "ensimmäisissä 3 " in str(v) for v in said)


def test_few_comments_need_no_word(written):
    values = filled(written(PROBLEMS)["Yhteenveto"]).values()
    assert not any("Selite on vain" in str(v) or "viimeisen rivin" in str(v) for v in values)


def test_what_excel_has_no_cell_for_is_told_of(written):
    last = 1_048_576
    problems = [
        problem(rule.NO_VALUE, row=row, column="client", letter="A", table="clients")
        for row in (last, last + 1, last + 2)
    ]
    book = written([*problems, problem(rule.UNKNOWN_COLUMN, letter="XFE")])
    assert filled(book["asiakkaat.csv"]) == {"A1": "asiakas", f"A{last}": "✗ korjaa"}
    values = filled(book["Yhteenveto"]).values()
    assert any("asiakkaat.csv on 3 korjattavaa kohtaa" in str(v) for v in values)
    assert [line[5] for line in summary_of(book)] == [f"{last}–{last + 2}", None]


def test_a_long_list_of_rows_says_that_there_are_more(written):
    many = [problem(rule.NO_VALUE, row=row, letter="A") for row in range(2, 202, 2)]
    (line,) = summary_of(written(many))
    assert line[5].endswith("80 … ja muita, merkitty välilehdelle") and line[6] == 100


@pytest.mark.parametrize("language", ["fi", "en"])
def test_no_value_is_in_the_workbook(tmp_path, theory, language):
    for n, of_office in enumerate(broken_delivery(tmp_path, theory)):
        path = tmp_path / f"{n}.xlsx"
        write_problems_workbook(of_office, "A", language, path)
        with zipfile.ZipFile(path) as archive:
            inside = b"".join(archive.read(name) for name in archive.namelist())
            inside += "".join(archive.namelist()).encode()
        assert rule.NO_SUCH_CLIENT.what.say(language)[1:].encode() in inside or n == 1
        assert CANARY.encode() not in inside.lower() and b"131052" not in inside


def test_the_same_problems_make_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_problems_workbook(PROBLEMS, "A", "fi", tmp_path / name, day=DAY)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    # No clock is in it: else the bytes would be the same only within two seconds.
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {item.date_time for item in archive.infolist()} == {(2026, 11, 22, 0, 0, 0)}
    properties = openpyxl.load_workbook(tmp_path / "a.xlsx").properties
    midnight = dt.datetime(2026, 11, 22)
    assert properties.created == properties.modified == midnight


def test_a_file_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "korjattavat.xlsx"
    path.write_bytes(b"before")

    def full_disk(*_):
        (tmp_path / ".korjattavat.xlsx.part").write_bytes(b"half")
        raise OSError(28, "No space left", str(path))

    monkeypatch.setattr(save_book, "_write", full_disk)
    with pytest.raises(BadInput) as told:
        write_problems_workbook(PROBLEMS, "A", "fi", path, day=DAY)
    monkeypatch.undo()
    assert path.read_bytes() == b"before" and os.listdir(tmp_path) == [path.name]
    assert str(tmp_path) not in str(told.value)
    with pytest.raises(BadInput):
        write_problems_workbook(PROBLEMS, "A", "fi", tmp_path / "no" / "folder.xlsx", day=DAY)


def test_twenty_thousand_problems_take_less_than_five_seconds(tmp_path):
    problems = [
        problem(rule.NO_VALUE, f"{file}.csv", row, "client", "A", "clients")
        for file in "ab"
        for row in range(2, 20_002, 2)
    ]
    began = time.process_time()
    write_problems_workbook(problems, "A", "fi", tmp_path / "a.xlsx")
    assert time.process_time() - began < 5
