"""The data dictionary and its schemas say what the contract says, and intake agrees with them."""

import csv
import datetime as dt
import json

import pytest
from filling import KEY, OFFICE, TODAY

from evaluation.collection import write_dictionary
from evaluation.contract import TABLES
from evaluation.errors import BadInput, UnknownCode
from evaluation.intake import read_office

TYPES = {"string", "number", "integer", "date", "boolean"}
# Keys that Table Schema (version 1) knows, by field type; bounds are for what has an order.
FIELD_KEYS = {"name", "title", "description", "type", "format", "constraints"}
# Nobody is born after the service started, and no work ends before it started.
NARROWED = {("clients.birth_year", "maximum"), ("workers.ended", "minimum")}
OWN_ID = {"clients": "client", "workers": "worker"}
BOUNDED = {"number", "integer", "date"}


@pytest.fixture
def written(tmp_path, framework, language):
    folder = tmp_path / "new" / "dictionary"
    paths = write_dictionary(framework, folder, language)
    assert sorted(paths) == sorted(folder.iterdir())
    return folder


def table_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def schema_of(folder, name):
    return json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))


def test_each_column_of_the_contract_has_one_row(written):
    header, *rows = table_of(written / "data-dictionary.csv")
    assert [row[:2] for row in rows] == [
        [table.name, column.name] for table in TABLES.values() for column in table.columns
    ]
    assert len(header) == 14 and all(header)
    assert all(row[2] and row[3] and row[12] and row[13] for row in rows)
    fte = next(row for row in rows if row[1] == "fte")
    assert fte[8:10] == ["0", "1,5"]


def test_each_indicator_and_each_code_has_one_row(written, framework):
    _, *indicators = table_of(written / "indicators.csv")
    assert [row[0] for row in indicators] == list(framework.indicators)
    _, *codes = table_of(written / "codes.csv")
    expected = [[c.id, code.id] for c in framework.code_lists.values() for code in c.codes]
    assert [[row[0], row[3]] for row in codes] == expected


def test_schemas_have_only_what_the_standard_knows(written):
    for name, table in TABLES.items():
        schema = schema_of(written, name)
        assert set(schema) <= {"fields", "missingValues", "primaryKey", "foreignKeys"}
        assert [field["name"] for field in schema["fields"]] == [c.name for c in table.columns]
        names = {field["name"] for field in schema["fields"]}
        assert set(schema.get("primaryKey", [])) <= names
        for key in schema.get("foreignKeys", []):
            assert key == {"fields": "client",
                           "reference": {"resource": "clients", "fields": "client"}}  # fmt: skip
        for field, column in zip(schema["fields"], table.columns, strict=True):
            assert field["type"] in TYPES
            more = {"trueValues", "falseValues"} if field["type"] == "boolean" else set()
            assert set(field) <= FIELD_KEYS | more
            limits = field["constraints"]
            assert limits["required"] == column.required
            bounds = {"minimum", "maximum"} if field["type"] in BOUNDED else {"enum"}
            assert set(limits) <= {"required"} | bounds
            enum = limits.get("enum", ["x"])
            assert enum and len(enum) == len(set(enum))


