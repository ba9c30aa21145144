"""All rules a delivery can break: what is wrong, what was expected, what to do."""

from __future__ import annotations

from evaluation.errors import BadInput, EmptyInput, EvaluationError, MissingInput, UnknownCode
from evaluation.framework.model import Text
from evaluation.intake.rules import Rule
from evaluation.row_counts import REPEATED

# fmt: off

# Numbers, or words of the contract: the same in both languages.
AS_GIVEN = Text("{it}", "{it}")
A_VALUE = Text("arvo", "a value")

CORRECT = Text("Korjaa solu ja lähetä tiedosto uudelleen.",
               "Correct the cell and send the file again.")
REMOVE = Text("Poista ylimääräinen.", "Remove the extra one.")
SEE_CONTRACT = Text("Vertaa tiedostoa aineisto-ohjeeseen tai tiedonkeruulomakkeeseen.",
                    "Compare the file with the data contract or the collection form.")

DAY_IS_RIGHT = Text("Korjaa päivä, jos se on väärin. Muuten mitään ei tarvitse tehdä.",
                    "Correct the day if it is wrong. Otherwise nothing needs to be done.")


# --- the office is refused ----------------------------------------------------------------------

def _office(error: type[EvaluationError], what: Text, expected: Text, mend: Text) -> Rule:
    return Rule("refuses office", what, expected, mend, error)


NO_FOLDER = _office(
    MissingInput, Text("toimistolla ei ole kansiota", "the office has no folder"),
    Text("kansio, jonka nimi on toimiston tunnus", "a folder with the office's id as its name"),
    Text("Luo kansio ja kopioi toimiston tiedostot siihen.",
         "Make the folder and copy the office's files into it."))
NOT_IN_ROSTER = _office(
    MissingInput, Text("toimisto ei ole toimistojen luettelossa",
                       "the office is not in the roster of offices"),
    Text("toimistoluettelon tunnus", "an id of the roster"),
    Text("Lisää toimisto luetteloon tai poista kansio.",
         "Add the office to the roster, or remove the folder."))
NO_TABLE = _office(
    MissingInput, Text("pakollinen taulukko puuttuu", "a required table is missing"), AS_GIVEN,
    Text("Lisää taulukko välilehtenä tai CSV-tiedostona.", "Add it as a sheet or a CSV file."))
EMPTY_TABLE = _office(
    EmptyInput, Text("pakollinen taulukko on tyhjä", "a required table is empty"),
    Text("vähintään yksi rivi", "at least one row"),
    Text("Tarkista, että tiedosto tallentui kokonaan.", "Check that the whole file was saved."))
NO_ROW_LEFT = _office(
    BadInput, Text("pakollisen taulukon kaikki rivit hylättiin",
                   "every row of a required table was refused"),
    Text("vähintään yksi kelvollinen rivi", "at least one sound row"),
    Text("Korjaa rivit, joista on ilmoitettu.", "Mend the rows that are reported."))
UNREADABLE = _office(
    BadInput, Text("tiedostoa ei voi avata", "the file cannot be opened"),
    Text("ehjä .xlsx-, .ods- tai CSV-tiedosto ilman salasanaa",
         "a sound .xlsx, .ods or CSV file without a password"),
    Text("Tallenna tiedosto uudelleen.", "Save the file again."))
TOO_LARGE = _office(
    BadInput, Text("tiedosto on suurempi kuin mikään rehellinen aineisto",
                   "the file is larger than any honest delivery"),
    Text("tavallinen työkirja tai CSV-tiedosto: enintään 256 saraketta, solussa enintään"
         " 32 767 merkkiä",
         "an ordinary workbook or CSV file: at most 256 columns, at most 32,767 characters"
         " in a cell"),
    Text("Poista tyhjät rivit ja sarakkeet ja ylimääräiset liitteet ja tallenna tiedosto"
         " uudelleen.",
         "Remove empty rows and columns and attachments, and save the file again."))
UNSAFE_FILE = _office(
    BadInput, Text("tiedoston rakenteessa on jotain, mitä työkirjassa ei kuulu olla",
                   "the file's inner structure holds what no workbook should"),
    Text("Excelin tai LibreOfficen tallentama työkirja",
         "a workbook saved by Excel or LibreOffice"),
    Text("Avaa työkirja Excelissä, tallenna se uudelleen ja lähetä uusi tiedosto.",
         "Open the workbook in Excel, save it again and send the new file."))
BAD_ENCODING = _office(
    BadInput, Text("tiedoston merkistöä ei ymmärretä", "the character encoding is not understood"),
    Text("UTF-8, UTF-16 tai Latin-1", "UTF-8, UTF-16 or Latin-1"),
    Text("Tallenna tiedosto muodossa CSV UTF-8.", "Save the file as CSV UTF-8."))
