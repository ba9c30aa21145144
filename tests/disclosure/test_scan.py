"""The search of published files: each kind of thing is found, and nothing else is taken for it."""

import base64
import struct
import zlib

import pytest

from evaluation.audit.scan import Hit, chunks, scan

HEX = "0123456789abcdef0123"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"c-{HEX}", "pseudonym"),
        (f"<b>w-{HEX}</b>", "pseudonym"),
        (f"c-{HEX[1:]}", None),
        (f"c-{HEX}0", None),
        (f"x-{HEX}", None),
        (f"abc-{HEX}", None),
        ("131052-308T", "identity code"),
        ("Asiakas 131052A308T.", "identity code"),
        ("311252-308T", "identity code"),
        ("010152-308T", "identity code"),
        ("321052-308T", None),
        ("001052-308T", None),
        ("311352-308T", None),
        ("310052-308T", None),
        ("202612-2027", None),
        ("131052-308", None),
        ("1131052-308T", None),
        ("131052-308TT", None),
        ("/home/someone/data", "absolute path"),
        ("in '/work/x'", "absolute path"),
        ("/home", None),
        ("https://example.org/home/x", None),
        ("</var/x>", None),
        ("kotona/home/x", None),
        ("C:\\Users\\x", "absolute path"),
        ("C:\\\\Users", "absolute path"),
        ("\\\\server\\share", "absolute path"),
        ("ABC:\\x", None),
        ("klo 12:30", None),
        ("file:///x", "absolute path"),
        ("profile:/x", None),
        ("&#47;home/x", "absolute path"),
        ("Sain apua ajoissa", "raw value"),
        ("Apua &amp; tukea, kiitos", "raw value"),
        ("Sain apua", None),
        ("ei kiitos!!", None),
    ],
)
def test_each_kind_is_found_at_its_boundary(tmp_path, text, kind):
    private = {"Sain apua ajoissa", "Apua & tukea, kiitos", "ei kiitos!!"}
    (tmp_path / "office-a.html").write_text(f"<p>{text}</p>", encoding="utf-8")
    assert [hit.kind for hit in scan(tmp_path, private)] == ([kind] if kind else [])


def test_a_text_of_twelve_characters_is_looked_for_and_one_of_eleven_is_not(tmp_path):
    (tmp_path / "x.html").write_text("abcdefghijkl", encoding="utf-8")
    assert [hit.kind for hit in scan(tmp_path, {"abcdefghijkl"})] == ["raw value"]
    assert scan(tmp_path, {"abcdefghijk"}) == ()


def png(*kinds):
    """A picture of one grey point, with chunks of these types beside."""

    def chunk(kind, data=b""):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    point = chunk(b"IDAT", zlib.compress(b"\0\0"))
    beside = b"".join(chunk(kind, b"Author\0x") for kind in kinds)
    return b"\x89PNG\r\n\x1a\n" + header + beside + point + chunk(b"IEND")


def page_with(picture):
    return f'<img src="data:image/png;base64,{base64.b64encode(picture).decode()}">'


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"eXIf"])
def test_text_in_a_picture_is_found_embedded_and_alone(tmp_path, kind):
    (tmp_path / "office-a.html").write_text(page_with(png(kind)), encoding="utf-8")
    (tmp_path / "figure.png").write_bytes(png(kind))
    (tmp_path / "region.html").write_text(page_with(png(b"pHYs")), encoding="utf-8")
    assert scan(tmp_path) == (
        Hit("figure.png", "text in a picture"),
        Hit("office-a.html", "text in a picture"),
    )


def test_chunks_of_a_picture_and_of_something_else():
    assert list(chunks(png(b"tEXt"))) == [b"IHDR", b"tEXt", b"IDAT", b"IEND"]
    assert list(chunks(b"no picture tEXt")) == [] == list(chunks(b""))
    assert list(chunks(png()[:40]))[:1] == [b"IHDR"]


def test_names_of_files_and_folders_below_are_searched_and_a_kind_is_told_once(tmp_path):
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / f"c-{HEX}.json").write_text(f"c-{HEX} w-{HEX}", encoding="utf-8")
    assert scan(tmp_path) == (Hit(f"releases/c-{HEX}.json", "pseudonym"),)
