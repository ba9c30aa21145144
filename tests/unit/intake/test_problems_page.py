"""The page that tells an office what to mend: its words, its soundness, and no value in it."""

import datetime as dt
import itertools
import re
import time
from html import unescape
from html.parser import HTMLParser

import pytest
from made_up_problems import CANARY, PROBLEMS, broken_delivery, problem

from evaluation.intake import catalogue as rule
from evaluation.intake.catalogue import RULES
from evaluation.intake.telling.page import problems_html

DAY = dt.date(2026, 11, 22)
COUNTS = {"clients": (12_050, 12_039, 10, 1), "facts": (0, 0, 0, 0)}
VOID = {"meta", "link", "br", "hr", "img", "input"}

FINNISH = """
Toimisto A
Aineiston tarkistus
22.11.2026
Aineistoa ei voitu vielä ottaa mukaan. Korjaa ensin kohdat, jotka pysäyttävät koko toimituksen, ja lähetä tiedostot uudelleen.
✗ 2 asiaa pysäyttää koko toimituksen
✗ 8 riviä jäisi silti pois
! 3 kohtaa tarkistettavaksi
Mitä luettiin
Taulukko | Lähetetty | Hyväksytty | Hylätty | Toistuva
asiakkaat | 12\u202f050 | 12\u202f039 | 10 | 1
toimisto | 0 | 0 | 0 | 0
Koska jokin pysäyttää toimituksen, yhtään riviä ei vielä otettu mukaan. Rivit tarkistetaan kokonaan, kun se on korjattu.
✗ Tämä pysäyttää koko toimituksen
Aineisto voidaan lukea, kun nämä on korjattu.
t.xlsx, välilehti tavoitteet
✗ Pakollinen sarake puuttuu
Sarake asiakas
Odotettiin: client / asiakas
Näin korjaat: Lisää sarake. Otsikot ovat ensimmäisellä rivillä.
palaute.csv
✗ Tiedostoa ei voi avata
Odotettiin: ehjä .xlsx-, .ods- tai CSV-tiedosto ilman salasanaa
Näin korjaat: Tallenna tiedosto uudelleen.
✗ Nämä rivit jäävät pois
Rivi otetaan mukaan, kun kaikki sen kohdat on korjattu. Rivien numerot ovat samat kuin Excelissä: otsikot ovat rivillä 1.
asiakkaat.csv
✗ Päivämäärää ei ymmärretä
Sarake alkoi (F): rivit 2–5, 9
Sarake päättyi (G): rivi 9
Odotettiin: 1.3.2024 tai 2024-03-01
Näin korjaat: Korjaa solu ja lähetä tiedosto uudelleen.
✗ Rivillä on eri määrä soluja kuin otsikoita
Rivi 88
Odotettiin: yksi solu jokaista otsikkoa kohti
Näin korjaat: Tarkista erottimet ja desimaalipilkut.
t.xlsx, välilehti ä & š
✗ Luku ei ole sallitulla alueella
Sarake arvo (F): rivi 7. Odotettiin: 0 … 10
Sarake arvo (F): rivi 8. Odotettiin: 1 … 5
Näin korjaat: Korjaa solu ja lähetä tiedosto uudelleen.
! Tarkista nämä
"""  # noqa: E501

ENGLISH = """
! Check these
These stop nothing. Mend them if they are mistakes.
asiakkaat.csv
! The worker is not in the table workers
Column worker (B): row 2
Expected: an id that is in the table workers
How to mend: Add the worker, or correct the id.
! The column is unknown and was not read
Column K
Expected: a header of the contract
How to mend: Compare the file with the data contract or the collection form.
The whole delivery
! An optional table was not sent
Expected: goals / tavoitteet
How to mend: Compare the file with the data contract or the collection form.
How to mend and send again
Open the original file.
"""


