"""A second, slow reading of a delivery that shares no code with the first: did it read what stands?

It does not say what must be accepted, only that what was accepted stands in the file so: every
delivered row is accepted, refused or repeated, and every cell of an accepted row is a way of
writing its value.
"""

import csv
import io
import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation

import pandas as pd
from books_again import Unclear
from sound_office import KEY, OFFICE
from stdnum.fi import hetu

from evaluation.contract import TABLES
from evaluation.intake.redaction import REMOVED
from evaluation.pseudonyms import Pseudonyms
from evaluation.row_counts import REPEATED

MADE = Pseudonyms(KEY)
NOTHING = {"", "na", "-", "ei tietoa"}
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def tidy(text):
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if c not in INVISIBLE).strip()


def folded(text):
    return " ".join(tidy(text).casefold().replace("_", " ").split())


TABLE_NAMES = {folded(n): t for t in TABLES.values() for n in (t.name, *t.names)}


# --- is this text a way of writing that value? ---------------------------------------------------


def fits_number(text, value):
    sign = -1 if text[:1] in "-−–" else 1
    digits = text.lstrip("+-−–") if text[:1] in "+-−–" else text
    digits = "".join(digits.split()).replace(",", ".")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", digits):
        return False
    try:
        return math.isclose(float(sign * Decimal(digits)), value, rel_tol=1e-15)
    except InvalidOperation:
        return False


def fits_date(text, value):
    parts = re.split(r"[ T]", text, maxsplit=1)
    day = value.date()
    finnish = {
        f"{d}.{m}.{day.year}"
        for d in (day.day, f"{day.day:02}")
        for m in (day.month, f"{day.month:02}")
    }
    return parts[0] in finnish | {day.isoformat()} and (
        len(parts) == 1 or re.fullmatch(r"[0-9.:]{4,15}", parts[1]) is not None
    )


def fits_text(text, value):
    """Personal details may have been taken out: then what stands around the marks is there."""
    pieces = [piece.strip() for piece in value.split(REMOVED)]
    if len(pieces) == 1:
        return value == text
    at = 0
    for piece in pieces:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def fits_id(kind):
    def fits(text, value):
        code = "".join(text.split()).upper()
        looks_so = re.fullmatch(r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Z]", code)
        if looks_so and not hetu.is_valid(code, allow_temporary=True):
            return False
        return getattr(MADE, kind)(text, OFFICE) == value

    return fits


def fits_truth(text, value):
    yes = {"yes", "kyllä", "k", "true", "1", "ja", "tosi", "sant"}
    no = {"no", "ei", "e", "false", "0", "nej", "epätosi", "falskt"}
    return folded(text) in (yes if value else no)


def fits_word(words):
    return lambda text, value: value in {words.get(folded(text))}


def fits_code(framework, column):
    if column.codes == "indicators":
        found = {i.id: {i.id, i.reading.code, i.label.fi, i.label.en}
                 for i in framework.indicators.values()}  # fmt: skip
    else:
        found = {c.id: {c.id, c.label.fi, c.label.en, *c.aliases}
                 for c in framework.code_lists[column.codes].codes}  # fmt: skip
    words = {id: {folded(word) for word in words if word} for id, words in found.items()}
    return lambda text, value: folded(text) in words[value]


def checker(framework, column):
    if column.words:
        if column.kind == "truth":
            return fits_truth
        return fits_word({folded(word): code for word, code in column.words.items()})
    return {
        "client": fits_id("client"),
        "worker": fits_id("worker"),
        "text": fits_text,
        "date": fits_date,
        "number": fits_number,
        "integer": fits_number,
        "code": fits_code(framework, column) if column.codes else None,
    }[column.kind]


# --- tables of files -----------------------------------------------------------------------------


def csv_lines(data):
    """Numbered lines of a CSV file as the contract describes it; the header is the first.

    Each cell is a tuple of the texts that it may mean: here of one.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding)
            break
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
    readings = []
    for separator in ";\t,":
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        filled = [(n, line) for n, line in enumerate(lines, 1) if any(map(str.strip, line))]
        if filled and folded(filled[0][1][0]).startswith("sep="):
            filled = filled[1:]
        known = sum(folded(cell) in ALL_HEADERS for cell in filled[0][1]) if filled else 0
        readings.append((known, filled))
    best = max(readings, key=lambda reading: reading[0])[1]
    return [(number, [(cell,) for cell in line]) for number, line in best]


ALL_HEADERS = {folded(n) for t in TABLES.values() for c in t.columns for n in (c.name, *c.names)}


def book_lines(sheets):
    """Table name → numbered lines of a workbook's sheets (name, lines)."""
    found = {}
    for name, lines in sheets:
        table = TABLE_NAMES.get(folded(name or ""))
        if table is not None:
            if table.name in found:
                raise Unclear
            found[table.name] = lines
    return found


# --- the comparison ------------------------------------------------------------------------------


def stands_for(text, value, fits):
    if folded(text) in NOTHING:
        return pd.isna(value)
    return not pd.isna(value) and fits(text, value)


def disagreements(observations, tables, framework):
    """Where accepted rows differ from what stands in ``tables`` (name → numbered lines)."""
    found = []
    for name, lines in tables.items():
        table = TABLES[name]
        frame = observations.table(name)
        delivered = observations.delivered[(OFFICE, name)]
        if not lines:
            found += [f"{name}: rows out of nothing"] if delivered or len(frame) else []
            continue
        header = [{folded(text) for text in texts} for texts in lines[0][1]]
        numbers = [number for number, _ in lines[1:]]
        left_out = {
            p.row
            for p in observations.problems
            if p.table == name and (p.severity == "refuses row" or p.rule == REPEATED)
        } - {None}
        kept = [(number, line) for number, line in lines[1:] if number not in left_out]
        if delivered != len(numbers) or not left_out <= set(numbers):
            found.append(f"{name}: {delivered} rows delivered, {len(numbers)} stand there")
            continue
        if len(kept) != len(frame):
            found.append(f"{name}: {len(frame)} rows accepted, {len(kept)} not refused")
            continue
        for column in table.columns:
            names = {folded(n) for n in (column.name, *column.names)}
            at = [i for i, cell in enumerate(header) if cell & names]
            if len(at) > 1:
                found.append(f"{name}.{column.name} stands twice")
                continue
            fits = checker(framework, column)
            for (number, line), value in zip(kept, frame[column.name], strict=True):
                texts = line[at[0]] if at and at[0] < len(line) else ("",)
                if not any(stands_for(tidy(text), value, fits) for text in texts):
                    found.append(f"{name}.{column.name} row {number}: {texts} became {value!r}")
    return found
