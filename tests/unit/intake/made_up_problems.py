"""Made-up problems of every severity, and a broken delivery whose values can be recognised."""

from conftest import KEY, TODAY, delivery, write_csv, write_xlsx

from evaluation.intake import catalogue as rule
from evaluation.intake import read_offices
from evaluation.observations import Problem

CANARY = "kanarialintu"


def problem(
    broken, file="asiakkaat.csv", row=None, column="", letter="", table="", sheet="", it=""
):
    return Problem(
        broken.severity, "office-a", file, broken.what.en, broken.expected.en.format(it=it),
        broken.mend.en, sheet, row, column, table, letter,
    )  # fmt: skip


PROBLEMS = [
    problem(rule.NO_SUCH_WORKER, row=2, column="worker", letter="B", table="clients"),
    problem(rule.UNKNOWN_COLUMN, letter="K", table="clients"),
    problem(rule.NO_OPTIONAL_TABLE, "office-a/", it="goals / tavoitteet"),
    *(
        problem(rule.NOT_A_DATE, row=row, column="started", letter="F", table="clients")
        for row in (2, 3, 4, 5, 9)
    ),
    problem(rule.NOT_A_DATE, row=9, column="ended", letter="G", table="clients"),
    *(
        problem(
            rule.OUT_OF_RANGE, "t.xlsx", row, "value", "F", "assessments", "ä & š", it=it
        )
        for row, it in ((7, "0 … 10"), (8, "1 … 5"))
    ),
    problem(rule.ODD_ROW, row=88, table="clients"),
    problem(rule.NO_COLUMN, "t.xlsx", column="client", table="goals", sheet="tavoitteet",
            it="client / asiakas"),
    problem(rule.UNREADABLE, "palaute.csv"),
]  # fmt: skip


def broken_delivery(folder, theory):
    """Problems of two offices whose values and names are canaries; the second is refused."""
    tables = delivery()
    tables["asiakkaat"][1][5] = CANARY
    tables["asiakkaat"][2][0] = f"131052-308U {CANARY}"
    tables["arvioinnit"][1][5] = f"7 {CANARY}"
    tables["arvioinnit"][2][2] = CANARY
    tables["menetelmät"][1][0] = CANARY
    tables["työntekijät"][0].append(CANARY)
    tables["palaute"][1][3] = f"{CANARY}@example.fi"
    write_csv(folder / "office-a", tables)
    (folder / "office-a" / f"{CANARY}.txt").write_text(CANARY)
    tables["menetelmät"][1][2] = CANARY
    tables[CANARY] = [[CANARY]]
    write_xlsx(folder / "office-b", tables)
    read = read_offices(folder, theory, ["office-a", "office-b"], KEY, TODAY)
    assert set(read.missing) == {"office-b"}
    of_offices = [[p for p in read.problems if p.office == o] for o in ("office-a", "office-b")]
    assert all(len(problems) > 5 for problems in of_offices)
    return of_offices
