"""The page ``docs/attacks.md``, made wholly from the figures: no date, so that it stays equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attacked_clients import OFFICES
from attacked_regions import EDITIONS
from attacked_ways import WAYS
from attacking import FLOOR, Figures

Found = dict[str, Figures]
"""Figures by way to publish; ours under ``ours``."""

TITLES = {
    "customary": "counts under 5 hidden, true totals printed",
    "nearest, exact region": "9 or fewer hidden, others to the nearest 5; region's tables exact",
    "nearest, sums": "9 or fewer hidden, others to the nearest 5; region = sums of shown parts",
    "ours": "**ours: 9 or fewer hidden, others rounded by chance to base 5, guarded**",
}


def sums(by_seed: Mapping[int, Found]) -> Found:
    """Figures by way, over all regions in which it was attacked."""
    ways = (*WAYS, "ours")
    return {
        way: sum((found[way] for found in by_seed.values() if way in found), Figures())
        for way in ways
    }


def page(by_seed: Mapping[int, Found], one_in: int, broken: Sequence[str] = ()) -> str:
    """The whole page as Markdown; it holds no date, so that it stays equal."""
    found = sums(by_seed)
    regions = {way: sum(way in of for of in by_seed.values()) for way in found}
    rows = [_row(TITLES[way], regions[way], found[way]) for way in found if regions[way]]
    numbers = {
        "regions": len(by_seed),
        "first": min(by_seed),
        "last": max(by_seed),
        "offices": len(OFFICES),
        "reports": len(OFFICES) + 1,
        "editions": EDITIONS,
        "table": "\n".join([HEAD, *rows]),
        "one_in": one_in,
        "promises": _promises(broken),
    }
    return PAGE.format(**numbers, finnish=FINNISH.format(**_in_words(found), regions=len(by_seed)))


HEAD = (
    "| way to publish | regions | counts attacked | found exactly, % | fewer than 5 values, % "
    "| fewest values left | exact, true totals known, % | counts hidden, % "
    "| mean error of shown counts |\n|---|---|---|---|---|---|---|---|---|"
)


def _row(title: str, regions: int, found: Figures) -> str:
    fewest = "5 or more" if found.narrowest >= FLOOR.narrowest else str(found.narrowest)
    cells = (
        title,
        regions,
        found.protected,
        share(found.exact, found.protected),
        share(found.narrow, found.protected),
        fewest,
        share(found.exact_with_totals, found.protected),
        share(found.hidden, found.counts),
        f"{found.error / max(found.shown, 1):.2f}",
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def share(part: int, whole: int) -> str:
    """A share in per cent, with digits enough to tell few from none."""
    percent = 100 * part / max(whole, 1)
    if part == 0:
        return "0"
    return f"{percent:.1f}" if percent >= 1 else f"{percent:.2g}"


def _in_words(found: Found) -> dict[str, str]:
    def told(way: str, name: str) -> str:
        return share(getattr(found[way], name), found[way].protected).replace(".", ",")

    return {
        "customary": told("customary", "exact"),
        "nearest": told("nearest, exact region", "exact"),
        "ours": told("ours", "exact"),
        "narrow": told("ours", "narrow"),
        "totals": told("ours", "exact_with_totals"),
    }


def _promises(broken: Sequence[str]) -> str:
    """What our way has promised: kept, or not."""
    if not broken:
        return (
            f"**Our promises were kept**: nothing found exactly, no count with fewer than "
            f"{FLOOR.narrowest} values, at most 1 % exact for who knows all true totals."
        )
    return "\n".join(["**Not all of our promises were kept:**", "", *(f"- {b}" for b in broken)])


FINNISH = """Arvoimme {regions} kuviteltua aluetta, joissa kussakin on seitsemän toimistoa.
Julkaisimme niiden luvut eri tavoin ja yritimme sitten laskea piilotetut ja pyöristetyt luvut auki:
vähensimme ja laskimme yhteen kaikkien raporttien luvut kahdelta julkaisukerralta. Kun alle viiden
luvut piilotetaan ja oikeat summat painetaan, piilotetuista luvuista saadaan auki {customary} %.
Kun luvut pyöristetään lähimpään viiteen ja alueen luvut kerrotaan tarkasti, luvuista saadaan auki
{nearest} %. Meidän tavallamme auki saadaan {ours} %, ja alle viisi mahdollista arvoa jää
{narrow} %:lle luvuista. Se, joka tietää lisäksi kaikki oikeat summat, saa auki {totals} %."""

PAGE = """# What can be worked out from our reports, and from others

Made by `make attacks REGIONS={regions} FIRST={first}`; do not edit by hand.

## Suomeksi

{finnish}

## In English

We made up {regions} regions (seeds {first}–{last}) of {offices} offices of about 5 to 400 clients,
and published each in {reports} reports and {editions} editions. Between the editions up to 15 % new
clients come, and some others are followed up later. Then we attacked all reports of both editions
at once by linear programming. The attacker knows every rule, which numbers are about the same
clients, which sets lie within others, that the region is the sum of its offices, and which sets can
only grow. The other ways were attacked in every {one_in}th region; means, shares and how
they are rounded are the same in all ways.

{table}

*Counts attacked* are those counts in the offices' tables that are not told exactly: hidden or
rounded ones. The attacker finds one *exactly* when a single value is left. *True totals known* is
an attacker who also knows the true total of every table in every office; what follows from these
totals alone is not counted. *Counts hidden* includes tables that were withheld. The *mean error* is
how far a shown count is from the true one, in persons. In our way a hidden count may be 0–9; one
shown as 10 may be 10–14, one shown as 15 may be 11–19.

{promises}

## What this does not show

- The regions are made up, and tell less than real ones: three indicators and two configurations.
  The audit attacks the real edition, with all its numbers.
- Linear programming lets numbers of persons be fractions on the way. An attacker who tries whole
  numbers only may get a little farther.
- Who knows the clients of an office by other means can subtract them.
"""