class Page(HTMLParser):
    """Reads a page as a browser would, and minds that every tag is closed."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags = [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def lines(html):
    """The visible lines; the cells of a row in one line."""
    shown = re.sub(r"<(style|title)>.*?</\1>", "", html, flags=re.S)
    shown = re.sub(r"</t[hd]><t[hd][^>]*>", " | ", shown)
    shown = re.sub(r"</?(span|strong|a)\b[^>]*>", "", shown)
    parts = (re.sub(r"[ \n]+", " ", unescape(part)).strip() for part in re.split("<[^>]+>", shown))
    return [part for part in parts if part]


def page_of(problems, language="fi", **options):
    label = {"fi": "Toimisto A", "en": "Office A"}[language]
    return problems_html(problems, label, language, COUNTS, day=DAY, **options)


def test_the_finnish_page_reads_so():
    expected = FINNISH.strip().splitlines()
    assert lines(page_of(PROBLEMS))[: len(expected)] == expected


def test_the_english_page_reads_so():
    expected = ENGLISH.strip().splitlines()
    said = lines(page_of(PROBLEMS, "en"))
    start = said.index(expected[0], said.index("! 3 things to check") + 1)
    assert said[start : start + len(expected)] == expected
    assert "22 November 2026" in said


@pytest.mark.parametrize("language", ["fi", "en"])
@pytest.mark.parametrize("problems", [PROBLEMS, PROBLEMS[:3], []])
def test_a_page_is_whole_and_stands_alone(problems, language):
    html = page_of(problems, language, workbook="a.xlsx", synthetic=True)
    tags = Page(html).tags
    names = [tag for tag, _ in tags]
    assert dict(tags)["html"] == {"lang": language}
    assert names.count("h1") == names.count("main") == names.count("title") == 1
    levels = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for _, attributes in tags:
        assert not {"src", "action", "onclick"} & set(attributes)
        assert attributes.get("href", "#")[0] == "#"
        assert attributes.get("href", "#")[1:] in ["", *ids]
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert (
        "url(" not in html
        and "@import" not in html
        and "http" not in html.replace("http-equiv", "")
    )


@pytest.mark.parametrize("language", ["fi", "en"])
def test_nothing_to_mend_is_said_warmly_in_one_sentence(language):
    said = lines(page_of([], language))
    thanks = [line for line in said if line.startswith(("Kiitos!", "Thank you!"))]
    assert len(thanks) == 1
    assert not {"✗", "!"} & {mark for line in said for mark in line.split()}
    assert len(said) == 10  # office, title, day, thanks; the counts; the promise


def test_what_is_said_first_depends_on_the_worst():
    assert "ei voitu vielä ottaa mukaan" in page_of(PROBLEMS)
    rows = page_of([p for p in PROBLEMS if p.severity != "refuses office"])
    assert "osa riveistä jäi pois" in rows and "Rivit tarkistetaan kokonaan" not in rows
    assert "eikä yhtään riviä hylätty" in page_of(PROBLEMS[:3])


def test_one_is_told_as_one():
    said = lines(page_of([PROBLEMS[3]]))
    assert "✗ 1 rivi jää pois" in said and "Sarake alkoi (F): rivi 2" in said


def test_ten_thousand_problems_are_all_there_and_folded():
    scattered = range(2, 20_002, 2)
    problems = [
        problem(rule.NO_VALUE, row=row, column="client", letter="A", table="clients")
        for row in scattered
    ] + [
        problem(rule.NOT_WHOLE, row=row, column="birth_year", letter="C", table="clients")
        for row in range(2, 10_002)
    ]
    began = time.process_time()
    html = page_of(problems)
    assert time.process_time() - began < 2
    said = lines(html)
    assert "✗ 15\u202f000 riviä jää pois" in said
    assert "Sarake syntymävuosi (C): rivit 2–10001" in said
    assert "Kaikki 10\u202f000 riviä" in said
    assert ", ".join(str(row) for row in scattered) in said
    assert html.count("<details>") == 1


def test_problems_without_row_or_column_leave_no_empty_places():
    problems = [problem(rule.UNREADABLE, "a.csv"), problem(rule.NO_TABLE, "office-a/", it="x")]
    html = page_of(problems)
    assert "None" not in html and "<li></li>" not in html and 'class="spots"' not in html


@pytest.mark.parametrize("language", ["fi", "en"])
def test_every_rule_is_told(language):
    for broken in RULES.values():
        said = " ".join(lines(page_of([problem(broken, row=2, it="THIS")], language)))
        for text in (broken.what, broken.expected, broken.mend):
            assert text.say(language).replace("{it}", "THIS").removesuffix(".")[1:] in said


def test_names_are_escaped_and_need_no_whole_characters():
    html = page_of([problem(rule.NO_VALUE, "a\udce4<b>.xlsx", 2, sheet="<script>&'\"")])
    assert "<script>" not in html and "<b>" not in html
    assert "a?<b>.xlsx, välilehti <script>&'\"" in lines(html)


def test_the_marked_workbook_and_demo_data_are_told_of():
    assert "korjattavat &amp; muut.xlsx" in page_of(PROBLEMS, workbook="korjattavat & muut.xlsx")
    assert "keksittyä esimerkkiaineistoa" in page_of([], synthetic=True)
    assert "keksittyä" not in page_of(PROBLEMS)


@pytest.mark.parametrize("language", ["fi", "en"])
def test_no_value_is_on_the_page(tmp_path, theory, language):
    for of_office in broken_delivery(tmp_path, theory):
        html = page_of(of_office, language)
        assert len(lines(html)) > 30
        assert CANARY not in html.casefold() and "131052" not in html