def test_the_package_names_a_schema_for_each_table(written):
    package = json.loads((written / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["name"] for r in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        assert (written / resource["schema"]).exists()
        assert resource["path"] == f"{resource['name']}.csv"


def sound_row(schema, **changes):
    """A row that is valid by a schema: the first code, the lowest bound."""

    def value(field):
        limits = field["constraints"]
        if field["name"] == "client":
            return "c-1"
        if field["type"] == "boolean":
            return field["trueValues"][0]
        if field["type"] == "date":
            return "2024-03-01"
        return limits.get("enum", [str(limits.get("minimum", "t0"))])[0]

    return [changes.get(field["name"], value(field)) for field in schema["fields"]]


def send(folder, schemas, rows):
    """Write an office's CSV files as the schemas say: English headers, commas."""
    (folder / OFFICE).mkdir(parents=True)
    for name, schema in schemas.items():
        header = [field["name"] for field in schema["fields"]]
        with (folder / OFFICE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows[name]])


@pytest.fixture(scope="module")
def schemas(tmp_path_factory, framework):
    folder = tmp_path_factory.mktemp("dictionary")
    write_dictionary(framework, folder)
    return {name: schema_of(folder, name) for name in TABLES}


def test_what_is_valid_by_the_schemas_passes_intake(schemas, tmp_path, framework):
    send(tmp_path, schemas, {name: [sound_row(schema)] for name, schema in schemas.items()})
    observations = read_office(tmp_path, framework, OFFICE, KEY, TODAY)
    assert [str(problem) for problem in observations.problems] == []
    assert all(len(observations.table(name)) == 1 for name in TABLES)


def test_every_code_of_a_schema_passes_intake(schemas, tmp_path, framework):
    rows = {name: [sound_row(schema)] for name, schema in schemas.items()}
    expected = []
    for name in ("goals", "methods", "feedback", "actions"):
        for field in schemas[name]["fields"]:
            codes = field["constraints"].get("enum", [])
            rows[name] += [sound_row(schemas[name], **{field["name"]: code}) for code in codes]
            expected += [(name, field["name"], code) for code in codes]
    send(tmp_path, schemas, rows)
    observations = read_office(tmp_path, framework, OFFICE, KEY, TODAY)
    assert [str(p) for p in observations.problems if p.severity != "warning"] == []
    for name, column, code in expected:
        assert (observations.table(name)[column] == code).any()


def test_missing_values_are_missing_to_intake_too(schemas, tmp_path, framework):
    texts = schemas["clients"]["missingValues"]
    assert texts[0] == "" and len(texts) > 1
    for at, text in enumerate(texts):
        rows = {}
        for name, schema in schemas.items():
            assert schema["missingValues"] == texts
            optional = [f["name"] for f in schema["fields"] if not f["constraints"]["required"]]
            rows[name] = [sound_row(schema, **dict.fromkeys(optional, text))]
        send(tmp_path / str(at), schemas, rows)
        observations = read_office(tmp_path / str(at), framework, OFFICE, KEY, TODAY)
        assert [str(problem) for problem in observations.problems] == []
        assert observations.feedback[["client", "text", "dimension"]].isna().all(axis=None)


def test_words_of_yes_and_no_mean_what_the_contract_says(schemas):
    for name, table in TABLES.items():
        for field, column in zip(schemas[name]["fields"], table.columns, strict=True):
            if field["type"] == "boolean":
                said = {word: "yes" for word in field["trueValues"]}
                assert {**said, **{word: "no" for word in field["falseValues"]}} == column.words
                assert not set(field["trueValues"]) & set(field["falseValues"])


# Columns whose bounds no other rule of the row narrows.
FREE = ("feedback.date", "actions.agreed_on", "actions.due_on", "workers.ended", "goals.weight",
        "goals.attainment", "methods.minutes", "workers.fte", "workers.caseload",
        "clients.birth_year")  # fmt: skip


def test_the_bounds_of_the_schemas_themselves_pass(schemas, tmp_path, framework):
    rows = {name: [sound_row(schema)] for name, schema in schemas.items()}
    for place in FREE:
        name, column = place.split(".")
        limits = next(f for f in schemas[name]["fields"] if f["name"] == column)["constraints"]
        for bound in ("minimum", "maximum"):
            if bound in limits and (place, bound) not in NARROWED:
                own = {OWN_ID[name]: f"x-{len(rows[name])}"} if name in OWN_ID else {}
                changes = {**own, column: str(limits[bound])}
                rows[name].append(sound_row(schemas[name], **changes))
    send(tmp_path, schemas, rows)
    problems = read_office(tmp_path, framework, OFFICE, KEY, TODAY).problems
    assert [str(p) for p in problems if p.severity != "warning"] == []


def test_the_bounds_of_the_schemas_are_bounds_of_intake(schemas, tmp_path, framework):
    rows = {name: [sound_row(schema)] for name, schema in schemas.items()}
    expected = set()
    for name, schema in schemas.items():
        for field in schema["fields"]:
            for bound, step in (("minimum", -1), ("maximum", 1)):
                if bound not in field["constraints"]:
                    continue
                limit, column = field["constraints"][bound], field["name"]
                outside = (
                    (dt.date.fromisoformat(limit) + dt.timedelta(step)).isoformat()
                    if field["type"] == "date"
                    else str(limit + step)
                )
                own = {OWN_ID[name]: f"x-{len(rows[name])}"} if name in OWN_ID else {}
                rows[name].append(sound_row(schema, **own, **{column: outside}))
                expected.add((name, column, len(rows[name]) + 1))
    send(tmp_path, schemas, rows)
    problems = read_office(tmp_path, framework, OFFICE, KEY, TODAY).problems
    refused = {(p.table, p.column, p.row) for p in problems if p.severity == "refuses row"}
    assert len(expected) > 20 and expected - refused == set()


def test_what_cannot_be_written_is_refused(tmp_path, framework):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput):
        write_dictionary(framework, tmp_path / "file" / "below")
    with pytest.raises(UnknownCode):
        write_dictionary(framework, tmp_path, "sv")
