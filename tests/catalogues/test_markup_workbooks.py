"""Pages and XML that shops call Excel: HTML tables saved as .xls, and SpreadsheetML of Excel 2003."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.errors import TableEmpty, TableError, TableUnreadable

PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>td {{color: red}}</style></head>
<body>{body}</body></html>"""
TABLE = """<table border=1><tr><th>Artikelnummer</th><th>Bezeichnung</th><th>Preis</th></tr>
<tr><td>0012</td><td>M&uuml;hle &amp; Sieb</td><td x:num="1234.5">1.234,50 &euro;</td></tr>
<tr><td>0013<td>Größe&nbsp;M<br>rot<td>9,90</tr></table>"""
ROWS = [("0012", "Mühle & Sieb", "1234.5"), ("0013", "Größe M\nrot", "9,90")]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_an_html_table_saved_as_xls_is_read(read: Callable, charset: str) -> None:
    found = read(PAGE.format(charset=charset, body=TABLE).encode(charset), name="export.xls")
    assert found.table.format == "html"
    assert found.table.columns == ("Artikelnummer", "Bezeichnung", "Preis")
    assert found.cells == ROWS
    assert found.rows == [2, 3]


@pytest.mark.parametrize("data", [TABLE, f"\n<!-- shop -->{TABLE}", f"<meta charset=utf-8>{TABLE}", TABLE[:-8]])
def test_a_table_without_a_page_around_it_is_read(read: Callable, data: str) -> None:
    assert read(data, name="export.xls").cells == ROWS


def test_a_page_with_nothing_but_a_table_is_read_whatever_its_name(read: Callable) -> None:
    assert read(f"<!DOCTYPE html><html><body>{TABLE}</body></html>", name="list.html").cells == ROWS


def test_a_page_that_describes_its_product_stays_a_page(read: Callable) -> None:
    script = '<script type="application/ld+json">{"@type": "Product", "name": "Mühle", "sku": "12"}</script>'
    assert read(f"<html><head>{script}</head><body>{TABLE}</body></html>", name="page.html").table.format == "json-ld"


def test_cells_over_several_rows_and_columns_keep_their_places(read: Callable) -> None:
    found = read(
        """<table><tr><th rowspan=2>sku</th><th rowspan=2>name</th><th colspan=2>Maße</th></tr>
        <tr><th>Länge</th><th>Breite</th></tr>
        <tr><td>A-1</td><td rowspan=3>Hemd</td><td>10</td><td>20</td></tr>
        <tr><td>A-2</td><td>11</td><td>21</td></tr><tr><td>A-3</td><td>12</td><td></td></tr>
        <tr><td>B-1</td><td>Hose</td><td>13</td><td>23</td></tr></table>""",
        name="list.xls",
    )
    assert found.column("sku") == ["A-1", "A-2", "A-3", "B-1"]
    assert found.column("name") == ["Hemd", "Hemd", "Hemd", "Hose"]
    assert found.column("Maße Breite") == ["20", "21", None, "23"]
    assert "cell.merged" in found.rules


def test_a_table_inside_a_table_of_the_layout_is_found(read: Callable) -> None:
    found = read(f"<table><tr><td>Willkommen</td></tr><tr><td>{TABLE}</td></tr></table>", name="a.xls")
    assert found.cells == ROWS


def test_each_table_of_a_page_is_a_sheet_and_can_be_named(read: Callable, read_all: Callable) -> None:
    page = TABLE + TABLE.replace("<tr><th>", "<caption>Ersatzteile</caption><tr><th>", 1).replace("0012", "E-1")
    assert [one.table.sheet for one in read_all(page, name="a.xls")] == [None, "Ersatzteile"]
    assert read(page, name="a.xls", sheet="ersatzteile").column("Artikelnummer") == ["E-1", "0013"]
    with pytest.raises(TableUnreadable, match=r"'Preise'.*'1', 'Ersatzteile'"):
        read(page, name="a.xls", sheet="Preise")


def test_a_page_without_a_table_is_empty(read: Callable) -> None:
    with pytest.raises(TableEmpty, match="no sheet with a header"):
        read(PAGE.format(charset="utf-8", body="<p>Bitte anmelden</p>"), name="export.xls")


def test_a_web_archive_asks_for_a_workbook(read: Callable) -> None:
    with pytest.raises(TableUnreadable, match=r"web archive.*save it as XLSX"):
        read("MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", name="export.xls")


@pytest.mark.parametrize("span", ['rowspan="65534"', 'colspan="99999999999"', 'rowspan="-1" colspan="x"'])
def test_cells_that_reach_too_far_are_cut_to_the_sheet(read: Callable, span: str) -> None:
    page = f"<table><tr><th>sku</th><th>name</th></tr><tr><td>A</td><td {span}>x</td></tr><tr><td>B</td></tr></table>"
    found = read(page, name="a.xls")
    assert found.column("sku") == ["A", "B"]


def test_a_page_made_to_fill_the_memory_is_refused(read: Callable) -> None:
    wide = "<td colspan=1000>x</td>" * 16
    rows = "<tr><td>sku</td><td>name</td></tr>" + "<tr><td>x</td></tr>" * 3_000
    with pytest.raises(TableUnreadable, match="million cells"):
        read(f"<table>{rows}<tr>{wide}</tr></table>", name="a.xls")