BROKEN_CSV = _office(
    BadInput, Text("lainausmerkki on väärässä paikassa tai jää sulkematta",
                   "a quotation mark is misplaced or never closed"),
    Text("teksti kahden lainausmerkin välissä", "text between two quotation marks"),
    Text("Tallenna tiedosto uudelleen CSV-muotoon.", "Save the file as CSV again."))
LINKED_FILE = _office(
    BadInput, Text("tiedosto on vain linkki toiseen paikkaan",
                   "the file is only a link to another place"),
    Text("tiedosto itse", "the file itself"),
    Text("Kopioi tiedosto toimiston kansioon.", "Copy the file into the office's folder."))
WRONG_OFFICE = _office(
    BadInput, Text("tiedosto on toisen toimiston", "the file is another office's"), AS_GIVEN,
    Text("Siirrä tiedosto oman toimistonsa kansioon.",
         "Move the file to its own office's folder."))
SAME_FILE_ELSEWHERE = _office(
    BadInput, Text("sama tiedosto on toisenkin toimiston kansiossa",
                   "the same file stands in another office's folder too"),
    Text("kunkin toimiston oma tiedosto", "each office's own file"),
    Text("Poista tiedosto siitä kansiosta, johon se ei kuulu.",
         "Remove the file from the folder where it does not belong."))
BAD_MAPPING = _office(
    BadInput, Text("kartoitustiedosto ei sovi vientiin tai ei ole kunnossa",
                   "the mapping file does not fit the export, or is not in order"), AS_GIVEN,
    Text("Korjaa kartoitustiedosto. Ohje on tiedostossa docs/connectors.md.",
         "Mend the mapping file. docs/connectors.md tells how."))
NO_COLUMN = _office(
    BadInput, Text("pakollinen sarake puuttuu", "a required column is missing"), AS_GIVEN,
    Text("Lisää sarake. Otsikot ovat ensimmäisellä rivillä.",
         "Add the column. Headers stand on the first row."))
COLUMN_TWICE = _office(
    BadInput, Text("sama sarake on kahdesti", "the same column stands twice"), AS_GIVEN, REMOVE)
UNKNOWN_INDICATOR = _office(
    UnknownCode, Text("mittari on tuntematon", "the indicator is unknown"),
    Text("viitekehyksen mittarin tunnus tai nimi", "the id or name of an indicator"),
    Text("Korjaa nimi tai lisää mittari viitekehykseen.",
         "Correct the name, or add the indicator to the framework."))
UNKNOWN_METHOD = _office(
    UnknownCode, Text("menetelmä on tuntematon", "the method is unknown"), AS_GIVEN,
    Text("Korjaa nimi tai lisää menetelmä koodiluetteloon.",
         "Correct the name, or add the method to the code list."))


# --- a row is refused ---------------------------------------------------------------------------

def _row(what: Text, expected: Text, mend: Text = CORRECT) -> Rule:
    return Rule("refuses row", what, expected, mend)


NO_VALUE = _row(Text("pakollinen tieto puuttuu", "a required value is missing"), A_VALUE)
ODD_ROW = _row(
    Text("rivillä on eri määrä soluja kuin otsikoita",
         "the row does not have one cell for each header"),
    Text("yksi solu jokaista otsikkoa kohti", "one cell for each header"),
    Text("Tarkista erottimet ja desimaalipilkut.", "Check the separators and decimal commas."))
NO_RESULT = _row(
    Text("kaavan tulosta ei ole tallennettu", "the result of a formula was not saved"), A_VALUE,
    Text("Avaa ja tallenna työkirja Excelissä.", "Open the workbook in Excel and save it."))
EXCEL_ERROR = _row(
    Text("solussa on Excelin virheilmoitus", "the cell holds an error of Excel"), A_VALUE)
NOT_A_NUMBER = _row(
    Text("lukua ei ymmärretä", "the number is not understood"),
    Text("esimerkiksi 7 tai 7,5 tai 1 200", "for example 7 or 7.5 or 1 200"))
NOT_WHOLE = _row(
    Text("luku ei ole kokonaisluku", "the number is not whole"),
    Text("kokonaisluku", "a whole number"))
OUT_OF_RANGE = _row(
    Text("luku ei ole sallitulla alueella", "the number is out of range"), AS_GIVEN)
NOT_A_DATE = _row(
    Text("päivämäärää ei ymmärretä", "the date is not understood"),
    Text("1.3.2024 tai 2024-03-01", "1.3.2024 (day first) or 2024-03-01"))
TWO_DIGIT_YEAR = _row(
    Text("vuosiluvussa on kaksi numeroa", "the year has two digits"),
    Text("1.3.2024", "1.3.2024 (day first)"))
