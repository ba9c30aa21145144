"""The breaking of the door: what it changes, what it leaves, and how it tells what became of it."""

import ast

import pytest
from kill_mutants import DOOR, ENDLESS, ROOT, SURVIVED, TESTS, try_all
from mutants import mutants_of

SMALL = """LIMIT = 7
SPARE = 1

def hidden(n):
    while False:
        pass
    return n <= LIMIT
"""
TEST_OF_SMALL = """import small

def test_limits():
    assert [small.hidden(n) for n in (6, 7, 8)] == [True, True, False]
"""


def changed(source):
    return [f"{m.line} {m.was} → {m.now}" for m in mutants_of("a.py", source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("n < 7", ["n < 7 → n <= 7", "n < 7 → n >= 7", "7 → 8", "7 → 6"]),
        ("n == m", ["n == m → n != m"]),
        ("a <= n < b", ["a <= n < b → a < n < b", "a <= n < b → a > n < b",
                        "a <= n < b → a <= n <= b", "a <= n < b → a <= n >= b"]),
        ("a and not b", ["a and (not b) → a or not b", "not b → b"]),
        ("n // base * m", ["n // base * m → n // base / m", "n // base → n * base"]),
        ("0.2", ["0.2 → 0.4", "0.2 → 0.1"]),
        ("True", ["True → False"]),
        ("max(a, math.ceil(b))", ["max → min", "math.ceil → math.floor"]),
        ("a if b else c", ["a if b else c → a if not b else c"]),
        ("'words'", []),
        ("zip(a, b, strict=True)", []),
    ],
)  # fmt: skip
def test_an_expression_is_changed_in_each_of_its_places(source, expected):
    assert changed(f"x = {source}") == [f"1 {one}" for one in expected]


def test_statements_are_left_out():
    source = """
def f(found: int | None = None) -> list[int] | None:
    "Words."
    found.clear()
    found[a] = b
    for each in found:
        continue
    if found:
        raise ValueError
    return found
"""
    assert changed(source) == [
        "4 found.clear() → pass",
        "5 found[a] = b → pass",
        "7 continue → pass",
        "8 if found: → if not found:",
        "9 raise ValueError → pass",
        "10 return found → return None",
    ]


def test_every_mutant_of_the_limits_is_another_program():
    sound = (ROOT / "evaluation/policy.py").read_text(encoding="utf-8")
    sources = [mutant.source for mutant in mutants_of("evaluation/policy.py", sound)]
    assert len(sources) > 50
    assert len({*sources, ast.unparse(ast.parse(sound))}) == len(sources) + 1


def test_the_files_named_are_there():
    assert [path for path in (*DOOR, *TESTS) if not (ROOT / path).exists()] == []


@pytest.mark.slow
def test_a_mutant_is_killed_where_a_test_fails_and_else_survives(tmp_path):
    (tmp_path / "small.py").write_text(SMALL)
    (tmp_path / "test_small.py").write_text(TEST_OF_SMALL)
    mutants = list(mutants_of("small.py", SMALL))
    became = dict(
        zip(map(str, mutants), try_all(tmp_path, mutants, ["test_small.py"]), strict=True)
    )
    assert {mutant for mutant, answer in became.items() if answer == SURVIVED} == {
        "small.py:2  1  →  2",
        "small.py:2  1  →  0",
    }
    assert {mutant for mutant, answer in became.items() if answer == ENDLESS} == {
        "small.py:5  while False:  →  while not False:",
        "small.py:5  False  →  True",
    }
    assert (tmp_path / "small.py").read_text() == SMALL
