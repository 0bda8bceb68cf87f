"""The CSV reader against Python's own csv module, on generated content."""

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

CELL = st.one_of(
    st.sampled_from(
        [
            "",
            "0",
            "12,50",
            "1.299,00",
            "4006381333931",
            "rot",
            'Schraube 5" x 7"',
            "a;b",
            "a,b",
            "zwei\nZeilen",
            '"',
            '""',
            "ä\tö",
            "x|y",
            "'",
            "\\",
            " vorn",
            "hinten ",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12),
)
NAMES = ("sku", "name", "beschreibung", "preis", "farbe", "marke")


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, len(NAMES)))
    size = draw(st.integers(1, 12))
    rows = [[f"A{number}", *(draw(CELL) for _ in range(width - 1))] for number in range(size)]
    return [list(NAMES[:width]), *rows]


def written(rows: list[list[str]], delimiter: str, line_end: str, quoting: int) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    return text.getvalue()


@settings(max_examples=150, deadline=None)
@given(
    rows=tables(),
    delimiter=st.sampled_from(";,\t|"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_every_cell_the_csv_module_writes_comes_back(
    read: Callable, rows: list[list[str]], delimiter: str, line_end: str, quoting: int
) -> None:
    found = read(f"sep={delimiter}\n" + written(rows, delimiter, line_end, quoting))
    assert found.table.columns == tuple(rows[0])
    assert found.rejected == []
    assert found.cells == [tuple(cell or None for cell in row) for row in rows[1:]]
    assert found.rows == list(range(2, len(rows) + 1))


@settings(max_examples=100, deadline=None)
@given(rows=tables(), delimiter=st.sampled_from(";,\t|"), damage=st.data())
def test_no_filled_cell_is_lost_when_lines_are_ragged(
    read: Callable, rows: list[list[str]], delimiter: str, damage: st.DataObject
) -> None:
    ragged = [row + damage.draw(st.lists(st.sampled_from(["", "übrig", "7"]), max_size=2)) for row in rows[1:]]
    ragged = [row[: damage.draw(st.integers(1, len(row)))] for row in ragged]
    found = read(f"sep={delimiter}\n" + written([rows[0], *ragged], delimiter, "\n", csv.QUOTE_MINIMAL))
    expected = sorted(cell for row in ragged for cell in row if cell)
    kept = [cell for row in found.cells for cell in row if cell]
    refused = [cell for one in found.rejected for _, cell in one.raw]
    joined = "".join(sorted("".join(kept + refused).replace(delimiter, "")))
    assert joined == "".join(sorted("".join(expected).replace(delimiter, "")))
    assert sorted([*found.rows, *(one.row for one in found.rejected)]) == [
        at for at, row in enumerate(ragged, start=2) if any(row)
    ]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "cp850", "mac_roman", "utf-32"],
)
@pytest.mark.parametrize("delimiter", [";", "\t", ",", "|"])
def test_encoding_and_delimiter_are_found_together(read: Callable, encoding: str, delimiter: str) -> None:
    rows = [
        ["Artikel", "Größe", "Maß"],
        ["A-1", "Überwurf für Türen", "süß"],
        ["B-2", "Geländer", "weiß"],
        ["C-3", "Löffel", "groß"],
    ]
    text = written(rows, delimiter, "\r\n", csv.QUOTE_MINIMAL)
    found = read(text.encode(encoding))
    assert found.table.columns == tuple(rows[0])
    assert found.cells == [tuple(row) for row in rows[1:]]
    assert found.details["delimiter"] == {"\t": "tab"}.get(delimiter, delimiter)
