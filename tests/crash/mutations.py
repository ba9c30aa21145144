"""Ways in which a file goes wrong: on its way, in another program, or by somebody's will."""

import io
import re
import warnings
import zipfile

# Bytes that mean something to the readers of files.
SPECIAL = (
    b'"', b"'", b";", b",", b"\t", b"\n", b"\r", b"\r\n", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xfe\xff", b"\xe4", b"\xc3", b"\xa0", b"\x1a", b"=", b"-", b"NA", b"\xf0\x9f\x98\x80",
    b"\xe2\x80\xaf", b"\xc3\xa4", b'""', b'";"', b"#REF!", b"1e999", b"sep=,\r\n", b"\x85",
    b"\xed\xa0\x80", b"0" * 400, b"9" * 40, b"=HYPERLINK(1)",
)  # fmt: skip


def flip(chance, data, other):
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def overwrite(chance, data, other):
    at, n = chance.randrange(len(data)), chance.choice((1, 1, 2, 8, 64))
    return data[:at] + chance.randbytes(n) + data[at + n :]


def delete(chance, data, other):
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.choice((1, 1, 2, 5, 30, 200)) :]


def insert(chance, data, other):
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice((*SPECIAL, chance.randbytes(4))) + data[at:]


def insert_digit(chance, data, other):
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice((b"0", b"1", b"7", b".", b" ", b"-")) + data[at:]


def truncate(chance, data, other):
    return data[: chance.randrange(len(data))]


def duplicate(chance, data, other):
    start = chance.randrange(len(data))
    block = data[start : start + chance.choice((3, 20, 100, 1000))]
    at = chance.randrange(len(data) + 1)
    return data[:at] + block * chance.choice((1, 1, 2, 50)) + data[at:]


def swap_lines(chance, data, other):
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return data[::-1]
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def repeat_line(chance, data, other):
    lines = data.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    return b"".join([*lines[: at + 1], lines[at], *lines[at + 1 :]])


def splice(chance, data, other):
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


def swap_cells(chance, data, other):
    lines = [line.split(b";") for line in data.split(b"\r\n")]
    a, b = chance.choice(lines), chance.choice(lines)
    i, j = chance.randrange(len(a)), chance.randrange(len(b))
    a[i], b[j] = b[j], a[i]
    return b"\r\n".join(map(b";".join, lines))


def other_separator(chance, data, other):
    return data.replace(b";", chance.choice((b",", b"\t", b"|", b"; ", b"\x1f")))


def other_ending(chance, data, other):
    return data.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\n\n", b"\r\r\n", b"\x0b")))


def mixed_encoding(chance, data, other):
    """A part of the file in another encoding, as when two exports are joined by hand."""
    text = data.decode("utf-8", errors="replace")
    start, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    encoding = chance.choice(("cp1252", "utf-16-le", "utf-8-sig", "cp850"))
    middle = text[start:end].encode(encoding, errors="replace")
    return text[:start].encode() + middle + text[end:].encode()


CSV = (
    flip, overwrite, delete, delete, insert, insert, insert_digit, insert_digit, truncate,
    duplicate, swap_lines, repeat_line, splice, swap_cells, swap_cells, other_separator,
    other_ending, mixed_encoding,
)  # fmt: skip
BYTES = (flip, overwrite, delete, insert, truncate, duplicate, splice)

