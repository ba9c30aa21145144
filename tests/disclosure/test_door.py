"""The one door: each limit at its boundary, and nobody else makes a Release."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.disclosure import (
    read_approved,
    release,
    shown_count,
    shown_estimate,
    shown_table,
    sum_of_parts,
)
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
from evaluation.releases import (
    Release,
    ShownCount,
    ShownEstimate,
    load_release,
    release_as_json,
)

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


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        *((n, None) for n in range(8)),
        (8, 10),
        (9, 10),
        (10, 10),
        (12, 10),
        (13, 15),
        (17, 15),
        (18, 20),
        (1002, 1000),
        (1003, 1005),
    ],
)
def test_counts_of_7_or_fewer_are_hidden_and_others_rounded_to_5(n, shown):
    assert shown_count(n) == shown


def test_a_negative_count_is_refused():
    with pytest.raises(DisclosureRefused):
        shown_count(-1)


@given(st.integers(8, 10_000))
def test_a_shown_count_is_within_2_of_the_truth(n):
    assert abs(shown_count(n) - n) <= 2 and shown_count(n) % 5 == 0


@pytest.mark.parametrize(
    ("n", "df", "hidden"),
    [
        (0, 30, "too-few-persons"),
        (9, 30, "too-few-persons"),
        (10, 30, None),
        (11, 30, None),
        (40, 9, "too-few-degrees-of-freedom"),
        (40, 9.9, "too-few-degrees-of-freedom"),
        (40, 10, None),
    ],
)
def test_estimates_need_10_persons_and_10_free_degrees(n, df, hidden):
    shown = shown_estimate(Estimate("mean", 5.123, 4.0, 6.0, n, df))
    assert shown.hidden == hidden
    assert (shown.value is None) == (hidden is not None)
    assert (shown.lower is None) == (hidden is not None)


@pytest.mark.parametrize("n", [12, 16, 50, 400])
@pytest.mark.parametrize("of", [0, 1, 4, 5, 7])
def test_a_share_of_a_few_or_of_all_but_a_few_is_hidden(of, n):
    for value in (of / n, 1 - of / n):
        share = Estimate("s", value, 0.0, 1.0, n, n - 1, "share")
        assert shown_estimate(share).hidden == "small-part"


@pytest.mark.parametrize("of", [8, 9, 10, 25])
def test_a_share_of_eight_of_fifty_is_shown(of):
    assert shown_estimate(Estimate("s", of / 50, 0.0, 1.0, 50, 49, "share")).hidden is None


def test_a_difference_of_shares_tells_no_count():
    gap = Estimate("activation", 0.02, -0.1, 0.14, 50, 40, "share-difference")
    assert shown_estimate(gap).hidden is None


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_could_not_be_estimated_is_hidden_by_name(bad):
    assert shown_estimate(Estimate("m", 1.0, bad, 2.0, 50, 49)).hidden == "not-estimable"


def test_estimates_are_rounded_to_what_their_unit_bears():
    points = shown_estimate(Estimate("m", 1.26, 0.75, 1.77, 43, 30, "points"))
    assert (points.value, points.lower, points.upper, points.n) == (1.3, 0.8, 1.8, 45)
    assert shown_estimate(Estimate("g", 0.456, 0.1, 0.9, 43, 30, "sd")).value == 0.46


def test_minus_nothing_is_nothing():
    assert str(shown_estimate(Estimate("m", -0.01, -0.04, 0.04, 43, 30)).value) == "0.0"


def test_a_total_is_the_sum_of_rounded_parts_and_says_when_a_part_is_missing():
    table = shown_table(CountTable("t", (Count("a", 12), Count("b", 13), Count("c", 3))))
    assert [p.n for p in table.parts] == [10, 15, None]
    assert table.total == 25 and table.at_least
    assert table.share("c") is None and table.share("a") is None


def test_a_region_is_the_sum_of_its_offices_released_parts():
    parts = [release(counted(n, scope)) for scope, n in (("office-a", 12), ("office-b", 6))]
    region = release(
        findings(
            Finding("participants", "clients", tables=(CountTable("size", (Count("all", 18),)),)),
            scope=REGION,
            offices=("office-a", "office-b"),
        ),
        parts,
    )
    part = region.of("participants", "clients").table("size").parts[0]
    assert (part.n, part.at_least) == (10, True)  # not 20, the rounded exact sum of 18


def test_a_part_hidden_in_every_office_stays_hidden():
    tables = [shown_table(CountTable("t", (Count("a", n),))) for n in (7, 7, 7)]
    whole = CountTable("t", (Count("a", 21),))
    # Three offices hide up to 7 each: "at most 7" of the region would be untrue.
    assert sum_of_parts(whole, tables).parts == (ShownCount("a", None, at_most=21),)


def test_a_table_that_no_office_had_enough_for_is_hidden_in_the_region_too():
    whole = CountTable("t", (Count("a", 30), Count("b", 12)))
    hidden = (ShownCount("a", None, at_most=None), ShownCount("b", None, at_most=None))
    assert sum_of_parts(whole, []).parts == hidden


def test_a_region_without_its_parts_is_refused():
    with pytest.raises(DisclosureRefused, match="parts"):
        release(findings(scope=REGION, offices=("office-a", "office-b")))


def test_a_verdict_on_a_withheld_effect_is_untestable():
    passed = release(findings(estimated(n=9))).items[0].verdict
    assert (passed.kind, passed.reasons) == (VerdictKind.UNTESTABLE, ("withheld",))
    assert passed.smallest_detectable is None
    assert release(findings(estimated(n=10))).items[0].verdict.kind is VerdictKind.SUPPORTED


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


def test_free_text_passes_only_word_for_word_as_approved():
    said = (Statement("a/1", "x", "Aika varataan."), Statement("a/2", "", "Erkin asia."))
    finding = Finding("development", "actions", statements=said)
    assert release(findings(finding)).items[0].statements == ()
    passed = release(findings(finding), approved={"Aika varataan.", "Erkin"}).items[0]
    assert [s.text for s in passed.statements] == ["Aika varataan."]
    assert passed.withheld_statements is None  # one: seven or fewer


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


@pytest.mark.parametrize("n", [0, 1, 7, 8, 11, 5])
def test_a_shown_count_cannot_hold_an_exact_or_small_number(n):
    with pytest.raises(DisclosureRefused):
        ShownCount("a", n)
    with pytest.raises(DisclosureRefused):
        ShownEstimate("m", "points", 0.95, 1.0, 0.0, 2.0, n)


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
