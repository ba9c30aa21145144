"""Words of the page and the workbook that tell an office what to mend."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from evaluation.framework.model import Language, Text
from evaluation.observations import Severity

HEADING = Text("Aineiston tarkistus", "Check of the data")
ALL_WELL = Text(
    "Kiitos! Kaikki luettiin, eikä tiedostoissa ole mitään korjattavaa.",
    "Thank you! Everything was read, and there is nothing to mend in the files.",
)
LEADS: dict[Severity, Text] = {
    "refuses office": Text(
        "Aineistoa ei voitu vielä ottaa mukaan. Korjaa ensin kohdat, jotka pysäyttävät koko"
        " toimituksen, ja lähetä tiedostot uudelleen.",
        "The data could not be taken in yet. First mend what stops the whole delivery, then send"
        " the files again.",
    ),
    "refuses row": Text(
        "Aineisto luettiin, mutta osa riveistä jäi pois. Korjaa rivit ja lähetä tiedostot"
        " uudelleen.",
        "The data were read, but some rows were left out. Mend the rows and send the files again.",
    ),
    "warning": Text(
        "Aineisto luettiin, eikä yhtään riviä hylätty. Alla on asioita, jotka kannattaa tarkistaa.",
        "The data were read, and no row was refused. Below are some things to check.",
    ),
}
SYNTHETIC = Text(
    "Tämä on keksittyä esimerkkiaineistoa, ei oikeita asiakkaita.",
    "These are made-up demo data, not real clients.",
)
COUNTS_NOTE = Text(
    "Lähetetty rivi on joko hyväksytty, hylätty tai toistuva. Toistuva rivi on sama kuin jokin"
    " aiempi rivi, ja se luettiin vain kerran.",
    "A delivered row is either accepted, refused or repeated. A repeated row is the same as an"
    " earlier one and was read only once.",
)
COUNTS_STOPPED = Text(
    "Koska jokin pysäyttää toimituksen, yhtään riviä ei vielä otettu mukaan. Rivit tarkistetaan"
    " kokonaan, kun se on korjattu.",
    "As something stops the delivery, no row was taken in yet. The rows are checked in full once"
    " that is mended.",
)
READ = Text("Mitä luettiin", "What was read")
TABLE = Text("Taulukko", "Table")
NUMBERS = (
    Text("Lähetetty", "Delivered"),
    Text("Hyväksytty", "Accepted"),
    Text("Hylätty", "Refused"),
    Text("Toistuva", "Repeated"),
)
EXPECTED = Text("Odotettiin", "Expected")
MEND = Text("Näin korjaat", "How to mend")
HOW = Text("Näin korjaat ja lähetät uudelleen", "How to mend and send again")
FOOTER = Text(
    "Tällä sivulla ei ole tietoja asiakkaista. Se kertoo vain, missä kohdissa tiedostoja on"
    " korjattavaa.",
    "This page holds no data about clients. It only tells where in the files something is to be"
    " mended.",
)
ROW = Text("rivi {rows}", "row {rows}")
ROWS = Text("rivit {rows}", "rows {rows}")
FIRST_ROWS = Text("rivit {rows} ja muita", "rows {rows} and others")
ALL_ROWS = Text("Kaikki {n} riviä", "All {n} rows")


@dataclass(frozen=True, slots=True)
class Kind:
    """Words of one severity.

    ``one`` and ``many`` say what is counted; ``in_cell`` marks a cell of the workbook, and
    ``in_row`` a cell that stands for its whole row.
    """

    id: str
    mark: str
    heading: Text
    intro: Text
    one: Text
    many: Text
    short: Text
    in_cell: Text
    in_row: Text


KINDS: dict[Severity, Kind] = {
    "refuses office": Kind(
        "stops",
        "✗",
        Text("Tämä pysäyttää koko toimituksen", "This stops the whole delivery"),
        Text(
            "Aineisto voidaan lukea, kun nämä on korjattu.",
            "The data can be read once these are mended.",
        ),
        Text("asia pysäyttää koko toimituksen", "thing stops the whole delivery"),
        Text("asiaa pysäyttää koko toimituksen", "things stop the whole delivery"),
        Text("✗ pysäyttää toimituksen", "✗ stops the delivery"),
        Text("✗ korjaa ensin", "✗ mend first"),
        Text("✗ korjaa ensin rivi", "✗ mend row first"),
    ),
    "refuses row": Kind(
        "rows",
        "✗",
        Text("Nämä rivit jäävät pois", "These rows are left out"),
        Text(
            "Rivi otetaan mukaan, kun kaikki sen kohdat on korjattu. Rivien numerot ovat samat kuin"
            " Excelissä: otsikot ovat rivillä 1.",
            "A row is taken in once everything on it is mended. Rows are numbered as in Excel: the"
            " headers stand on row 1.",
        ),
        Text("rivi jää pois", "row is left out"),
        Text("riviä jää pois", "rows are left out"),
        Text("✗ rivi jää pois", "✗ row is left out"),
        Text("✗ korjaa", "✗ mend"),
        Text("✗ korjaa rivi", "✗ mend row"),
    ),
    "warning": Kind(
        "remarks",
        "!",
        Text("Tarkista nämä", "Check these"),
        Text(
            "Nämä eivät pysäytä mitään. Korjaa ne, jos ne ovat virheitä.",
            "These stop nothing. Mend them if they are mistakes.",
        ),
        Text("kohta tarkistettavaksi", "thing to check"),
        Text("kohtaa tarkistettavaksi", "things to check"),
        Text("! tarkista", "! check"),
        Text("! tarkista", "! check"),
        Text("! tarkista rivi", "! check row"),
    ),
}
# When the whole delivery stops, no row is in; these would be left out even then.
ROW_STILL_OUT = Text("rivi jäisi silti pois", "row would still be left out")
ROWS_STILL_OUT = Text("riviä jäisi silti pois", "rows would still be left out")
MARKED_COPY = Text(
    "Avaa alkuperäinen tiedosto ja sen rinnalle {workbook}. Siinä jokainen korjattava kohta on"
    " merkitty samaan soluun kuin omassa tiedostossasi.",
    "Open the original file and beside it {workbook}. There each place to mend is marked in the"
    " same cell as in your own file.",
)
OPEN = Text("Avaa alkuperäinen tiedosto.", "Open the original file.")
STEPS = (
    Text(
        "Korjaa ensin se, mikä pysäyttää koko toimituksen. Korjaa sitten rivit, jotka jäävät pois.",
        "First mend what stops the whole delivery. Then mend the rows that are left out.",
    ),
    Text(
        "Älä järjestä rivejä uudelleen ennen kuin olet korjannut ne: numerot tarkoittavat lähetetyn"
        " tiedoston rivejä. Kun poistat rivejä, aloita lopusta.",
        "Do not sort the rows before they are mended: the numbers mean rows of the file as it was"
        " sent. When you delete rows, begin from the end.",
    ),
    Text(
        "Jos et tiedä oikeaa tietoa, jätä kohta ennalleen ja kerro siitä. Älä arvaa.",
        "If you do not know what is right, leave it as it is and tell us. Do not guess.",
    ),
    Text(
        "Tallenna tiedosto samalla nimellä ja lähetä kaikki tiedostot kokonaan uudelleen, samaa"
        " suojattua tietä kuin ennenkin. Älä lähetä asiakkaiden tietoja tavallisessa"
        " sähköpostissa.",
        "Save the file under the same name and send all files again as a whole, by the same"
        " protected way as before. Do not send data about clients in ordinary e-mail.",
    ),
)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

# Words of the workbook alone.
SUMMARY = Text("Yhteenveto", "Summary")
LEGEND = Text(
    "Muilla välilehdillä on samat rivit ja sarakkeet kuin lähetetyissä tiedostoissa, mutta ei"
    " mitään niiden sisällöstä. Osoita merkittyä solua, niin näet mitä siinä pitää korjata.",
    "The other sheets have the same rows and columns as the files that were sent, but nothing of"
    " what they hold. Point at a marked cell to see what to mend there.",
)
SUMMARY_HEADERS = (
    Text("Kuinka vakava", "How serious"),
    Text("Siirry", "Go to"),
    Text("Tiedosto", "File"),
    Text("Välilehti", "Sheet"),
    Text("Sarake", "Column"),
    Text("Rivit", "Rows"),
    Text("Rivejä", "Number of rows"),
    Text("Mikä on vialla", "What is wrong"),
    Text("Odotettiin", "Expected"),
    Text("Näin korjaat", "How to mend"),
)
MORE_ROWS = Text(" … ja muita, merkitty välilehdelle", " … and others, marked on the sheet")
NO_COMMENTS = Text(
    "Välilehdellä {sheet} on {n} merkittyä solua. Selite on vain ensimmäisissä {most} solussa,"
    " koska Excel hidastuisi liikaa. Muut on merkitty ilman selitettä: katso niiden syy tästä"
    " yhteenvedosta.",
    "The sheet {sheet} has {n} marked cells. Only the first {most} have a comment, as Excel would"
    " become too slow. The others are marked without one: see the reason on this summary.",
)
BEYOND = Text(
    "Tiedostossa {file} on {n} korjattavaa kohtaa Excelin viimeisen rivin tai sarakkeen takana."
    " Niitä ei voi merkitä tähän työkirjaan: katso niiden rivit tarkistussivulta.",
    "The file {file} has {n} places to mend beyond Excel's last row or column. They cannot be"
    " marked in this workbook: see their rows on the page of the check.",
)
AUTHOR = Text("Tarkistus", "Check")


def day(day: dt.date, language: Language) -> str:
    """Write a day as ``22.11.2026`` or ``22 November 2026``."""
    if language == "fi":
        return f"{day.day}.{day.month}.{day.year}"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
