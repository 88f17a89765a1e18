"""Texts in every encoding that programs write: read right, or asked about where it decides, and never garbled."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.readers.encodings import ENCODINGS, json_in_utf8, xml_in_utf8
from api.integrations.readers.run_record import QuestionError
from api.integrations.readers.sports import NAMES, listed_sports
from tests.integrations.export_help import one_run, read, runs
from tests.support.exports import zip_bytes
from tests.support.exports.others import gpx

TRACK = gpx([[(52.0, 13.0, "2026-09-20T14:12:12Z"), (52.01, 13.0, "2026-09-20T14:18:12Z")]]).decode()
COMMENT = "<desc>Größe ¾, Mañana und Nº 5</desc>"
CODEC = {"windows-1252": "cp1252", "macintosh": "mac_roman", "shift_jis": "cp932", "euc-kr": "cp949"}


def track(sport: str, declared: str | None, encoding: str, comment: str = "") -> bytes:
    """Return a track of a sport with a declaration that need not be true."""
    begin, end = TRACK.index("<trk>") + 5, TRACK.index("?>") + 2
    said = "<?xml version='1.0'?>" if declared is None else f"<?xml version='1.0' encoding='{declared}'?>"
    return (said + TRACK[end:begin] + comment + f"<type>{sport}</type>" + TRACK[begin:]).encode(encoding)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("ISO-8859-1", "latin-1"),
        ("ISO-8859-15", "iso8859-15"),
        ("ISO-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-le"),
        ("UTF-16BE", "utf-16-be"),
        # What follows lies.
        ("UTF-8", "cp1252"),
        (None, "latin-1"),
        ("us-ascii", "latin-1"),
        ("ISO-8859-1", "utf-8"),
        ("windows-1252", "utf-8-sig"),
        ("Shift_JIS", "utf-8"),
        ("UTF-16", "utf-8"),
        ("UTF-16", "cp1252"),
        ("UTF-8", "utf-16"),
        (None, "utf-16-le"),
        ("unicode", "utf-8"),
        ("x-unknown", "cp1252"),
        ("UTF-7", "utf-8"),
    ],
)
def test_a_track_is_read_whatever_it_says_of_its_encoding(declared: str | None, encoding: str) -> None:
    comment = COMMENT if encoding not in ("latin-1", "iso8859-15") else "<desc>Größe, Mañana</desc>"
    body = track("Löpning", declared, encoding, comment)
    assert one_run(body).kind == one_run(zip_bytes({"a.gpx": body})).kind == "run"


@pytest.mark.parametrize(
    ("sport", "declared", "encoding"),
    [
        ("ランニング", "Shift_JIS", "cp932"),
        ("ランニング", "EUC-JP", "euc_jp"),
        ("跑步", "GB2312", "gbk"),
        ("Wędrówka", "ISO-8859-2", "iso8859-2"),
        ("Túrázás", "windows-1250", "cp1250"),
    ],
)
def test_a_declared_encoding_of_any_country_counts(sport: str, declared: str, encoding: str) -> None:
    assert one_run(track(sport, declared, encoding)).kind in ("run", "hike")


@pytest.mark.parametrize("comment", [b"\xff", b"L\xc3\xa4uf\xc3", b"\x80\x81", b"Caf\xe9", b"\xed\xa0\x80"])
@pytest.mark.parametrize("sport", ["Löpning", "Running"])
def test_a_bad_byte_in_a_comment_costs_no_track(comment: bytes, sport: str) -> None:
    body = track(sport, "UTF-8", "utf-8", "<name>Mälaren</name><desc>@</desc><!-- Süd -->").replace(b"@", comment)
    assert one_run(body).kind == "run"


@given(st.text(st.characters(codec="cp1252", exclude_categories=("Cc", "Cs")), max_size=40), st.integers(1, 50))
def test_a_text_in_utf_8_stays_as_it_is_however_it_is_cut(text: str, size: int) -> None:
    body = f"<a><b>{text.replace('<', ' ')}</b>€ß</a>".encode()
    blocks = (body[start : start + size] for start in range(0, len(body), size))
    assert b"".join(xml_in_utf8(blocks)) == body


@given(st.lists(st.text("äöüßéñaeg", min_size=1, max_size=9), min_size=1, max_size=9), st.integers(1, 50))
def test_western_texts_come_out_right_however_they_are_cut(words: list[str], size: int) -> None:
    text = "<?xml version='1.0'?>" + "".join(f"<a>Größe {word}</a>" for word in words)
    body = text.encode("cp1252")
    blocks = (body[start : start + size] for start in range(0, len(body), size))
    assert b"".join(xml_in_utf8(blocks)).decode() == text


def test_a_json_text_in_windows_1252_is_made_utf_8() -> None:
    text = '{"name": "Größe", "id": 1}'
    assert json_in_utf8(text.encode("cp1252")) == json_in_utf8(text.encode()) == text.encode()


def test_a_json_text_of_utf_8_keeps_its_letters_beside_a_bad_byte() -> None:
    assert json_in_utf8('["Läufe", "Süd", "'.encode() + b'Caf\xe9"]').decode() == '["Läufe", "Süd", "Café"]'


# Tables

LANGUAGES = [(encoding, language) for encoding, languages in NAMES["encodings"].items() for language in languages]


def table(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def garmin(language: str) -> tuple[str, int]:
    """Return a table of Garmin's in a language with every run, walk and hike of its names, and how many they are."""
    names = NAMES["garmin"][language]
    columns = {field: called if isinstance(called, str) else called[0] for field, called in names.items()}
    sports = [name for listed, name, sport in listed_sports() if listed == language and sport.kind != "other"]
    rows = [[columns[field] for field in ("type", "date", "title", "distance", "time")]]
    rows += [
        [name, f"2026-03-01 {hour:02}:00:00", f"{name} 1", "5.02", "00:30:00"] for hour, name in enumerate(sports[:20])
    ]
    return table(rows), len(rows) - 1