XML = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
{sheets}</Workbook>"""
SHEET = """<Worksheet ss:Name="{name}"><Table>{rows}</Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>{visible}</Visible></WorksheetOptions></Worksheet>"""


def cell(value: str, kind: str = "String", more: str = "") -> str:
    return f'<Cell{more}><Data ss:Type="{kind}">{value}</Data></Cell>'


def row(*cells: str, more: str = "") -> str:
    return f"<Row{more}>{''.join(one if one.startswith('<') else cell(one) for one in cells)}</Row>"


def workbook(*rows: str, name: str = "Artikel", visible: str = "SheetVisible", others: str = "") -> str:
    return XML.format(sheets=SHEET.format(name=name, rows="".join(rows), visible=visible) + others)


HEAD = row("sku", "name", "wert", "seit")


@pytest.mark.parametrize("name", ["export.xls", "export.xml"])
def test_a_workbook_as_xml_is_read_as_a_person_reads_it(read: Callable, name: str) -> None:
    rows = [
        row("007", "Müsli &amp; Milch", cell("12.5", "Number"), cell("2026-03-04T00:00:00.000", "DateTime")),
        row("008", "a&#10;b", cell("0.30000000000000004", "Number"), cell("2026-03-04T12:30:05.000", "DateTime")),
        row("009", "<Cell/>", cell("1.5E-05", "Number"), cell("1899-12-31T08:15:00.000", "DateTime")),
        row("010", "x", cell("1", "Boolean"), cell("#N/A", "Error")),
    ]
    found = read(workbook(HEAD, *rows), name=name)
    assert (found.table.format, found.table.sheet) == ("spreadsheetml", "Artikel")
    assert found.cells == [
        ("007", "Müsli & Milch", "12.5", "2026-03-04"),
        ("008", "a\nb", "0.3", "2026-03-04 12:30:05"),
        ("009", None, "0.000015", "08:15:00"),
        ("010", "x", "true", None),
    ]
    assert "cell.error" in found.rules


def test_positions_and_merged_cells_of_a_workbook_as_xml_count(read: Callable) -> None:
    found = read(
        workbook(
            HEAD,
            row("A-1", cell("Hemd", more=' ss:MergeDown="1"'), "1", more=' ss:Index="4"'),
            row("A-2", cell("2", more=' ss:Index="3"')),
            row("B-1", cell("kurz", more=' ss:MergeAcross="1"'), "heute"),
        ),
        name="a.xls",
    )
    assert found.rows == [4, 5, 6]
    assert found.cells == [("A-1", "Hemd", "1", None), ("A-2", "Hemd", "2", None), ("B-1", "kurz", None, "heute")]


def test_hidden_sheets_of_a_workbook_as_xml_are_told(read: Callable) -> None:
    hidden = SHEET.format(name="Intern", rows=HEAD + row("Z", "y"), visible="SheetHidden")
    data = workbook(HEAD, row("A", "x"), others=hidden)
    assert [f.words for f in read(data).findings if f.rule == "sheet.skipped"] == ["Intern"]
    assert read(data, sheet="intern").column("sku") == ["Z"]
    with pytest.raises(TableUnreadable, match="'Artikel', 'Intern'"):
        read(data, sheet="Preise")


def test_a_workbook_as_xml_that_was_cut_off_is_refused(read: Callable) -> None:
    data = workbook(HEAD, *[row("A", "x") for _ in range(9)])
    with pytest.raises(TableUnreadable, match="Export it again"):
        read(data[: data.index("</Table>")], name="a.xls")


@pytest.mark.parametrize("at", ['ss:Index="1048576"', 'ss:Index="99999999999"'])
def test_a_row_far_below_does_not_fill_the_memory(read: Callable, at: str) -> None:
    found = read(workbook(HEAD, row("A", "x"), row("B", "y", more=f" {at}")), name="a.xls")
    assert found.column("sku") == ["A", "B"]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6))
def test_every_text_in_a_page_comes_back(read: Callable, rows: list[tuple[str, str]]) -> None:
    def safe(text: str) -> str:
        return "".join(f"&#{ord(sign)};" if sign in "<>&\"'" else sign for sign in text)

    cells = [(f"A{number}x", *texts) for number, texts in enumerate(rows)]
    lines = [("schluessel", "eins", "zwei"), *[tuple(map(safe, one)) for one in cells]]
    page = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in line) + "</tr>" for line in lines)
    assert read(f"<table>{page}</table>", name="a.xls").cells == cells


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_markup_gives_a_table_or_one_clear_error(read_all: Callable, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([PAGE.format(charset="utf-8", body=TABLE), workbook(HEAD, row("A", "x"))]))
    broken = bytearray(whole.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at : at + data.draw(st.integers(0, 40))] = data.draw(st.sampled_from(PIECES))
    with suppress(TableError):
        read_all(bytes(broken), name="a.xls")


PIECES = [
    b"<table>",
    b"</table>",
    b"<tr>",
    b"<td rowspan=9>",
    b"<Row>",
    b"</Row>",
    b"</Worksheet>",
    b"<!--",
    b"\0",
    b"&",
]
