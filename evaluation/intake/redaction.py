"""Free text without what tells who somebody is: a mark in its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

REMOVED = "[poistettu]"

# --- identity codes, phone numbers, e-mail addresses ---------------------------------------------

# With spaces or a long dash around the century mark, and glued to other words; without its mark
# only where the digits may be a day and the control character is a letter, as amounts must stay.
MARK = r"[-+–−\u2010\u2011A-FU-Y]"
DAY_AND_MONTH = r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])"
IDENTITY = (
    rf"(?<!\d)\d{{6}}\s?{MARK}\s?\d{{3}}(?:[0-9A-Z](?!\d)|(?-i:\s[A-Z])(?!\w))"
    rf"|(?<!\d){DAY_AND_MONTH}\d{{2}}(?:\d{{3}}[A-Z](?!\w)|\s\d{{3}}\s?(?-i:[A-Z])(?!\w))"
    # Its control character was left out; a person is known without it.
    rf"|(?<![\w-]){DAY_AND_MONTH}\d{{2}}[-+–−]\d{{3}}(?![\w-])"
)
PHONE = (
    r"(?<!\d)(?<!\d[.,-])(?!\d\d[ -]\d\d[ -]\d{4}(?!\d))"
    r"(?:(?:\+\d{2,3}|00\d{2,3}|358|0)[\s-]?\(?\d{1,3}\)?(?:[\s-]?\d){4,9}|0\d{1,2}/\d[\d ]{4,9}\d)"
    r"(?!\w)"
)
NUMBERS = re.compile(rf"(?=[\d+])(?:{IDENTITY}|{PHONE})", re.IGNORECASE)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?\(at\)\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
DIGIT = re.compile(r"\d")

# --- names ---------------------------------------------------------------------------------------

# Latin, Greek, Cyrillic and their neighbours; the scripts above have no capitals, or few writers.
CAPITALS = "".join(c for c in map(chr, range(0x2000)) if unicodedata.category(c) == "Lu")
CAPITAL, LETTER, HYPHEN, SPACE = (
    f"[{CAPITALS}]",
    r"[^\W\d_]",
    "['’\u2010\u2011-]",
    "[ \t\u00a0\u202f]",
)
# Digits make a code of a word: H1, Covid-19. The capital stands first, as regular expressions
# find a set of characters fast; only then is looked whether it begins a word.
WORD = rf"{CAPITAL}(?<!\w{CAPITAL})(?:\.|{LETTER}*(?:{HYPHEN}{LETTER}+)*(?!\w|{HYPHEN}\d))"
LINKS = r"von|af|av|de|van|der|den|la|di|al|bin|ibn|y|ja|och|and|&"
BETWEEN = rf"(?:{SPACE}+(?:(?:{LINKS}){SPACE}+){{0,2}}|,{SPACE}+|/|(?<=\.))"
CAPITALISED = re.compile(WORD)
RUN = re.compile(rf"{WORD}(?:{BETWEEN}{WORD})*")

# Capitalised within a sentence, and no name of a person or a small place.
# fmt: off
CASES = "(?:n|a|na|ksi|ssa|sta|an|lla|lta|lle)?(?:kin|kaan)?"
PROGRAMS = "(?:Excel|Word|Teams|Zoom|WhatsApp)(?:i|in|ia|iin|issa|ista|illa|ilta|ille)?"
COUNTRY = "(?:Suomi|Suome(?:n|a|ssa|sta|en|lla|lta|lle))"
POLITE = ("(?:Te|Tei(?:dän|tä|lle|ltä|llä|ssä|stä|hin)"
          "|Sinä|Sinu(?:n|a|lle|lta|lla|ssa|sta|un)|Ni|Er)")
ENGLISH = ("(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July"
           "|August|September|October|November|December|I['’](?:m|ve|ll|d)")
# fmt: on
NO_NAME = re.compile(f"(?:Kela{CASES}|{PROGRAMS}|{COUNTRY}|{POLITE}|{ENGLISH})(?:-.+)?")
# TE-toimisto, A-klinikka.
SHORT_AND_WORD = re.compile(rf"{CAPITAL}+{HYPHEN}(?!{CAPITAL}).*")
LONG_IN_CAPITALS = 5
# Characters before a word that tell whether it begins a sentence.
LOOKED_BACK = 40

SENTENCE_ENDS = "!?…\n"
QUOTES = "\"'”“„’‘»«"
PASSED_OVER = f"{QUOTES} \t\u00a0\u202f()[]–—-*•"
LAST_TOKEN = re.compile(r"\w*\Z")
# fmt: off
ABBREVIATIONS = frozenset({
    "ap", "em", "ent", "esim", "huom", "ip", "jne", "ko", "ks", "klo", "mm", "mrs", "mr", "ms",
    "nk", "no", "nro", "ns", "os", "p", "puh", "so", "synt", "tel", "terv", "ti", "tms", "tri",
    "ts", "vrt", "vs", "yht", "ym", "yms",
})
# fmt: on
LONGEST_ABBREVIATION = max(map(len, ABBREVIATIONS))


def redact(text: str) -> str:
    """``text`` with personal details replaced by a mark.

    Identity codes, phone numbers and e-mail addresses; and names of people and places, told by
    their capitals, as Finnish and Swedish write other nouns small: two or more capitalised words
    on end (initials, ``von`` and ``ja`` between them included), and one that does not begin a
    sentence. Abbreviations in capitals (THL, TE-toimisto) and a few words such as Kela stay.

    What it cannot tell: one name that begins a sentence or a line (``Maija soitti``), a name
    without capitals, a text all in capitals, scripts without capitals. It may also take a
    capitalised word that is no name. So free text is still never published as such.
    """
    if "@" in text or "(at)" in text:
        text = EMAIL.sub(REMOVED, text)
    if DIGIT.search(text):
        text = NUMBERS.sub(REMOVED, text)
    return RUN.sub(_without_names, text)


def _without_names(run: re.Match[str]) -> str:
    """Return a run of capitalised words with the names in it replaced."""
    if CAPITALISED.fullmatch(run[0]):
        return REMOVED if _may_be_in_a_name(run[0]) and _is_name([run], run.string) else run[0]
    text, kept, at = run.string, "", run.start()
    for start, end, is_name in _groups(run):
        if is_name:
            kept += text[at:start] + REMOVED
            at = end
    return kept + text[at : run.end()]


def _groups(run: re.Match[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield start and end of each group of words in a run that may be one name, and if it is."""
    group: list[re.Match[str]] = []
    for word in (*CAPITALISED.finditer(run.string, run.start(), run.end()), None):
        if word is not None and _may_be_in_a_name(word[0]):
            group.append(word)
            continue
        if group:
            yield group[0].start(), group[-1].end(), _is_name(group, run.string)
        group = []