@pytest.mark.parametrize(
    ("encoding", "language"), [(encoding, language) for encoding, language in LANGUAGES if language in NAMES["garmin"]]
)
def test_a_table_in_each_language_is_read_in_each_of_its_encodings(encoding: str, language: str) -> None:
    text, count = garmin(language)
    body = text.encode(CODEC.get(encoding, encoding), "replace")
    alone = runs(body, unit="km")
    assert alone == runs(text.encode(), unit="km")
    assert len(alone) == len(runs(zip_bytes({"Activities.csv": body}), unit="km")) == count


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "mac_roman"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_shoes_keep_their_names_in_a_western_table(encoding: str, delimiter: str) -> None:
    rows = [["date", "distance_km", "shoe", "Notes"], ["2026-03-01", "5", "Schöne weiße Süße", "Größe 42, é"]]
    assert one_run(table(rows, delimiter).encode(encoding), kind="run").shoe == "Schöne weiße Süße"


@pytest.mark.parametrize("bad", [b"\xff", b"Caf\xe9", b"\x81\x8d", b"L\xc3"])
def test_a_bad_byte_in_a_title_costs_no_table_and_no_other_letter(bad: bytes) -> None:
    rows = [["date", "distance_km", "shoe", "Notes"], *[["2026-03-01", str(km), "Süße", "ä"] for km in (5, 6)]]
    body = table([*rows, ["2026-03-02", "7", "Süße", "@"]]).encode().replace(b"@", bad)
    assert [run.shoe for run in runs(body, kind="run")] == ["Süße"] * 3
    assert one_run(b"date,distance_km,Notes\n2026-03-02,7," + bad + b"\n", kind="run").distance.km == 7


def test_the_encoding_is_asked_for_only_where_it_changes_what_is_read() -> None:
    rows = [["date", "distance_km", "shoe", "Notes"], ["2026-03-01", "5", "Ghost", "Mañana en El Ñuble"]]
    assert one_run(table(rows).encode("cp1252"), kind="run").shoe == "Ghost"
    rows[1][2] = "Mañana"
    body = table(rows).encode("cp1252")
    with pytest.raises(QuestionError) as question:
        read(body, kind="run")
    assert question.value.parameter == "encoding"
    assert one_run(body, kind="run", encoding="windows-1252").shoe == "Mañana"
    assert one_run(body, kind="run", encoding="windows-1250").shoe == "Mańana"


@given(
    encoding=st.sampled_from([name for name in ENCODINGS if name != "windows-1253"]),
    word=st.text(min_size=1, max_size=12),
)
def test_a_shoe_is_never_garbled(encoding: str, word: str) -> None:
    codec = CODEC.get(encoding, encoding)
    shoe = "".join(letter for letter in word.encode(codec, "ignore").decode(codec) if letter.isalpha()).strip()
    body = table([["date", "distance_km", "shoe"], ["2026-03-01", "5", f"Ghost {shoe}"]]).encode(codec)
    assert one_run(body, kind="run", encoding=encoding).shoe == f"Ghost {shoe}".strip()