NO_SUCH_DAY = _row(
    Text("päivää ei ole kalenterissa", "there is no such day"),
    Text("kalenterin päivä", "a day of the calendar"))
FUTURE = _row(
    Text("päivä on tulevaisuudessa", "the date is in the future"),
    Text("tänään tai aiemmin", "today or earlier"))
TOO_FAR = _row(Text("päivä on liian kaukana", "the date is too far away"), AS_GIVEN)
TOO_EARLY = _row(Text("päivä on liian varhainen", "the date is too early"), AS_GIVEN)
UNKNOWN_WORD = _row(Text("sanaa ei tunneta", "the word is unknown"), AS_GIVEN)
BAD_IDENTITY = _row(
    Text("henkilötunnuksen tarkistusmerkki tai päivä on väärin",
         "a personal identity code has a wrong control character or date"),
    Text("oikea henkilötunnus tai toimiston oma numero",
         "a valid code, or the office's own number"))
DAMAGED_ID = _row(
    Text("tunnus on vaurioitunut", "the id is damaged"),
    Text("tunnus tekstinä", "the id as text"),
    Text("Muotoile sarake tekstiksi ennen tallennusta.",
         "Format the column as text before saving."))
OTHER_RESPONDENT = _row(
    Text("mittari kuuluu toiselle vastaajalle tai toiseen taulukkoon",
         "the indicator belongs to the other respondent or to another table"),
    Text("mittari, johon tämä vastaaja vastaa", "an indicator that this respondent answers"))
REPEATED_CLIENT = _row(
    Text("asiakas on jo aiemmalla rivillä", "the client stands on an earlier row"),
    Text("yksi rivi asiakasta kohti", "one row for a client"), REMOVE)
REPEATED_WORKER = _row(
    Text("työntekijä on jo aiemmalla rivillä", "the worker stands on an earlier row"),
    Text("yksi rivi työntekijää kohti", "one row for a worker"), REMOVE)
NO_SUCH_CLIENT = _row(
    Text("asiakasta ei ole asiakkaiden taulukossa", "the client is not in the table clients"),
    Text("tunnus, joka on asiakkaiden taulukossa", "an id that is in the table clients"),
    Text("Lisää asiakas tai korjaa tunnus.", "Add the client, or correct the id."))
CLIENT_REFUSED = _row(
    Text("asiakkaan oma rivi hylättiin", "the client's own row was refused"),
    Text("kelvollinen rivi asiakkaiden taulukossa", "a sound row in the table clients"),
    Text("Korjaa ensin asiakkaan rivi.", "Mend the client's own row first."))
ENDED_FIRST = _row(
    Text("loppu on ennen alkua", "the end is before the start"),
    Text("alku ennen loppua", "the start before the end"))
ASSESSED_LATE = _row(
    Text("arviointi on liian kauan asiakkuuden päättymisen jälkeen",
         "the assessment is too long after the service's end"), AS_GIVEN)
GOAL_OUTSIDE = _row(
    Text("tavoite on asetettu asiakkuuden ulkopuolella",
         "the goal was set outside the service"),
    Text("asiakkuuden aikana tai enintään 31 päivää ennen tai jälkeen",
         "during the service, or at most 31 days before or after it"))
MET_OUTSIDE = _row(
    Text("tapaaminen on asiakkuuden ulkopuolella", "the meeting lies outside the service"),
    Text("asiakkuuden aikana tai enintään 31 päivää ennen tai jälkeen",
         "during the service, or at most 31 days before or after it"))
SHIFTED_SCALE = _row(
    Text("asteikko on koodattu askeleen verran väärin: kaikki tämän mittarin vastaukset voivat olla"
         " yhden pisteen väärässä",
         "the scale is coded one step off: all answers to this instrument may be wrong by one"),
    AS_GIVEN,
    Text("Tarkista koodaus (esimerkiksi 1–11, kun pitäisi olla 0–10), korjaa se ja lähetä tiedosto"
         " uudelleen.",
         "Check the coding (for example 1–11 where it should be 0–10), correct it and send the file"
         " again."))
AMBIGUOUS_NUMBER = _row(
    Text("luvun voi lukea kahdella tavalla", "the number can be read in two ways"),
    Text("tuhannet ilman pilkkua ja pistettä, esimerkiksi 1 234",
         "thousands without a comma or a point, for example 1 234"))
REVIEWED_FIRST = _row(
    Text("tavoite on arvioitu ennen asettamista", "the goal was reviewed before it was set"),
    Text("asettaminen ennen arviointia", "set first, reviewed later"))
