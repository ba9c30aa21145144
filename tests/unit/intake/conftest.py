"""A theory small enough to see whole, and offices written as they would send their files."""

import csv
import dataclasses
import datetime as dt
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from evaluation.framework.model import (
    Code,
    CodeList,
    Framework,
    Indicator,
    Office,
    Reading,
    StrategyMap,
    Text,
)
from evaluation.intake.around import Around
from evaluation.intake.codes import lookups_of
from evaluation.intake.columns import Setting
from evaluation.intake.rules import Origin, Place
from evaluation.pseudonyms import Pseudonyms

KEY = b"a key for tests, thirty-two bytes"
TODAY = dt.date(2024, 12, 31)


def text(fi, en=""):
    return Text(fi, en or fi)


def indicator(id, reading, label, low=0, high=10):
    return Indicator(id, label, reading, low, high, "up", "client", text("pistettä"), "test")


def code_list(id, *codes):
    return CodeList(id, text(id), codes, "test")


@pytest.fixture(scope="session")
def theory():
    indicators = (
        indicator("hope", Reading("assessments", "hope", "client"), text("toivo", "hope")),
        indicator(
            "plan_together",
            Reading("assessments", "plan_together", "client"),
            text("suunnitelma tehtiin yhdessä", "the plan was made together"),
        ),
        indicator(
            "plan_together_worker",
            Reading("assessments", "plan_together", "worker"),
            text("suunnitelma tehtiin yhdessä (työntekijä)", "the plan was made together (worker)"),
        ),
        indicator("esis_01", Reading("assessments", "esis_01", "client"), text("ESIS 1"), 1, 5),
        indicator(
            "unemployment_rate",
            Reading("facts", "unemployment_rate"),
            text("työttömyysaste", "unemployment rate"),
            0,
            100,
        ),
        indicator("gas_t", Reading("goals", measure="t_score"), text("GAS T"), 0, 100),
    )  # fmt: skip
    lists = (
        code_list(
            "methods",
            Code("home-visit", text("kotikäynti", "home visit"), ("käynti kotona",)),
            Code("planning-meeting", text("suunnittelutapaaminen", "planning meeting")),
        ),
        code_list(
            "client-groups",
            Code("adults", text("aikuiset", "adults"), ("aikuissosiaalityö",)),
            Code("older-people", text("iäkkäät", "older people")),
        ),
        code_list("life-areas", Code("housing", text("asuminen", "housing"))),
        code_list("participation-dimensions", Code("planning", text("suunnittelu", "planning"))),
    )
    return Framework(
        title=text("koe"),
        version="1",
        status=text("koe"),
        strategy_map=StrategyMap(text("v"), text("s"), text("m"), (), "test"),
        instruments={},
        indicators={i.id: i for i in indicators},
        occasions={},
        conditions={},
        configurations={},
        code_lists={c.id: c for c in lists},
        offices={o: Office(o, text(o)) for o in ("office-a", "office-b", "office-c")},
    )


@pytest.fixture(scope="session")
def lookups(theory):
    return lookups_of(theory)


@pytest.fixture(scope="session")
def setting(lookups):
    return Setting("office-a", lookups, Pseudonyms(KEY), TODAY)


def origin_of(n, table="", places=("file.csv",)):
    """Where ``n`` rows stand in each of the files: rows 2, 3, 4 …"""
    return Origin(
        tuple(Place("office-a", name, "", table) for name in places),
        tuple({} for _ in places),
        np.concatenate([np.arange(2, 2 + n) for _ in places]),
        tuple(n for _ in places),
    )


@pytest.fixture
def around(lookups):
    """What a check sees besides its frame: two clients, and a third whose row was refused."""

    def make(table, n=20, **changes):
        days = {"started": ["2024-03-01", "2024-03-01"], "ended": ["2024-09-30", None]}
        clients = pd.DataFrame(days, index=["c-1", "c-2"], dtype="datetime64[ns]")
        sent = frozenset({"c-1", "c-2", "c-3"})
        made = Around(table, origin_of(n, table), lookups, clients, sent)
        return dataclasses.replace(made, **changes)

    return make


def rows_of(sheet):
    """A sheet's rows as texts."""
    columns = [[*column.different, None] for column in sheet.columns]
    codes = [column.codes for column in sheet.columns]
    return [
        tuple(texts[code] for texts, code in zip(columns, row, strict=True))
        for row in zip(*codes, strict=True)
    ]


def delivery():
    """A sound delivery of one office: file name → rows, header first. A new copy each time."""
    return {
        "asiakkaat": [
            ["Asiakas", "Työntekijä", "birth_year", "Gender", "asiakasryhmä", "Alkoi", "päättyi"],
            ["00123", "Šárka Mäki", "1980", "nainen", "aikuissosiaalityö", "1.3.2024", "3.11.2024"],
            ["0123", "Ville Žäž", "1975", "", "iäkkäät", "2.3.2024", ""],
            ["Väinö-7", "Šárka Mäki", "-", "muu", "ei tietoa", "3.3.2024", ""],
        ],
        "arvioinnit": [
            ["asiakas", "päivä", "vastaaja", "asiakas läsnä", "mittari", "arvo"],
            ["00123", "2.3.2024", "asiakas", "kyllä", "hope", "7,5"],
            ["00123", "2.3.2024", "työntekijä", "ei", "plan_together", "3"],
            ["0123", "15.6.2024", "asiakas", "", "Toivo", "10"],
            ["Väinö-7", "15.2.2024", "asiakas", "k", "plan_together", "0"],
        ],
        "tavoitteet": [
            ["asiakas", "tavoite", "elämänalue", "paino", "asetettu", "arvioitu", "toteutuma"],
            ["0123", "Oma äänikirja, š ja ž", "asuminen", "1,5", "5.3.2024", "5.9.2024", "-1"],
        ],
        "menetelmät": [
            ["asiakas", "päivä", "menetelmä", "minuutit"],
            ["00123", "4.3.2024", "kotikäynti", "1 200"],
            ["0123", "4.3.2024", "KÄYNTI KOTONA", ""],
        ],
        "palaute": [
            ["päivä", "asiakas", "ulottuvuus", "teksti", "toimi"],
            ["1.4.2024", "", "suunnittelu", "Hyvä; mutta pitkä jono", "a1"],
            ["2.4.2024", "0123", "", "Soita 040 123 4567", ""],
        ],
        "työntekijät": [
            ["työntekijä", "kelpoinen", "htv", "asiakasmäärä", "alkoi"],
            ["Šárka Mäki", "kyllä", "0,8", "45", "1.1.2020"],
            ["Ville Žäž", "e", "1", "60", ""],
        ],
        "toimisto": [["jakso", "mittari", "arvo"], ["2024", "Työttömyysaste", "12,5"]],
    }  # fmt: skip


def write_csv(folder, tables, encoding="utf-8", separator=";", ending="\r\n"):
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        out = io.StringIO()
        csv.writer(out, delimiter=separator, lineterminator=ending).writerows(rows)
        (folder / f"{name}.csv").write_bytes(out.getvalue().encode(encoding))
    return folder


def write_xlsx(folder, tables, name="toimisto.xlsx", convert=lambda value: value or None):
    folder.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet, rows in tables.items():
        page = book.create_sheet(sheet)
        for row in rows:
            page.append([convert(cell) for cell in row])
    book.save(folder / name)
    return folder
