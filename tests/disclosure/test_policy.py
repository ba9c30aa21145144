"""The limits: the floor, tighter, and never looser without a named decision."""

from pathlib import Path

import pytest

from evaluation.errors import BadInput
from evaluation.framework.model import Text
from evaluation.policy import LEAST, MOST, Decision, Policy, policy_from, read_policy

ROOT = Path(__file__).parents[2]
DECISION = Decision("Tietosuojavastaava", "2026-01-31", Text("Koska.", "Because."))
AS_WRITTEN = {
    "by": "Tietosuojavastaava",
    "date": "2026-01-31",
    "because": {"fi": "Koska.", "en": "Because."},
}


def written(tmp_path, text):
    path = tmp_path / "disclosure.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_floor():
    assert Policy().as_dict() == {
        "fewest": 10, "round_to": 5, "degrees_of_freedom": 10, "narrowest": 5,
        "withhold": (), "decision": None,
    }  # fmt: skip
    assert Policy().loosened == ()


def test_the_file_that_ships_is_the_floor_and_so_is_none(tmp_path):
    assert read_policy(ROOT / "data" / "disclosure.yaml") == Policy()
    assert read_policy(tmp_path / "none.yaml") == Policy()
    assert read_policy(written(tmp_path, "# nothing\n")) == Policy()


@pytest.mark.parametrize("name", sorted(LEAST))
def test_a_limit_may_be_tightened_without_a_decision(name):
    value = 9 if name == "narrowest" else 20
    assert getattr(policy_from({name: value}), name) == value


@pytest.mark.parametrize("name", sorted(LEAST))
def test_below_the_floor_needs_a_decision(name):
    lower = getattr(Policy(), name) - (5 if name in ("fewest", "round_to") else 1)
    if lower < LEAST[name]:
        return
    with pytest.raises(BadInput, match=f"Below the floor: {name}"):
        policy_from({name: lower})
    allowed = policy_from({name: lower, "decision": AS_WRITTEN})
    assert allowed.loosened == (name,) and allowed.decision == DECISION


@pytest.mark.parametrize("name", sorted(LEAST))
def test_no_decision_helps_below_the_least_or_above_the_most(name):
    for value in (LEAST[name] - 1, MOST[name] + 1):
        with pytest.raises(BadInput, match=f"{name} must be a whole number"):
            policy_from({name: value, "decision": AS_WRITTEN})
    for value in (LEAST[name], MOST[name]):
        decision = AS_WRITTEN if value < getattr(Policy(), name) else None
        assert getattr(policy_from({name: value, "decision": decision}), name) == value


def test_the_least_and_the_most():
    assert LEAST == {
        "fewest": 5, "round_to": 5, "degrees_of_freedom": 5, "narrowest": 3,
    }  # fmt: skip
    assert MOST == {
        "fewest": 500, "round_to": 50, "degrees_of_freedom": 500, "narrowest": 9,
    }  # fmt: skip


@pytest.mark.parametrize("value", ["7", 7.0, None, True, [7]])
def test_a_limit_is_a_whole_number(value):
    with pytest.raises(BadInput, match="whole number"):
        policy_from({"fewest": value})


@pytest.mark.parametrize("name", ["fewest", "round_to"])
def test_counts_are_told_and_rounded_by_fives(name):
    for value in (11, 12, 13, 14):
        with pytest.raises(BadInput, match=f"{name} must be a multiple of 5"):
            policy_from({name: value})
    assert getattr(policy_from({name: 15}), name) == 15


def test_a_decision_that_loosens_nothing_is_refused():
    with pytest.raises(BadInput, match="no limit is below"):
        policy_from({"fewest": 10, "decision": AS_WRITTEN})


@pytest.mark.parametrize(
    "decision",
    [
        "yes",
        {},
        AS_WRITTEN | {"by": ""},
        AS_WRITTEN | {"by": " "},
        AS_WRITTEN | {"by": 3},
        AS_WRITTEN | {"date": "soon"},
        AS_WRITTEN | {"date": "2026-02-30"},
        AS_WRITTEN | {"because": "Because."},
        AS_WRITTEN | {"because": {"fi": "Koska."}},
        AS_WRITTEN | {"because": {"fi": "Koska.", "en": ""}},
        AS_WRITTEN | {"because": {"fi": "Koska.", "en": "Because.", "sv": "Därför."}},
        AS_WRITTEN | {"more": "x"},
        {"by": "x", "date": "2026-01-31"},
    ],
)
def test_a_decision_has_a_name_a_date_and_a_reason_in_both_languages(decision):
    with pytest.raises(BadInput, match="A decision needs"):
        policy_from({"fewest": 5, "decision": decision})


def test_a_date_may_be_written_as_yaml_reads_it(tmp_path):
    text = (
        "fewest: 5\ndecision:\n  by: Johtaja\n  date: 2026-01-31\n"
        "  because: {fi: Koska., en: Because.}\n"
    )
    assert read_policy(written(tmp_path, text)).decision.date == "2026-01-31"


def test_unknown_names_are_refused_without_repeating_them():
    with pytest.raises(BadInput, match=r"1 name\(s\) are not known; known are: fewest") as error:
        policy_from({"fewst": 10})
    assert "fewst;" not in str(error.value)


@pytest.mark.parametrize("value", ["change/x/direction", [1], {"a": 1}])
def test_what_is_withheld_is_a_list_of_names(value):
    with pytest.raises(BadInput, match="withhold must be a list"):
        policy_from({"withhold": value})


def test_tables_to_be_withheld(tmp_path):
    read = read_policy(written(tmp_path, "withhold:\n  - change/x/direction\n"))
    assert read.withhold == ("change/x/direction",)
    assert read_policy(written(tmp_path, "withhold:\n")).withhold == ()


@pytest.mark.parametrize(
    "text",
    ["- 7\n", "[]\n", "seven\n", "a: [\n", "7: 7\n", "7: 7\nround_to: 5\n", "\x80", "false\n"],
)
def test_another_form_is_refused_by_the_files_name(tmp_path, text):
    path = tmp_path / "disclosure.yaml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput, match=r"disclosure\.yaml: expected names and values"):
        read_policy(path)


def test_a_refused_limit_names_the_file(tmp_path):
    with pytest.raises(BadInput, match=r"disclosure\.yaml: fewest must be"):
        read_policy(written(tmp_path, "fewest: 1\n"))


def test_a_policy_survives_its_plain_form():
    for policy in (
        Policy(),
        Policy(round_to=10, withhold=("a/b/c",)),
        Policy(fewest=5, decision=DECISION),
    ):
        assert policy_from(policy.as_dict()) == policy
