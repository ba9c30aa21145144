"""What an office fills in through the form's own lists, intake reads without a single problem."""

import datetime as dt

import pytest
from filling import answer, client, fill, offered, read

from evaluation.collection.words import sheet_of
from evaluation.contract import TABLES
from evaluation.errors import EmptyInput

CODED = [
    (table.name, column)
    for table in TABLES.values()
    for column in table.columns
    if column.words or (column.codes and column.codes != "indicators")
]


def test_every_table_filled_in_passes(form, framework, language):
    book, path = form
    pick = {name: offered(book, name) for name in book.defined_names}
    fill(book, "clients", language, [
        client("00123", birth_year=1980, gender=pick["clients_gender"][0],
               client_group=pick["clients_client_group"][0], ended=dt.date(2024, 11, 1),
               end_reason=pick["clients_end_reason"][0]),
        client("Äijälä-š", birth_year=1900, gender=pick["clients_gender"][-1]),
    ])  # fmt: skip
    fill(book, "workers", language, [
        {"worker": "007", "qualified": pick["workers_qualified"][0], "fte": 0.8, "caseload": 45,
         "started": dt.date(1990, 1, 1), "ended": dt.date(2099, 12, 31)},
    ])  # fmt: skip
    who, what = pick["assessments_respondent"], pick["assessments_indicator_client"]
    present = pick["assessments_client_present"]
    fill(book, "assessments", language, [
        answer("00123", who[0], what[0], 7.5, client_present=present[0]),
        answer("Äijälä-š", who[0], what[0], 0, dt.date(2024, 1, 1), client_present=present[1]),
        answer("00123", who[1], pick["assessments_indicator_worker"][0], 10),
    ])  # fmt: skip
    fill(book, "goals", language, [
        {"client": "00123", "goal": "=oma kirja, äänellä š", "weight": 1.5, "attainment": -2,
         "life_area": pick["goals_life_area"][0], "set_on": dt.date(2024, 2, 1),
         "reviewed_on": dt.date(2024, 6, 1)},
    ])  # fmt: skip
    goal = book.worksheets[3].cell(2, 2)
    goal.data_type = "s"  # typed in a cell of text, as the form makes them
    fill(book, "methods", language, [
        {"client": "00123", "worker": "007", "date": dt.date(2024, 3, 1),
         "method": pick["methods_method"][0], "minutes": 1440},
    ])  # fmt: skip
    fill(book, "feedback", language, [
        {"date": dt.date(2024, 3, 1), "text": "Hyvä – mutta jono on pitkä"},
        {"date": dt.date(2024, 3, 2), "client": "00123", "action": "a1",
         "dimension": pick["feedback_dimension"][0]},
    ])  # fmt: skip
    days = ("agreed_on", "done_on", "told_back_on")
    fill(book, "actions", language, [
        {"action": "a1", "origin": "palaute", "level": pick["actions_level"][0],
         "content_or_structure": pick["actions_content_or_structure"][0], "text": "lyhyempi jono",
         "owner_role": "lähiesihenkilö", "due_on": dt.date(2099, 12, 31), "result": "jono lyheni",
         **dict.fromkeys(days, dt.date(2024, 5, 1))},
    ])  # fmt: skip
    fill(book, "facts", language, [
        {"period": "2024", "indicator": pick["facts_indicator"][0], "value": 12.5},
    ])  # fmt: skip
    book.save(path)

    observations = read(path, framework)

    assert [str(problem) for problem in observations.problems] == []
    rows = {name: len(observations.table(name)) for name in TABLES}
    assert rows == {"clients": 2, "assessments": 3, "goals": 1, "methods": 1, "feedback": 2,
                    "actions": 1, "workers": 1, "facts": 1}  # fmt: skip
    for name in TABLES:
        nothing = observations.table(name).isna().all()
        assert not nothing.any(), f"{name}: a column was filled in but not read"
    assert observations.goals["goal"][0] == "=oma kirja, äänellä š"


def test_the_two_needed_tables_alone_pass(form, framework, language):
    book, path = form
    fill(book, "clients", language, [client("1")])
    indicator = offered(book, "assessments_indicator_client")[0]
    who = offered(book, "assessments_respondent")[0]
    fill(book, "assessments", language, [answer("1", who, indicator, 5)])
    book.save(path)
    assert [str(problem) for problem in read(path, framework).problems] == []