BORN_LATER = _row(
    Text("syntymävuosi on asiakkuuden alun jälkeen", "the birth year is after the service's start"),
    Text("syntymä ennen asiakkuuden alkua", "birth before the service's start"))
ASSESSED_FIRST = _row(
    Text("arviointi on liian paljon ennen asiakkuuden alkua",
         "the assessment is too long before the service's start"), AS_GIVEN)
DIFFERING_ROWS = _row(
    Text("kaksi riviä samasta asiasta on ristiriidassa", "two rows about the same thing differ"),
    AS_GIVEN,
    Text("Jätä oikea rivi ja poista muut.", "Keep the right row and remove the others."))


# --- a warning ----------------------------------------------------------------------------------

def _warning(what: Text, expected: Text, mend: Text = SEE_CONTRACT) -> Rule:
    return Rule("warning", what, expected, mend)


REPEATED_ROW = _warning(
    Text("sama rivi on kahdesti, se luettiin kerran", REPEATED),
    Text("jokainen rivi kerran", "each row once"), REMOVE)
SAME_FILE = _warning(
    Text("sama tiedosto on kahdesti, se luettiin kerran", "the same file stands twice, read once"),
    Text("jokainen tiedosto kerran", "each file once"), REMOVE)
BETWEEN_OCCASIONS = _warning(
    Text("vastaus on mittausajankohtien välissä, eikä sitä lasketa mihinkään niistä",
         "the answer falls between the occasions of measurement, and counts on none of them"),
    Text("alku-, väli- tai seurantamittauksen aikaan",
         "at the time of the first, the midway or the follow-up measurement"), DAY_IS_RIGHT)
NO_FIRST_ANSWER = _warning(
    Text("asiakkaan ensimmäinen vastaus on niin myöhäinen, ettei muutosta voi kertoa",
         "the client's first answer is so late that no change can be told"), AS_GIVEN, DAY_IS_RIGHT)
NO_OPTIONAL_TABLE = _warning(
    Text("vapaaehtoista taulukkoa ei lähetetty", "an optional table was not sent"), AS_GIVEN)
UNKNOWN_COLUMN = _warning(
    Text("saraketta ei tunneta eikä luettu", "the column is unknown and was not read"),
    Text("ohjeen otsikko", "a header of the contract"))
UNKNOWN_SHEET = _warning(
    Text("välilehteä ei tunneta eikä luettu", "the sheet is unknown and was not read"),
    Text("taulukon nimi", "the name of a table"))
UNKNOWN_FILE = _warning(
    Text("tiedostoa ei tunneta eikä luettu", "the file is unknown and was not read"),
    Text(".xlsx, .ods, tai .csv, jonka nimi on taulukon nimi",
         ".xlsx, .ods, or .csv with a table's name"))
UNUSED_ROW = _warning(
    Text("viennin rivistä ei tullut mitään kartoituksen mukaista riviä",
         "the mapping made no row of this row of the export"),
    Text("rivi, josta kartoitus tekee jotain", "a row of which the mapping makes something"),
    Text("Tarkista kartoitus, jos rivin kuuluisi olla mukana.",
         "Check the mapping if the row should count."))
UNUSED_CELL = _warning(
    Text("kartoitus nimeää sarakkeen, mutta tämän rivin solua ei käytetty",
         "the mapping names the column, but this row's cell was not used"),
    Text("solu, josta kartoitus tekee rivin", "a cell of which the mapping makes a row"),
    Text("Tarkista kartoituksen ehdot.", "Check the mapping's conditions."))
NO_SUCH_WORKER = _warning(
    Text("työntekijää ei ole työntekijöiden taulukossa", "the worker is not in the table workers"),
    Text("tunnus, joka on työntekijöiden taulukossa", "an id that is in the table workers"),
    Text("Lisää työntekijä tai korjaa tunnus.", "Add the worker, or correct the id."))
MAY_BE_A_CODE = _warning(
    Text("tunnus voi olla henkilötunnus ilman välimerkkiä; se luettiin toimiston omana numerona",
         "the id may be a personal identity code without its century mark; it was read as the"
         " office's own number"),
    Text("henkilötunnus välimerkkeineen tai toimiston oma numero",
         "an identity code with its mark, or the office's own number"),
    Text("Tarkista, onko tunnuksesta jäänyt merkki pois.",
         "Check whether the id has lost its mark."))
DETAIL_REMOVED = _warning(
    Text("tekstistä poistettiin henkilön tunniste", "a personal detail was removed from a text"),
    Text("teksti ilman tunnisteita", "text without personal details"),
    Text("Pyydä kirjaamaan ilman tunnisteita.", "Ask for texts without personal details."))

# fmt: on

RULES: dict[str, Rule] = {
    rule.what.en: rule for rule in list(globals().values()) if isinstance(rule, Rule)
}
