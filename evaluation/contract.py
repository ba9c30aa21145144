"""The data contract: what an office delivers.

Tables, their columns, and the headers and words offices use for them. ``data/README.md`` says the
same for people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["client", "worker", "text", "date", "number", "integer", "truth", "code"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the contract.

    ``kind`` decides how its text is read; ``names`` are the headers offices use (English first);
    ``words`` map what offices write to the contract's codes; ``codes`` names a code list of the
    framework that the values come from; ``low`` and ``high`` bound numbers, inclusive.
    """

    name: str
    kind: Kind
    names: tuple[str, ...] = ()
    required: bool = True
    words: Mapping[str, str] = field(default_factory=dict)
    codes: str | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the contract: a sheet of a workbook, or a CSV file of the same name."""

    name: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False

    def column(self, name: str) -> Column:
        """Return the column called ``name`` (the contract's English name)."""
        return next(c for c in self.columns if c.name == name)


YES_NO = {"yes": "yes", "no": "no", "kyllä": "yes", "ei": "no", "k": "yes", "e": "no",
          "true": "yes", "false": "no", "1": "yes", "0": "no", "ja": "yes", "nej": "no",
          "tosi": "yes", "epätosi": "no", "sant": "yes", "falskt": "no"}  # fmt: skip
RESPONDENTS = {"client": "client", "worker": "worker", "asiakas": "client",
               "työntekijä": "worker", "klient": "client", "arbetare": "worker"}  # fmt: skip
GENDERS = {"female": "female", "male": "male", "other": "other", "nainen": "female",
           "mies": "male", "muu": "other", "n": "female", "m": "male", "f": "female",
           "kvinna": "female", "man": "male", "annat": "other"}  # fmt: skip
END_REASONS = {"goal reached": "goal-reached", "moved": "moved", "interrupted": "interrupted",
               "other": "other", "tavoite saavutettu": "goal-reached", "muutto": "moved",
               "keskeytyi": "interrupted", "muu": "other",
               "goal-reached": "goal-reached"}  # fmt: skip
LEVELS = {"client": "client", "worker": "worker", "work group": "work-group",
          "municipality": "municipality", "centre of expertise": "centre",
          "asiakas": "client", "työntekijä": "worker", "työryhmä": "work-group",
          "kunta": "municipality", "osaamiskeskus": "centre",
          "work-group": "work-group", "centre": "centre"}  # fmt: skip
CONTENT_STRUCTURE = {"content": "content", "structure": "structure",
                     "sisältö": "content", "rakenne": "structure"}  # fmt: skip

# What offices write for "nothing is known"; capitals make no difference.
MISSING = ("", "NA", "-", "ei tietoa")

# Column.codes of a column whose codes are the framework's indicators, not a code list.
INDICATORS = "indicators"

# Days that can be: none earlier, plans none later.
FIRST_DAY = dt.date(1990, 1, 1)
LAST_PLANNED_DAY = dt.date(2099, 12, 31)
# Dates that are plans and may lie ahead: when an action falls due, when a contract of work ends.
PLANNED = frozenset({("actions", "due_on"), ("workers", "ended")})

# Sheets of the collection form that hold instructions and the choices of drop-down lists, no data.
FORM_SHEETS = frozenset({"ohje", "instructions", "valinnat", "choices"})

CLIENT = Column("client", "client", ("asiakas", "asiakastunnus", "klient"))
WORKER = Column("worker", "worker", ("työntekijä", "arbetare"))

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        Table(
            "clients",
            ("asiakkaat", "klienter"),
            (
                CLIENT,
                WORKER,
                Column(
                    "birth_year", "integer", ("syntymävuosi",), required=False, low=1900, high=2100
                ),
                Column("gender", "text", ("sukupuoli",), required=False, words=GENDERS),
                Column(
                    "client_group", "code", ("asiakasryhmä",), required=False, codes="client-groups"
                ),
                Column("started", "date", ("alkoi", "asiakkuus alkoi")),
                Column("ended", "date", ("päättyi", "asiakkuus päättyi"), required=False),
                Column("end_reason", "text", ("päättymissyy",), required=False, words=END_REASONS),
            ),
            required=True,
        ),
        Table(
            "assessments",
            ("arvioinnit", "bedömningar"),
            (
                CLIENT,
                Column("date", "date", ("päivä", "päivämäärä", "pvm")),
                Column("respondent", "text", ("vastaaja",), words=RESPONDENTS),
                Column(
                    "client_present",
                    "truth",
                    ("asiakas läsnä", "asiakas_läsnä"),
                    required=False,
                    words=YES_NO,
                ),
                Column("indicator", "code", ("mittari",), codes="indicators"),
                Column("value", "number", ("arvo",)),
            ),
            required=True,
        ),
        Table(
            "goals",
            ("tavoitteet",),
            (
                CLIENT,
                Column("goal", "text", ("tavoite",)),
                Column("life_area", "code", ("elämänalue",), required=False, codes="life-areas"),
                Column("weight", "number", ("paino",), required=False, low=0, high=100),
                Column("set_on", "date", ("asetettu",)),
                Column("reviewed_on", "date", ("arvioitu",), required=False),
                Column(
                    "attainment",
                    "integer",
                    ("saavutettu", "toteutuma"),
                    required=False,
                    low=-2,
                    high=2,
                ),
            ),
        ),
        Table(
            "methods",
            ("menetelmät",),
            (
                CLIENT,
                Column("worker", "worker", ("työntekijä",), required=False),
                Column("date", "date", ("päivä", "päivämäärä", "pvm")),
                Column("method", "code", ("menetelmä",), codes="methods"),
                Column(
                    "minutes", "number", ("minuutit", "kesto"), required=False, low=0, high=1440
                ),
            ),
        ),
        Table(
            "feedback",
            ("palaute",),
            (
                Column("date", "date", ("päivä", "päivämäärä", "pvm")),
                Column("client", "client", ("asiakas", "asiakastunnus"), required=False),
                Column(
                    "dimension",
                    "code",
                    ("ulottuvuus",),
                    required=False,
                    codes="participation-dimensions",
                ),
                Column("text", "text", ("teksti",), required=False),
                Column("action", "text", ("toimi", "kehittämistoimi"), required=False),
            ),
        ),
        Table(
            "actions",
            ("kehittämistoimet",),
            (
                Column("action", "text", ("toimi", "kehittämistoimi")),
                Column("origin", "text", ("lähtökohta",), required=False),
                Column("level", "text", ("taso",), required=False, words=LEVELS),
                Column(
                    "content_or_structure",
                    "text",
                    ("sisältö vai rakenne", "sisältö_vai_rakenne"),
                    required=False,
                    words=CONTENT_STRUCTURE,
                ),
                Column("text", "text", ("kuvaus", "teksti"), required=False),
                Column("owner_role", "text", ("vastuurooli",), required=False),
                Column("agreed_on", "date", ("sovittu",), required=False),
                Column("due_on", "date", ("määräpäivä",), required=False),
                Column("done_on", "date", ("tehty",), required=False),
                Column(
                    "told_back_on",
                    "date",
                    ("kerrottu takaisin", "kerrottu_takaisin"),
                    required=False,
                ),
                Column("result", "text", ("tulos",), required=False),
            ),
        ),
        Table(
            "workers",
            ("työntekijät",),
            (
                WORKER,
                Column("qualified", "truth", ("kelpoinen",), required=False, words=YES_NO),
                Column("fte", "number", ("htv", "työaika"), required=False, low=0, high=1.5),
                Column("caseload", "number", ("asiakasmäärä",), required=False, low=0, high=1000),
                Column("started", "date", ("alkoi",), required=False),
                Column("ended", "date", ("päättyi",), required=False),
            ),
        ),
        Table(
            "facts",
            ("toimisto",),
            (
                Column("period", "text", ("jakso", "vuosi")),
                Column("indicator", "code", ("mittari",), codes="indicators"),
                Column("value", "number", ("arvo",)),
            ),
        ),
    )
}

# What makes two rows of a table rows about the same thing.
KEYS: Mapping[str, tuple[str, ...]] = {
    "clients": ("client",),
    "workers": ("worker",),
    "assessments": ("client", "date", "respondent", "indicator"),
    "facts": ("period", "indicator"),
}