def _may_be_in_a_name(word: str) -> bool:
    if word.isupper():
        # An initial has its full stop; a short word in capitals is an abbreviation.
        return word.endswith(".") or len(word) >= LONG_IN_CAPITALS
    return not SHORT_AND_WORD.fullmatch(word) and not NO_NAME.fullmatch(word)


def _is_name(group: list[re.Match[str]], text: str) -> bool:
    words = [word[0] for word in group]
    if len(words) == 1:
        return not _begins_sentence(text, group[0].start()) and not words[0].isupper()
    # Where everything is in capitals they tell nothing.
    return any(len(word) > len("M.") for word in words) and not text.isupper()


def _begins_sentence(text: str, at: int) -> bool:
    """Whether the word at ``at`` is the first of a sentence or of a line."""
    before = text[max(0, at - LOOKED_BACK) : at].rstrip(PASSED_OVER)
    if not before:
        return at <= LOOKED_BACK
    if before[-1] in SENTENCE_ENDS:
        return True
    if before[-1] == ":":  # direct speech; else a label, and often a name behind it
        return any(quote in QUOTES for quote in text[max(0, at - LOOKED_BACK) + len(before) : at])
    if before[-1] != ".":
        return False
    last = LAST_TOKEN.findall(before[-LONGEST_ABBREVIATION - 2 : -1])[0]
    if last.isdecimal():
        # A number of a list begins its line; another short one is a date's: 2.3.
        return len(last) > len("31") or not before[: -len(last) - 1].rpartition("\n")[2].strip()
    return len(last) != 1 and last.casefold() not in ABBREVIATIONS