# What stands in the XML of a workbook → what a broken or a wicked program may write there.
XML = tuple(
    (re.compile(pattern), replacements)
    for pattern, replacements in (
        (rb'\br="[A-Z]+\d+"', (b'r="XFD1048576"', b'r="A0"', b'r="ZZZZ9"', b'r=""', b'r="A1"',
                               b'r="a2"', b'r="$B$2"', b"", b'r="A99999999999"')),
        (rb'<row r="\d+"', (b'<row r="0"', b'<row r="-1"', b'<row r="1048577"', b'<row r="x"',
                            b'<row r="1"', b"<row", b'<row r="99999999999999999999"')),
        (rb'\bs="\d+"', (b's="9999"', b's="-1"', b's="x"', b"")),
        (rb'\bt="\w+"', (b't="s"', b't="b"', b't="e"', b't="d"', b't="str"', b't="n"', b't="zz"',
                         b't="inlineStr"', b"")),
        (rb"<v>[^<]*</v>", (b"<v>1e999</v>", b"<v>NaN</v>", b"<v>-1</v>", b"<v></v>", b"<v/>",
                            b"<v>99999999999</v>", b"<v>1,5</v>", b"<v>0x10</v>", b"<v>1e-320</v>",
                            b"<v>60</v>", b"<v>2958466</v>", b"<v>4e4</v>", b"<v>1</v><v>2</v>",
                            b"<f>1+1</f>", b"<f>1</f><v>7</v>", b"<v> 7 </v>", b"<v>inf</v>",
                            b"<v>&#55;</v>", b"<v>7<!-- 1 -->5</v>", b"<v><![CDATA[7]]></v>")),
        (rb"<t[^>]*>[^<]*</t>", (b"<t>_xD800_</t>", b"<t>_x0000_</t>", b"<t></t>", b"<t/>", b"",
                                 b"<t>&#xD800;</t>", b"<t>&lol;</t>", b"<t>a</t><t>b</t>",
                                 b"<r><t>a</t></r><r><t>b</t></r>", b"<t>\xff</t>",
                                 b"<t>" + b"a" * 40_000 + b"</t>", b"<t>_x000A_</t>")),
        (rb"<si>", (b"", b"<si><si>", b"<si><rPh><t>x</t></rPh>")),
        (rb'numFmtId="\d+"', (b'numFmtId="9"', b'numFmtId="14"', b'numFmtId="-5"',
                              b'numFmtId="99999999999"', b'numFmtId="x"', b'numFmtId="22"')),
        (rb'formatCode="[^"]*"', (b'formatCode="0%"', b'formatCode="00000"', b'formatCode="[h]:mm"',
                                  b'formatCode=""', b'formatCode="yyyy\\"&#0;"')),
        (rb'Target="[^"]*"', (b'Target="../../../etc/passwd"', b'Target="http://example.org/x"',
                              b'Target=""', b'Target="/xl/worksheets/sheet1.xml"')),
        (rb'name="[^"]*"', (b'name=""', b'name="asiakkaat"', b'name="Kanariina"', b'name="1"')),
        (rb"<\?xml[^>]*\?>", (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY lol "lol">]>', b"",
                              b'<?xml version="1.0" encoding="utf-7"?>',
                              b'<?xml version="1.0" encoding="cp1252"?>')),
        (rb"</\w+>", (b"", b"</x>", b"</sheetData>", b"<!-- -->")),
        (rb'xmlns="[^"]*"', (b"", b'xmlns="urn:x"')),
        (rb'date1904="\w+"|<workbookPr ?/>', (b'<workbookPr date1904="1"/>',)),
        (rb'table:number-(?:rows|columns)-repeated="\d+"',
         (b'table:number-rows-repeated="2000000"', b'table:number-columns-repeated="99999"',
          b'table:number-columns-repeated="-3"', b'table:number-rows-repeated="x"',
          b'table:number-columns-repeated="3"', b'table:number-rows-repeated="0"')),
        (rb"<table:table-cell ", (b'<table:table-cell table:number-columns-repeated="40000" ',
                                  b'<table:table-cell table:number-columns-repeated="2" ',
                                  b"<table:covered-table-cell ", b"<table:table-row ")),
        (rb"<table:table-row>", (b'<table:table-row table:number-rows-repeated="1000000">',
                                 b'<table:table-row table:number-rows-repeated="2">', b"")),
        (rb'office:value-type="\w+"', (b'office:value-type="float"', b'office:value-type="date"',
                                       b'office:value-type="percentage"', b"",
                                       b'office:value-type="boolean"', b'office:value-type="time"',
                                       b'office:value-type="zz"', b'office:value-type="string"')),
        (rb'office:(?:date-)?value="[^"]*"',
         (b'office:value="NaN"', b'office:date-value="2024-13-45"', b'office:value="1e999"', b"",
          b'office:value="1,5"', b'office:date-value="1.3.2024"', b'office:value=""',
          b'office:date-value="-99999-01-01"', b'office:date-value="2024-03-01T25:00:00"')),
        (rb"<text:p>[^<]*</text:p>",
         (b"<text:p/>", b"", b"<text:p>a</text:p><text:p>b</text:p>", b"<text:p>1.1.2024</text:p>",
          b'<text:p>a<text:s text:c="999999999"/></text:p>', b"<text:p>\xed\xa0\x80</text:p>",
          b"<text:p>a<text:span>b</text:span></text:p>")),
        (rb"</table:table>", (b"", b"</table:table></table:table>",
                              b'</table:table><table:table table:name="asiakkaat"></table:table>')),
    )
)  # fmt: skip


def in_xml(chance, data, other):
    """Replace one to three places of XML by what should not stand there."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        pattern, replacements = chance.choice([p for p in XML if p[0].search(data)] or [XML[0]])
        places = list(pattern.finditer(data))
        if places:
            start, end = chance.choice(places).span()
            data = data[:start] + chance.choice(replacements) + data[end:]
    return data


def in_workbook(chance, data, other):
    """Unpack a workbook, spoil one part or the list of parts, pack it again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(item.filename, archive.read(item)) for item in archive.infolist()]
    at = chance.randrange(len(parts))
    name, content = parts[at]
    what = chance.randrange(20)
    if what == 0:
        del parts[at]
    elif what == 1:
        parts.append(parts[at])
    elif what == 2:
        parts[at] = (chance.choice(("../evil", "/abs", "C:x", name.upper(), "a\\b")), content)
    elif what == 3:
        parts[at] = (name, parts[chance.randrange(len(parts))][1])
    elif what < 8:
        parts[at] = (name, chance.choice(BYTES)(chance, content or b" ", content or b" "))
    else:
        # Sheets, texts and styles are the most of a workbook; the rest is seldom hit.
        large = [
            i for i, part in enumerate(parts) if re.search("sheet|Strings|styles|content", part[0])
        ]
        at = chance.choice(large or [at])
        parts[at] = (parts[at][0], in_xml(chance, parts[at][1], other))
    out = io.BytesIO()
    warnings.simplefilter("ignore", UserWarning)  # two parts of one name are meant
    with zipfile.ZipFile(
        out, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    ) as made:
        for name, content in parts:
            made.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()
