"""Tables as people export them: what is read, what is refused as a whole, what is told of a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.readers.table import FileFaultError, TableRow, read_table
from api.integrations.reasons import why
from tests.support.reasons import said

KNOWN = ("brand", "model", "price")


def table(body: bytes, max_rows: int = 10) -> list[TableRow]:
    return read_table(body, known=KNOWN, required=("brand", "model"), max_rows=max_rows).rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("before", [[], ["sep=|"], [""], ["", " ", "sep=|"]])
def test_every_usual_export_reads_the_same(delimiter: str, bom: str, line_end: str, before: list[str]) -> None:
    lines = [*before, "Brand|MODEL|price", 'HOKA|"Clifton 10"|149.5']
    text = bom + line_end.join(lines).replace("|", delimiter) + line_end
    assert table(text.encode()) == [
        TableRow(2 + len(before), {"brand": "HOKA", "model": "Clifton 10", "price": "149.5"})
    ]


def test_a_semicolon_file_may_hold_decimal_commas() -> None:
    assert table(b"brand;model;price\nA;B;7,5\n")[0].cells["price"] == "7,5"


def test_cells_lose_outer_blanks_and_keep_everything_else() -> None:
    cells = table(' brand , model\n  "a, ""b""\nc ", \u00e9 \n'.encode())[0].cells
    assert cells == {"brand": 'a, "b"\nc', "model": "é"}


def test_lines_are_counted_past_line_breaks_in_cells_and_empty_lines() -> None:
    rows = table(b'brand,model\n"a\nb",1\n\n,\nc,2\nd\n')
    assert [(row.line, row.fault is None) for row in rows] == [(2, True), (6, True), (7, False)]


def test_a_row_with_another_number_of_cells_fails_alone() -> None:
    good, broken = table(b"brand,model\na,b\na,b,c\n")
    assert good.fault is None
    assert broken == TableRow(3, {}, why("row_is_long", cells=3, columns=2))


def test_a_cell_too_long_fails_its_row_alone() -> None:
    rows = table(b"brand,model\n" + b"a" * 10_001 + b",b\nc,d\n")
    assert [row.fault is None for row in rows] == [False, True]


@pytest.mark.parametrize(
    ("body", "says", "line"),
    [
        (b"", "empty", None),
        (b" \n\n", "empty", None),
        ("brand,model\nA,é".encode("latin-1"), "not in UTF-8", 2),
        ("brand,model\n".encode("utf-16"), "UTF-16", None),
        (b"brand,model\nA,\0\n", "NUL", 2),
        (b"brand,model,brand\n", "column twice: 'brand'", 1),
        (b"brand,model,colour,size\n", "Unknown column: 'colour', 'size'", 1),
        (b"brand\n", "Missing column: 'model'", 1),
        (b'brand,model\na,"b', "unexpected end", 2),
        (b'brand,model\na,"b"c\n', "unexpected end", 2),
        (b"brand,model\na," + b"x" * 200_000, "field limit", 2),
        (b"brand,model\n" + b"a,b\n" * 11, "more than 10 rows", 12),
    ],
)
def test_what_concerns_the_whole_file_is_refused_as_a_whole(body: bytes, says: str, line: int | None) -> None:
    with pytest.raises(FileFaultError) as refused:
        table(body)
    assert says in said(refused.value.reason)
    assert refused.value.line == line


def test_as_many_rows_as_allowed_are_read() -> None:
    assert len(table(b"brand,model\n" + b"a,b\n" * 10)) == 10


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        rows = table(b"brand,model\n" + body, max_rows=1000)
    except FileFaultError:
        return
    assert all(row.fault or set(row.cells) == {"brand", "model"} for row in rows)
