"""Spreadsheets, written by openpyxl and by hand, read as a person would read them."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klaviatur.errors import TableEmpty, TableError, TableUnreadable


def book(*sheets: tuple[str, list[list[Any]]], **states: str) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        sheet.sheet_state = states.get(name, "visible")
        for row in rows:
            sheet.append(row)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


HEAD = ["sku", "name", "preis"]
WHOLE = book(("Artikel", [HEAD, *[[f"A{n}", "Teil", n] for n in range(20)]]))  # once: the time of writing is in it


def test_numbers_are_written_as_a_person_reads_them(read: Callable) -> None:
    rows = [HEAD, ["A", 4006381333931, 12.5], ["B", 0.1 + 0.2, 1234567.891], ["C", 1e-5, -7], ["D", 3.0, 1e15]]
    found = read(book(("Artikel", rows)))
    assert found.column("name") == ["4006381333931", "0.3", "0.00001", "3"]
    assert found.column("preis") == ["12.5", "1234567.891", "-7", "1000000000000000"]


def test_text_that_looks_like_a_number_stays_as_it_is(read: Callable) -> None:
    found = read(book(("Artikel", [HEAD, ["007", "0012.50", "1e5"], ["008", "1,50", "+49 30"]])))
    assert found.cells == [("007", "0012.50", "1e5"), ("008", "1,50", "+49 30")]


def test_dates_are_iso(read: Callable) -> None:
    rows = [
        ["sku", "tag", "zeit", "stunde"],
        ["A", dt.date(2026, 3, 4), dt.datetime.fromisoformat("2026-03-04T12:30:05"), dt.time(8, 15)],
    ]
    assert read(book(("Artikel", rows))).cells == [("A", "2026-03-04", "2026-03-04 12:30:05", "08:15:00")]


def test_each_visible_sheet_is_a_table_and_the_others_are_told(read_all: Callable) -> None:
    rows = [HEAD, ["A", "x", 1]]
    found = read_all(book(("Artikel", rows), ("Leer", []), ("Preise", rows), ("Intern", rows), Intern="hidden"))
    assert [one.table.sheet for one in found] == ["Artikel", "Preise"]
    told = [finding.words for one in found for finding in one.findings if finding.rule == "sheet.skipped"]
    assert sorted(told) == ["Intern", "Leer"]


def test_a_sheet_can_be_named_even_a_hidden_one(read: Callable) -> None:
    data = book(("Artikel", [HEAD, ["A", "x", 1]]), ("Intern", [HEAD, ["Z", "y", 2]]), Intern="hidden")
    assert read(data, sheet="intern").column("sku") == ["Z"]


def test_a_sheet_that_is_not_there_is_answered_with_those_that_are(read: Callable) -> None:
    with pytest.raises(TableUnreadable, match=r"'Preise'.*'Artikel'"):
        read(book(("Artikel", [HEAD, ["A", "x", 1]])), sheet="Preise")


def test_rows_count_from_the_top_of_the_sheet(read: Callable) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for column, name in enumerate(HEAD, start=3):
        sheet.cell(4, column, name)
        sheet.cell(5, column, "a")
        sheet.cell(8, column, "b")
    found = read(saved(made))
    assert found.table.columns == tuple(HEAD)
    assert found.rows == [5, 8]
    assert "row.empty" in found.rules


def test_cells_merged_downwards_count_in_each_row(read: Callable) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in [
        ["sku", "name", "farbe"],
        ["A-1", "Hemd", "rot"],
        ["A-2", None, "blau"],
        ["A-3", None, "grün"],
        ["B-1", "Hose", "rot"],
    ]:
        sheet.append(row)
    sheet.merge_cells("B2:B4")
    found = read(saved(made))
    assert found.column("name") == ["Hemd", "Hemd", "Hemd", "Hose"]
    assert "cell.merged" in found.rules


def test_groups_reach_as_far_as_their_cells_are_merged(read: Callable) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in [
        ["Artikel", "Maße", None, None],
        ["Nr.", "Länge", "Breite", "Farbe"],
        *[[f"A-{n}", n, n + 1, "rot"] for n in range(4)],
    ]:
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    assert read(saved(made)).table.columns == ("Artikel Nr.", "Maße Länge", "Maße Breite", "Farbe")


def test_report_titles_above_a_sheet_are_no_header(read: Callable) -> None:
    rows = [["Preisliste 2026"], [], HEAD, ["A", "x", 1], ["B", "y", 2], ["Summe", None, 3]]
    found = read(book(("Artikel", rows)))
    assert found.table.columns == tuple(HEAD)
    assert found.rows == [4, 5]
    assert [one.rule for one in found.rejected] == ["row.footer"]


def test_formulas_without_a_result_and_errors_are_told(read: Callable) -> None:
    found = read(book(("Artikel", [HEAD, ["A", "=1+1", "#N/A"], ["B", "x", 1]])))
    assert {"cell.formula", "cell.error"} <= found.rules
    assert found.cells[0] == ("A", None, None)


def test_a_workbook_without_a_table_is_empty(read: Callable) -> None:
    with pytest.raises(TableEmpty, match="no sheet with a header"):
        read(book(("Leer", []), ("Kopf", [HEAD])))


def test_an_encrypted_workbook_asks_for_one_without_a_password(read: Callable) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000) + "EncryptedPackage".encode("utf-16-le") + bytes(1_000)
    with pytest.raises(TableUnreadable, match=r"encrypted.*password"):
        read(data)


def test_a_workbook_under_a_wrong_name_is_read_as_what_it_is(read: Callable) -> None:
    assert read(book(("Artikel", [HEAD, ["A", "x", 1]])), name="preise.csv").table.format == "xlsx"


def test_a_word_file_is_no_table(read: Callable) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(TableUnreadable, match="not a table"):
        read(out.getvalue())


def replaced(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            held = old.read(entry)
            new.writestr(entry.filename, change(held) if entry.filename == part else held)
    return out.getvalue()


FAR = [
    '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    '<row r="9"><c r="CXFD10485763" t="inlineStr"><is><t>x</t></is></c></row>',
    "<row r='9'><c r = 'XFD999999'><v>1</v></c></row>",
    '<row r="4000000000"><c><v>1</v></c></row>',
]


@pytest.mark.parametrize("far", FAR)
def test_a_cell_at_the_far_end_is_refused_before_it_fills_the_memory(read: Callable, far: str) -> None:
    data = book(("Artikel", [HEAD, ["A", "x", 1]]))
    end = f"{far}</sheetData>".encode()
    with pytest.raises(TableUnreadable, match="million cells"):
        read(replaced(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", end)))


def test_a_workbook_whose_xml_is_not_whole_is_refused(read: Callable) -> None:
    data = book(("Artikel", [HEAD, ["A", "x", 1]]))
    with pytest.raises(TableUnreadable, match="broken"):
        read(replaced(data, "xl/styles.xml", lambda xml: xml[:-20]))


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Artikel">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""
CELL = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def ods(rows: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def ods_row(*cells: str) -> str:
    return "<table:table-row>" + "".join(CELL.format(more="", text=cell) for cell in cells) + "</table:table-row>"


def test_an_ods_sheet_is_read(read: Callable) -> None:
    number = (
        "<table:table-row>"
        + CELL.format(more="", text="A")
        + '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12,50</text:p></table:table-cell></table:table-row>'
    )
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    found = read(ods(ods_row("sku", "preis") + number + empty))
    assert found.table.format == "ods"
    assert found.cells == [("A", "12.5")]


def test_an_ods_bomb_is_refused(read: Callable) -> None:
    cell = CELL.format(more=' table:number-columns-repeated="16384"', text="x")
    bomb = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    with pytest.raises(TableUnreadable, match="million cells"):
        read(ods(ods_row("sku", "preis") + bomb))


VALUE = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=10).filter(
        lambda text: text.strip() == text and not text.startswith("=")
    ),
    st.integers(-(10**14), 10**14),
    st.decimals(-100_000, 100_000, places=4).map(float),
    st.booleans(),
    st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)),
)


def as_read(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return (
            f"{value:.9f}".rstrip("0").rstrip(".").replace("-0", "0")
            if value == 0
            else f"{value:.9f}".rstrip("0").rstrip(".")
        )
    return value.isoformat() if isinstance(value, dt.date) else str(value)


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(st.lists(VALUE, min_size=3, max_size=3), min_size=1, max_size=60))
def test_every_cell_openpyxl_writes_comes_back(read: Callable, rows: list[list[Any]]) -> None:
    body = [[f"A{number}x", *row] for number, row in enumerate(rows)]
    found = read(book(("Artikel", [["schluessel", "eins", "zwei", "drei"], *body])))
    assert found.cells == [tuple(map(as_read, row)) for row in body]
    assert found.rows == list(range(2, len(body) + 2))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
@given(data=st.data())
def test_a_damaged_workbook_gives_a_table_or_one_clear_error(read_all: Callable, data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(0, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    with suppress(TableError):
        read_all(cut)


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_sheet_with_damaged_xml_gives_a_table_or_one_clear_error(read_all: Callable, data: st.DataObject) -> None:
    def damage(xml: bytes) -> bytes:
        broken = bytearray(xml)
        for _ in range(data.draw(st.integers(1, 6))):
            broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.sampled_from(b'<>/"= 0A9Zrst\0\xff'))
        return bytes(broken)

    part = data.draw(
        st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
    )
    whole = book(("Artikel", [HEAD, *[[f"A{n}", dt.date(2026, 1, 1), n] for n in range(5)]]))
    with suppress(TableError):
        read_all(replaced(whole, part, damage))
