"""Titles and codes of the map → Sotkanet's own numbers. Unknown or ambiguous: told, not guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from evaluation.connectors.sotkanet.chosen import SotkanetMap, WantedIndicator, WantedRegion
from evaluation.connectors.sotkanet.files import SotkanetIndicator, SotkanetRegion
from evaluation.connectors.yaml_reader import YamlReader, shown
from evaluation.framework.model import Text
from evaluation.spelling import fold

MUNICIPALITY = "KUNTA"


def find_indicators(
    reader: YamlReader, map: SotkanetMap, indicators: Sequence[SotkanetIndicator]
) -> dict[int, tuple[WantedIndicator, SotkanetIndicator]]:
    """Sotkanet's number → our indicator and Sotkanet's; titles are compared folded.

    THL has changed the wording of titles over the years, so an unknown title is told with the
    nearest ones of the list.
    """
    by_title: dict[str, list[SotkanetIndicator]] = {}
    for indicator in indicators:
        by_title.setdefault(fold(indicator.title.fi), []).append(indicator)
    by_title.pop("", None)
    found: dict[int, tuple[WantedIndicator, SotkanetIndicator]] = {}
    for wanted in map.indicators:
        twins = by_title.get(fold(wanted.title), [])
        fit = [i for i in twins if wanted.id in (None, i.id)]
        if len(fit) != 1:
            _note_title(reader, wanted, twins, by_title)
        elif fit[0].id in found:
            reader.note(
                wanted.line,
                Text("sama Sotkanetin mittari on kahdesti", "the same indicator of Sotkanet twice"),
                Text("oma otsikko kullekin", "a title of its own for each"),
            )
        else:
            found[fit[0].id] = (wanted, fit[0])
    return found


def _note_title(
    reader: YamlReader,
    wanted: WantedIndicator,
    twins: Sequence[SotkanetIndicator],
    by_title: Mapping[str, Sequence[SotkanetIndicator]],
) -> None:
    title = shown(wanted.title)
    ids = ", ".join(str(i.id) for i in twins)
    if not twins:
        near = get_close_matches(fold(wanted.title), by_title, n=3, cutoff=0.6)
        titles = "; ".join(f"'{shown(by_title[key][0].title.fi)}'" for key in near)
        reader.note(
            wanted.line,
            Text(
                f"otsikkoa '{title}' ei ole tallennetussa luettelossa",
                f"the title '{title}' is not in the saved list of indicators",
            ),
            Text(
                f"otsikko juuri niin kuin se on Sotkanetissa; lähimmät: {titles or 'ei yhtään'}",
                f"the title just as it is in Sotkanet; nearest: {titles or 'none'}",
            ),
        )
    elif wanted.id is None:
        reader.note(
            wanted.line,
            Text(
                f"otsikko '{title}' on luettelossa useammin kuin kerran",
                f"the title '{title}' stands in the list more than once",
            ),
            Text(
                f"{{title: …, id: …}}, jossa id on jokin näistä: {ids}",
                f"{{title: …, id: …}} with one of the ids {ids}",
            ),
        )
    else:
        reader.note(
            wanted.line,
            Text(
                f"otsikolla '{title}' on luettelossa toinen numero",
                f"the title '{title}' has another id in the list",
            ),
            Text(f"id: {ids}", f"id: {ids}"),
        )


def find_regions(
    reader: YamlReader, map: SotkanetMap, regions: Sequence[SotkanetRegion]
) -> dict[str, SotkanetRegion]:
    """Office → its region. A municipality is found by its code, never by Sotkanet's own number."""
    found: dict[str, SotkanetRegion] = {}
    for wanted in map.offices:
        fit = [region for region in regions if _fits(wanted, region)]
        if len(fit) == 1:
            found[wanted.office] = fit[0]
        elif fit:
            categories = ", ".join(sorted({region.category for region in fit}))
            reader.note(
                wanted.line,
                Text("aluetta on useampi kuin yksi", "there is more than one such region"),
                Text(
                    f"lisäksi avain 'category', jokin näistä: {categories}",
                    f"the key 'category' too, one of {categories}",
                ),
            )
        else:
            _note_region(reader, wanted, regions)
    return found


def _fits(wanted: WantedRegion, region: SotkanetRegion) -> bool:
    if wanted.municipality:
        return region.category == MUNICIPALITY and region.code == wanted.municipality
    return fold(region.title) == fold(wanted.region) and (
        not wanted.category or fold(region.category) == fold(wanted.category)
    )


def _note_region(
    reader: YamlReader, wanted: WantedRegion, regions: Sequence[SotkanetRegion]
) -> None:
    if not wanted.municipality:
        reader.note(
            wanted.line,
            Text(
                f"aluetta '{shown(wanted.region)}' ei ole tallennetussa luettelossa",
                f"the region '{shown(wanted.region)}' is not in the saved list of regions",
            ),
            Text("alueen suomenkielinen nimi", "the region's name in Finnish"),
        )
        return
    is_id = any(region.id == int(wanted.municipality) for region in regions)
    hint_fi = " (Sotkanetin oma aluenumero ei ole kunnan koodi)" if is_id else ""
    hint_en = " (Sotkanet's own number of a region is no municipality's code)" if is_id else ""
    reader.note(
        wanted.line,
        Text(
            f"kuntaa, jonka koodi on '{wanted.municipality}', ei ole luettelossa{hint_fi}",
            f"no municipality in the list has the code '{wanted.municipality}'{hint_en}",
        ),
        Text(
            "Tilastokeskuksen kolminumeroinen kuntakoodi",
            "Statistics Finland's municipality code of three digits",
        ),
    )
