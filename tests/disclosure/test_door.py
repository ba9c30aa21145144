"""The one door: each limit at its boundary, and nobody else makes a Release."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.approved import read_approved
from evaluation.disclosure import release
from evaluation.errors import BadInput, DisclosureRefused
from evaluation.findings import (
    REGION,
    Count,
    CountTable,
    Estimate,
    Finding,
    Findings,
    Provenance,
    Statement,
    Verdict,
    VerdictKind,
)
from evaluation.framework.model import Text
from evaluation.policy import Decision, Policy
from evaluation.releases import (
    Release,
    ShownCount,
    ShownEstimate,
    load_release,
    release_as_json,
)
from evaluation.rounding import FINEST, Chance, shown_count
from evaluation.rules import shown_estimate, shown_table

FLOOR = Policy()
CHANCE = Chance(bytes(range(32)), "office-a")
PROVENANCE = Provenance("d" * 64, "f" * 64, "2026.1", "0.1.0")


def findings(*items, scope="office-a", offices=("office-a",)):
    return Findings(scope, tuple(items), PROVENANCE, offices, first_day="2007-10-03")


def counted(n, scope="office-a"):
    table = CountTable("size", (Count("all", n),))
    return findings(Finding("participants", "clients", tables=(table,)), scope=scope)


def estimated(n=40, df=30.0, value=1.26, unit="points", kind=VerdictKind.SUPPORTED):
    return Finding(
        "contrasts",
        "x",
        estimates=(Estimate("generation", value, value - 0.51, value + 0.51, n, df, unit),),
        verdict=Verdict(kind, ("generation-above-smallest",), 1.0, 0.4321),
    )


def shown(*arguments, unit="points", policy=FLOOR, **more):
    return shown_estimate(Estimate("m", *arguments, unit, **more), policy, CHANCE, "a/x")


@pytest.mark.parametrize(
    ("n", "df", "hidden"),
    [
        (0, 30, "too-few-persons"),
        (9, 30, "too-few-persons"),
        (10, 9, None),  # a mean
        (10, 8, "too-few-degrees-of-freedom"),
        (15, 14, None),
        (15, 13, "too-few-degrees-of-freedom"),  # shown as 15, like 11
        (20, 14, None),  # shown as 20, like 16
        (20, 13.9, "too-few-degrees-of-freedom"),
        (40, 9, "too-few-degrees-of-freedom"),
        (40, 9.9, "too-few-degrees-of-freedom"),
        (40, 10, None),
    ],
)
def test_estimates_need_10_persons_and_10_free_degrees(n, df, hidden):
    found = shown(5.123, 4.0, 6.0, n, df)
    assert found.hidden == hidden
    assert (found.value is None) == (found.lower is None) == (hidden is not None)
    assert (found.n is None) == (hidden is not None)


@pytest.mark.parametrize("n", [0, 1, 4, 5, 7, 8, 9])
@pytest.mark.parametrize("unit", [*FINEST, "odds"])
def test_no_kind_of_estimate_is_told_of_so_few(n, unit):
    assert shown(0.5, 0.3, 0.7, n, 30, unit=unit).hidden == "too-few-persons"
    assert shown(0.5, 0.3, 0.7, 40, n, unit=unit).hidden == (
        "too-few-degrees-of-freedom" if n else "saturated-model"
    )


@pytest.mark.parametrize("unit", ["points", "t-score", "sd", "ratio", "odds"])
def test_of_10_every_kind_is_told_but_a_share(unit):
    assert shown(0.5, 0.3, 0.7, 10, 9, unit=unit).hidden is None
    for kind in ("share", "share-difference"):
        assert shown(0.5, 0.3, 0.7, 10, 9, unit=kind).hidden is not None


@pytest.mark.parametrize("terms", [1, 2, 3, 9])
@pytest.mark.parametrize("n", range(8, 30))
def test_whether_a_number_is_told_tells_no_more_than_the_count_beside_it(n, terms):
    """11 and 14 may both be shown as 15: nothing beside may tell that one of them is too few."""
    told_of = {}
    for key in (bytes([i, *range(31)]) for i in range(12)):
        chance = Chance(key, "office-a")
        count = shown_count(n, chance.of("clients", 5), FLOOR)
        estimate = Estimate("m", 1.0, 0.0, 2.0, n, n - terms, of="clients")
        told = shown_estimate(estimate, FLOOR, chance, "a/x")
        assert told.n == (None if told.hidden else count)
        told_of.setdefault(count, set()).add(told.hidden)
    for count, reasons in told_of.items():
        assert reasons == {_reason_by_the_count(count, terms)}


def _reason_by_the_count(count, terms):
    if count is None:
        return "too-few-persons"
    least = max(10, count - 4)
    return "too-few-degrees-of-freedom" if least - terms < min(10, least - 1) else None


@pytest.mark.parametrize("df", [0, -1])
def test_a_saturated_model_is_refused_by_name(df):
    assert shown(1.0, 0.0, 2.0, 40, df).hidden == "saturated-model"


@pytest.mark.parametrize(
    ("fewest", "hidden"),
    [*((n, "singles-out") for n in (0, 1, 4, 5, 7, 8, 9)), (10, None), (None, None)],
)
def test_a_term_that_singles_out_a_few_is_refused_by_name(fewest, hidden):
    assert shown(1.0, 0.0, 2.0, 40, 30, fewest=fewest).hidden == hidden


@pytest.mark.parametrize(
    ("per_person", "step", "hidden"),
    [(0.0, 0.2, None), (0.04, 0.5, None), (0.5, 5.0, None), (1.1, None, "singles-out")],
)
def test_a_number_by_which_persons_can_be_counted_is_told_coarsely(per_person, step, hidden):
    told = shown(1.0, 0.0, 2.0, 40, 30, fewest=10, per_person=per_person)
    assert (told.step, told.hidden) == (step, hidden)
    of_few = shown(1.0, 0.0, 2.0, 40, 30, fewest=9, per_person=0.0)
    assert of_few.hidden == "singles-out"
    odds = shown(2.0, 1.0, 3.0, 40, 30, fewest=10, per_person=per_person, unit="odds")
    assert odds.hidden is None


@pytest.mark.parametrize(
    ("percentile", "n", "hidden"),
    [
        (50, 40, None),
        (25, 45, None),
        (25, 40, "extreme-percentile"),  # shown as 40, like 36
        (75, 45, None),
        (76, 45, "extreme-percentile"),
        (99, 900, "extreme-percentile"),
        (1, 995, "extreme-percentile"),
        (99, 1005, None),
        (50, 20, "extreme-percentile"),  # shown as 20, like 16
        (50, 25, None),
    ],
)
def test_a_percentile_needs_ten_persons_beyond_it(percentile, n, hidden):
    assert shown(1.0, 0.0, 2.0, n, 15, percentile=percentile).hidden == hidden


@pytest.mark.parametrize(
    ("beyond", "hidden"), [*((n, "extreme-percentile") for n in (1, 4, 5, 7, 8, 9)), (10, None)]
)
def test_at_either_end_a_percentile_needs_ten_persons(beyond, hidden):
    of_the_fewest = 100 * beyond / 996  # 1000 may be 996
    for percentile in (of_the_fewest, 100 - of_the_fewest):
        assert shown(1.0, 0.0, 2.0, 1000, 999, percentile=percentile).hidden == hidden


@pytest.mark.parametrize("n", [30, 50, 400])
@pytest.mark.parametrize("of", [0, 1, 4, 5, 7, 8, 9])
def test_a_share_of_a_few_or_of_all_but_a_few_is_hidden(of, n):
    for value in (of / n, 1 - of / n):
        assert shown(value, 0.0, 1.0, n, n - 1, unit="share").hidden == "small-part"


@pytest.mark.parametrize("of", [10, 11, 25])
def test_a_share_of_ten_of_fifty_is_shown(of):
    found = shown(of / 50, 0.0, 1.0, 50, 49, unit="share")
    assert found.hidden is None and found.value == round(of / 50 * 5) / 5


@pytest.mark.parametrize(("n", "hidden"), [(20, "too-few-for-a-share"), (40, None)])
def test_a_share_that_would_be_too_coarse_is_not_told(n, hidden):
    assert shown(0.5, 0.3, 0.7, n, n - 1, unit="share").hidden == hidden


def test_a_difference_of_shares_tells_no_count():
    assert shown(0.02, -0.1, 0.14, 50, 40, unit="share-difference").hidden is None


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_could_not_be_estimated_is_hidden_by_name(bad):
    for three in ((bad, 0.0, 2.0), (1.0, bad, 2.0), (1.0, 0.0, bad)):
        assert shown(*three, 50, 49).hidden == "not-estimable"


def test_estimates_are_rounded_to_what_their_persons_bear():
    many = shown(1.26, 0.75, 1.77, 400, 30)
    assert (many.value, many.lower, many.upper, many.n) == (1.3, 0.8, 1.8, 400)
    few = shown(1.26, 0.74, 1.77, 20, 19)
    assert (few.value, few.lower, few.upper, few.n) == (1.5, 0.5, 2.0, 20)
    odds = shown(2.691, 0.812, 16.51, 40, 30, unit="odds")
    assert (odds.value, odds.lower, odds.upper) == (3.0, 0.8, 20.0)


def test_an_estimate_names_the_set_it_rests_on():
    assert shown(1.0, 0.0, 2.0, 40, 30).of == "a/x/m"
    named = shown(1.0, 0.0, 2.0, 40, 30, of="clients", quantity="x@baseline")
    assert (named.of, named.quantity) == ("clients", "x@baseline")
    hidden = shown(1.0, 0.0, 2.0, 4, 3, of="clients", quantity="x@baseline")
    assert (hidden.of, hidden.quantity) == ("clients", "x@baseline")


def test_one_set_has_one_number_of_persons_whatever_is_told_of_it():
    table = CountTable("t", (Count("in", 43, who="clients"),))
    for n in (41, 42, 43, 44):
        part = shown_table(replace(table, parts=(Count("in", n, who="clients"),)), FLOOR, CHANCE)
        assert shown(1.0, 0.0, 2.0, n, 30, of="clients").n == part.parts[0].n


def test_a_tighter_policy_hides_more():
    tight = Policy(fewest=15, round_to=10, degrees_of_freedom=20)
    assert shown(1.0, 0.0, 2.0, 14, 30, policy=tight).hidden == "too-few-persons"
    assert shown(1.0, 0.0, 2.0, 60, 19, policy=tight).hidden == "too-few-degrees-of-freedom"
    table = CountTable("t", (Count("a", 14), Count("b", 15), Count("c", 21)))
    told = shown_table(table, tight, CHANCE)
    assert told.parts[0].n is None and told.parts[0].at_most == 14
    assert told.parts[1].n == 20 and told.parts[2].n in (20, 30)


def test_a_total_is_the_sum_of_rounded_parts_and_says_when_a_part_is_missing():
    table = shown_table(
        CountTable("t", (Count("a", 10), Count("b", 15), Count("c", 3))), FLOOR, CHANCE
    )
    assert [p.n for p in table.parts] == [10, 15, None]
    assert [p.at_most for p in table.parts] == [None, None, 9]
    assert table.total == 25 and table.at_least
    assert table.share("c") is None and table.share("a") is None


def test_a_region_is_the_sum_of_its_offices_released_parts():
    parts = [release(counted(n, scope)) for scope, n in (("office-a", 10), ("office-b", 6))]
    region = release(
        findings(
            Finding("participants", "clients", tables=(CountTable("size", (Count("all", 16),)),)),
            scope=REGION,
            offices=("office-a", "office-b"),
        ),
        parts,
    )
    part = region.of("participants", "clients").table("size").parts[0]
    assert (part.n, part.at_least) == (10, True)  # not 15 or 20, the exact sum rounded


def test_a_region_tells_each_table_once():
    parts = [release(counted(n, scope)) for scope, n in (("office-a", 10), ("office-b", 20))]
    whole = findings(counted(30).items[0], scope=REGION, offices=("office-a", "office-b"))
    assert [table.name for table in release(whole, parts).items[0].tables] == ["size"]


def test_a_region_of_offices_without_the_finding_tells_nothing_of_it():
    office = release(findings(scope="office-a"))
    region = release(findings(counted(12).items[0], scope=REGION), [office])
    part = region.of("participants", "clients").table("size").parts[0]
    assert (part.n, part.at_most) == (None, None)


def test_a_region_rounds_no_persons_that_its_offices_have_rounded_already():
    def found(n, of):
        return Finding("a", "x", estimates=(Estimate("m", 5.0, 4.0, 6.0, n, n - 1, of=of),))

    for of, same in (("clients", True), ("", False), ("worse-half:x", False)):
        shown_as = set()
        for key in (bytes([i, *range(31)]) for i in range(30)):
            office = release(findings(found(17, of)), key=key)
            region = release(findings(found(17, of), scope=REGION), [office], key=key)
            shown_as.add((office.items[0].estimates[0].n, region.items[0].estimates[0].n))
        alike = {(15, 15), (20, 20)}
        assert shown_as == (alike if same else alike | {(15, 20), (20, 15)})


def test_a_region_and_its_offices_have_one_policy():
    office = release(counted(12), policy=Policy(round_to=10))
    with pytest.raises(DisclosureRefused, match="same policy"):
        release(findings(counted(12).items[0], scope=REGION), [office])


def test_a_table_that_the_policy_withholds_is_not_shown():
    policy = Policy(withhold=("participants/clients/size",))
    table = release(counted(40), policy=policy).items[0].table("size")
    assert table.hidden == "by-policy"
    assert [(p.n, p.at_most) for p in table.parts] == [(None, None)]


def test_the_key_is_the_evaluators_own_by_default(monkeypatch):
    from evaluation.errors import KeyProblem

    counts = [release(counted(12), key=bytes([i, *range(31)])) for i in range(30)]
    assert len({c.items[0].tables[0].parts[0].n for c in counts}) == 2
    assert release(counted(12)) == release(counted(12), key=bytes(range(32)))
    monkeypatch.delenv("EVALUATION_KEY")
    monkeypatch.setattr("evaluation.keys.key_path", lambda: Path("no-such-folder/key"))
    with pytest.raises(KeyProblem):
        release(counted(12))


def test_a_region_without_its_parts_is_refused():
    with pytest.raises(DisclosureRefused, match="parts"):
        release(findings(scope=REGION, offices=("office-a", "office-b")))


def test_a_verdict_on_a_withheld_effect_is_untestable():
    passed = release(findings(estimated(n=9))).items[0].verdict
    assert (passed.kind, passed.reasons) == (VerdictKind.UNTESTABLE, ("withheld",))
    assert passed.smallest_detectable is None
    assert release(findings(estimated(n=15))).items[0].verdict.kind is VerdictKind.SUPPORTED


def test_a_verdict_needs_no_other_number_than_its_own():
    found = estimated()
    few = Estimate("g", 0.2, 0.1, 0.3, 9, 8, "sd")
    passed = release(findings(replace(found, estimates=(few, *found.estimates, few)))).items[0]
    assert passed.verdict.kind is VerdictKind.SUPPORTED


def test_a_verdict_that_rests_on_no_number_passes():
    passed = release(findings(estimated(n=9, kind=VerdictKind.UNTESTABLE))).items[0].verdict
    assert passed.kind is VerdictKind.UNTESTABLE


@pytest.mark.parametrize(
    ("of", "among", "kind"),
    [
        (1, 9, VerdictKind.UNTESTABLE),
        (0, 40, VerdictKind.DORMANT),
        (1, 40, VerdictKind.DORMANT),
    ],
)
def test_dormant_needs_ten_persons_and_not_that_the_share_be_shown(of, among, kind):
    share = Estimate("activation-in", of / among, 0.0, 0.1, among, among - 1, "share")
    verdict = Verdict(VerdictKind.DORMANT, ("reasoning-seldom-fires",), 1.0)
    finding = Finding("contrasts", "x", estimates=(share,), verdict=verdict)
    assert release(findings(finding)).items[0].verdict.kind is kind


@pytest.mark.parametrize(
    ("detectable", "n", "told"),
    [(0.4321, 400, 0.4), (0.4321, 20, 0.5), (math.inf, 400, None), (None, 400, None)],
)
def test_the_smallest_effect_to_be_seen_is_rounded_as_the_effect(detectable, n, told):
    found = estimated(n=n)
    verdict = Verdict(VerdictKind.UNDETERMINED, ("x",), 1.0, detectable)
    passed = release(findings(replace(found, verdict=verdict))).items[0].verdict
    assert passed.smallest_detectable == told


def test_the_smallest_effect_beside_no_effect_is_rounded_as_of_the_fewest():
    verdict = Verdict(VerdictKind.UNTESTABLE, ("x",), 1.0, 0.77)
    passed = release(findings(Finding("contrasts", "x", verdict=verdict))).items[0].verdict
    assert passed.smallest_detectable == 1.0


@pytest.mark.parametrize(
    ("needed", "told"),
    [
        (None, None), (math.inf, None), (100_000, None), (99_999.0, 100_000), (1, 5), (5, 5),
        (5.1, 10), (96, 100), (99.9, 100), (101, 110), (111, 120), (1001, 1100), (12_345, 13_000),
    ],
)  # fmt: skip
def test_persons_needed_have_two_digits_that_count(needed, told):
    verdict = Verdict(VerdictKind.UNTESTABLE, ("x",), 1.0, None, needed)
    passed = release(findings(Finding("contrasts", "x", verdict=verdict))).items[0].verdict
    assert passed.persons_needed == told


def test_months_are_told_and_days_are_not():
    passed = release(replace(findings(), first_day="2007-10-03", last_day="2008-12-31"))
    assert (passed.first_month, passed.last_month) == ("2007-10", "2008-12")


def test_statements_left_behind_are_counted_as_any_count():
    said = tuple(Statement(f"a/{i}", "", f"Asia {i}.") for i in range(23))
    finding = Finding("development", "actions", statements=said)
    passed = release(findings(finding), approved={"Asia 1.", "Asia 2.", "Asia 3."}).items[0]
    assert len(passed.statements) == 3 and passed.withheld_statements == 20


@pytest.mark.parametrize(
    ("left", "told"),
    [*((n, None) for n in (0, 1, 4, 5, 7, 8, 9)), (10, 10)],
)
def test_few_statements_left_behind_are_not_counted(left, told):
    said = tuple(Statement(f"a/{i}", "", f"Asia {i}.") for i in range(left))
    finding = Finding("development", "actions", statements=said)
    assert release(findings(finding)).items[0].withheld_statements == told


def test_free_text_passes_only_word_for_word_as_approved():
    said = (Statement("a/1", "x", "Aika varataan."), Statement("a/2", "", "Erkin asia."))
    finding = Finding("development", "actions", statements=said)
    assert release(findings(finding)).items[0].statements == ()
    passed = release(findings(finding), approved={"Aika varataan.", "Erkin"}).items[0]
    assert [s.text for s in passed.statements] == ["Aika varataan."]
    assert passed.withheld_statements is None  # one: nine or fewer


def test_what_people_write_beside_a_statement_needs_approval_of_its_own():
    said = Statement(
        "a/1",
        "Erkin asia",
        "Aika varataan.",
        (("due_on", "2008-01-02"), ("owner_role", "Erkki"), ("result", "Tehty.")),
    )
    actions = Finding("development", "actions", statements=(said,))
    passed = release(findings(actions), approved={"Aika varataan.", "Tehty."}).items[0]
    assert passed.statements[0].origin == ""
    assert dict(passed.statements[0].particulars) == {
        "due_on": "2008-01-02",
        "owner_role": "",
        "result": "Tehty.",
    }


def test_an_origin_that_is_a_configuration_passes():
    tested = Finding("contrasts", "planned-work", configuration="planned-work v1")
    actions = Finding(
        "development", "actions", statements=(Statement("a/1", "planned-work", "Aika."),)
    )
    passed = release(findings(tested, actions), approved={"Aika."}).items[1]
    assert passed.statements[0].origin == "planned-work"


def test_nobody_else_makes_a_release():
    with pytest.raises(DisclosureRefused):
        Release("office-a", (), PROVENANCE, ("office-a",), (), False, "", "")
    with pytest.raises(DisclosureRefused):
        release("not findings")
    with pytest.raises(DisclosureRefused):
        release_as_json("not a release")


@pytest.mark.parametrize("n", [-5, 0, 1, 4, 7, 8, 9, 11])
def test_a_shown_count_cannot_hold_an_exact_number(n):
    with pytest.raises(DisclosureRefused):
        ShownCount("a", n)
    with pytest.raises(DisclosureRefused):
        ShownEstimate("m", "points", 0.95, 1.0, 0.0, 2.0, n)


@pytest.mark.parametrize("where", ["part", "estimate", "statements"])
def test_a_release_holds_no_count_that_its_policy_hides(where):
    content = json.loads(release_as_json(example()))
    first, second = content["items"]
    if where == "part":
        second["tables"][0]["parts"][1]["n"] = 5
    elif where == "estimate":
        first["estimates"][0]["n"] = 5
    else:
        second["withheld_statements"] = 5
    with pytest.raises(DisclosureRefused, match="policy"):
        load_release(json.dumps(content))
    content["policy"]["fewest"] = 5
    with pytest.raises(DisclosureRefused):  # no decision
        load_release(json.dumps(content))
    content["policy"]["decision"] = DECISION
    assert load_release(json.dumps(content)).policy.loosened == ("fewest",)


def test_a_release_is_rounded_as_its_policy_has_it():
    content = json.loads(release_as_json(example()))
    content["policy"]["round_to"] = 50
    with pytest.raises(DisclosureRefused, match="policy"):
        load_release(json.dumps(content))


DECISION = {"by": "Johtaja", "date": "2026-01-31", "because": {"fi": "Koska.", "en": "Because."}}


def test_a_loosened_release_survives_with_its_decision():
    decision = Decision("Johtaja", "2026-01-31", Text("Koska.", "Because."))
    passed = release(counted(6), policy=Policy(fewest=5, decision=decision))
    assert passed.items[0].tables[0].parts[0].n in (5, 10)
    assert load_release(release_as_json(passed)) == passed


def test_an_estimate_is_shown_or_hidden_never_both():
    with pytest.raises(DisclosureRefused):
        ShownEstimate("m", "points", 0.95, 1.0, 0.0, 2.0, 10, hidden="too-few-persons")
    with pytest.raises(DisclosureRefused):
        ShownEstimate("m", "points", 0.95)


def example():
    return release(
        findings(
            estimated(),
            Finding(
                "development",
                "actions",
                tables=(CountTable("stage", (Count("done", 4), Count("agreed", 21))),),
                statements=(Statement("a/1", "x", "Käynti kotona", (("due_on", "2008-01-02"),)),),
                notes=("one-worker",),
            ),
        ),
        approved={"Käynti kotona"},
    )


def test_a_release_survives_its_json_form():
    passed = example()
    assert load_release(release_as_json(passed)) == passed


def test_a_region_survives_its_json_form():
    office = release(counted(12))
    region = release(findings(counted(12).items[0], scope=REGION), [office], approved=())
    assert load_release(release_as_json(region)) == region


def test_json_with_an_exact_count_is_refused():
    content = json.loads(release_as_json(example()))
    content["items"][1]["tables"][0]["parts"][1]["n"] = 21
    with pytest.raises(DisclosureRefused):
        load_release(json.dumps(content))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"scope": "a"}'])
def test_json_of_another_form_is_refused(text):
    with pytest.raises(DisclosureRefused):
        load_release(text)


def test_the_seal_is_not_written_down():
    assert "_door" not in release_as_json(example())
    assert "door" not in repr(example())


def test_a_missing_list_of_quotations_approves_none(tmp_path):
    assert read_approved(tmp_path / "approved.yaml") == frozenset()


def test_a_list_of_quotations_is_read_and_another_form_refused(tmp_path):
    path = tmp_path / "approved.yaml"
    path.write_text("quotations:\n  - Aika varataan.\n", encoding="utf-8")
    assert read_approved(path) == {"Aika varataan."}
    for text in ("- a\n", "quotations: x\n", "quotations: [1]\n", "a: [\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput):
            read_approved(path)


def test_private_findings_do_not_print_their_numbers():
    assert "12" not in repr(counted(12))