def test_an_empty_form_is_refused_for_its_needed_tables_only(form, framework, language):
    book, path = form
    book.save(path)
    with pytest.raises(EmptyInput) as refused:
        read(path, framework)
    for name, table in TABLES.items():
        assert (sheet_of(table, language) in str(refused.value)) == (
            name in ("clients", "assessments")
        )


def test_every_indicator_is_offered_and_reads_back_as_itself(form, framework, language):
    book, path = form
    parts = ("", "_who", "_low", "_high")
    lists = {
        table: list(zip(*(offered(book, f"{table}_indicator{part}") for part in some), strict=True))
        for table, some in (("assessments", parts), ("facts", ("", "_low", "_high")))
    }
    fill(book, "clients", language, [client("1"), client("2")])
    fill(book, "assessments", language, [
        answer(str(at), who, text, value)
        for text, who, *ends in lists["assessments"] for at, value in enumerate(ends, start=1)
    ])  # fmt: skip
    fill(book, "facts", language, [
        {"period": str(at), "indicator": text, "value": value}
        for text, *ends in lists["facts"] for at, value in enumerate(ends, start=2024)
    ])  # fmt: skip
    book.save(path)
    observations = read(path, framework)
    assert [str(problem) for problem in observations.problems] == []
    for table, count in (("assessments", 3), ("facts", 2)):
        expected = {
            (i.id, value)
            for i in framework.indicators.values()
            if i.reading.table == table
            for value in (i.low, i.high)
        }
        frame = observations.table(table)
        assert set(zip(frame["indicator"], frame["value"], strict=True)) == expected, count


def test_the_list_of_a_respondent_holds_that_respondents_indicators(form, framework, language):
    book, _ = form
    whole = offered(book, "assessments_indicator")
    respondents = offered(book, "assessments_indicator_who")
    for code, word in zip(
        ("client", "worker"), offered(book, "assessments_respondent"), strict=True
    ):
        own = offered(book, f"assessments_indicator_{code}")
        assert own == [t for t, who in zip(whole, respondents, strict=True) if who == word] != []


def test_every_code_is_offered_and_reads_back_as_itself(form, framework, language):
    book, path = form
    day, most = dt.date(2024, 2, 1), 10
    who = dict(zip(("client", "worker"), offered(book, "assessments_respondent"), strict=True))
    what = {code: offered(book, f"assessments_indicator_{code}")[0] for code in who}
    rows = {
        "clients": [client(str(at)) for at in range(most)],
        "assessments": [answer(str(at), who[code], what[code], 5)
                        for at in range(most // 2) for code in who],
        "goals": [{"client": "0", "goal": f"g{at}", "set_on": day} for at in range(most)],
        "methods": [{"client": "0", "date": day, "minutes": at} for at in range(most)],
        "feedback": [{"date": day, "text": f"palaute {at}"} for at in range(most)],
        "actions": [{"action": str(at)} for at in range(most)],
        "workers": [{"worker": "007"}, *({"worker": str(at)} for at in range(1, most))],
    }  # fmt: skip
    for table, column in CODED:
        texts = offered(book, f"{table}_{column.name}")
        for at, row in enumerate(rows[table]):
            row[column.name] = texts[at % len(texts)]
    for table, filled in rows.items():
        fill(book, table, language, filled)
    book.save(path)
    observations = read(path, framework)
    assert [str(p) for p in observations.problems] == []
    for table, column in CODED:
        codes = (
            [code.id for code in framework.code_lists[column.codes].codes]
            if column.codes
            else list(dict.fromkeys(column.words.values()))
        )
        assert len(codes) <= most
        if column.kind == "truth":
            codes = [code == "yes" for code in codes]
        expected = [codes[at % len(codes)] for at in range(most)]
        assert observations.table(table)[column.name].tolist() == expected, column.name


@pytest.mark.parametrize("day", [dt.date(1989, 12, 31), dt.date(2100, 1, 1)])
def test_the_days_that_the_form_refuses_intake_refuses_too(form, framework, language, day):
    """The form's own limits are those of intake: a planned day just outside is refused there."""
    book, path = form
    fill(book, "clients", language, [client("1")])
    who = offered(book, "assessments_respondent")[0]
    indicator = offered(book, "assessments_indicator_client")[0]
    fill(book, "assessments", language, [answer("1", who, indicator, 5)])
    fill(book, "actions", language, [{"action": "a", "due_on": day}])
    book.save(path)
    problems = read(path, framework).problems
    assert [(p.table, p.column, p.severity) for p in problems] == [
        ("actions", "due_on", "refuses row")
    ]
