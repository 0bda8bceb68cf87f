"""Text tables as teams have them."""

from collections.abc import Callable

import pytest

from klaviatur.errors import TableEmpty, TableUnreadable


def test_what_was_found_out_is_shown(read: Callable) -> None:
    found = read("sku;preis\r\nA;1,50\r\nB;2,50\r\n".encode("utf-8-sig"))
    assert found.details == {
        "delimiter": ";",
        "encoding": "utf-8 with byte order mark",
        "quote": '"',
        "decimal": ",",
        "header_row": "1",
        "line_end": "crlf",
    }
    assert found.table.format == "csv"
    assert len(found.table.digest) == 64


@pytest.mark.parametrize(
    ("cell", "style"),
    [("1,50", ","), ("1.50", "."), ("1.299,00", ","), ("1,299.00", "."), ("12", "not seen"), ("1.234", "not seen")],
)
def test_the_decimal_style_is_shown(read: Callable, cell: str, style: str) -> None:
    assert read(f"sku;preis\nA;{cell}\nB;{cell}\n").details["decimal"] == style


@pytest.mark.parametrize("border", ["^", "~", "||", "¦", "§", "\x01", "\x1f", "~|~", "::"])
def test_odd_borders_are_found(read: Callable, border: str) -> None:
    lines = [["sku", "name", "preis"], ["A", "Öl; kalt, frisch", "1,50"], ["B", "Essig", "2,50"]]
    found = read("\n".join(border.join(line) for line in lines))
    assert found.table.columns == ("sku", "name", "preis")
    assert found.column("name") == ["Öl; kalt, frisch", "Essig"]


def test_a_declared_border_wins_and_is_no_row(read: Callable) -> None:
    found = read("sep=|\nsku|name, lang\n1|a, b\n2|c, d\n")
    assert found.table.columns == ("sku", "name, lang")
    assert found.rows == [2, 3]


def test_commas_in_text_do_not_win_over_the_border(read: Callable) -> None:
    found = read("sku;text;preis\n1;Rot, blau, grün;1,50\n2;Klein, fein, mein;2,50\n3;A, b, c;3,50\n")
    assert found.details["delimiter"] == ";"
    assert found.table.columns == ("sku", "text", "preis")


def test_single_quotes_can_quote(read: Callable) -> None:
    found = read("'sku';'name'\n'1';'a;b'\n'2';'c'\n")
    assert found.cells == [("1", "a;b"), ("2", "c")]


def test_quotes_escaped_by_a_backslash_are_quotes(read: Callable) -> None:
    found = read('sku;name;x\n1;"Das \\"Beste\\" von uns";2\n2;"Ein \\"Gutes\\" dazu";3\n')
    assert found.column("name") == ['Das "Beste" von uns', 'Ein "Gutes" dazu']


def test_inch_signs_stay_signs(read: Callable) -> None:
    found = read('sku;name;preis\n1;Rohr 5";1,50\n2;5" Rohr;2,50\n3;"5"" x 7""";3,50\n4;"Best" Rohr;4,50\n')
    assert found.column("name") == ['Rohr 5"', '5" Rohr', '5" x 7"', '"Best" Rohr']
    assert found.rejected == []


def test_a_quote_nobody_closes_does_not_swallow_the_rows_below(read: Callable) -> None:
    found = read('sku;name;preis\n1;"Hammer;1,50\n2;Säge;2,50\n3;Zange;3,50\n')
    assert found.column("sku") == ["1", "2", "3"]
    assert found.column("name")[1:] == ["Säge", "Zange"]


def test_cells_over_several_lines_keep_the_row_numbers(read: Callable) -> None:
    found = read('sku;text\n1;"erste\nzweite\ndritte"\n2;b\n\n3;c\n')
    assert found.column("text") == ["erste\nzweite\ndritte", "b", "c"]
    assert found.rows == [2, 3, 5]


def test_mixed_line_ends_are_all_line_ends(read: Callable) -> None:
    found = read(b"sku;name\r\n1;a\n2;b\r3;c\r\r\n4;d")
    assert found.column("sku") == ["1", "2", "3", "4"]


def test_old_mac_line_ends_are_line_ends(read: Callable) -> None:
    assert read(b"sku;name\r1;a\r2;b\r").cells == [("1", "a"), ("2", "b")]


def test_nul_bytes_are_taken_out(read: Callable) -> None:
    found = read(b"sku;name\n" + b"1;a\0b\n2;c\n" * 3)
    assert found.column("name")[0] == "ab"
    assert [finding.count for finding in found.findings if finding.rule == "table.nul"] == [3]


def test_a_space_before_a_quote_is_no_part_of_the_cell(read: Callable) -> None:
    found = read('sku, name, preis\n1, "Rohr, kurz", 1.50\n2, "Rohr, ""lang""", 2.50\n3, "", 3.50\n')
    assert found.table.columns == ("sku", "name", "preis")
    assert found.column("name") == ["Rohr, kurz", 'Rohr, "lang"', None]


def test_a_row_cut_in_two_by_a_line_break_is_one_row_again(read: Callable) -> None:
    body = "".join(f"A-{number};Teil {number};gut;{number},50\n" for number in range(10))
    found = read("sku;name;text;preis\n" + body + "B-1;Hammer;erste Zeile\nzweite Zeile;1,50\nB-2;Zange;gut;2,50\n")
    assert found.cells[-2:] == [("B-1", "Hammer", "erste Zeile\nzweite Zeile", "1,50"), ("B-2", "Zange", "gut", "2,50")]
    assert found.rows[-2:] == [12, 14]
    assert "row.split" in found.rules


def test_missing_cells_at_the_end_are_empty_and_told(read: Callable) -> None:
    found = read("sku;name;preis\n1;a\n2;b;3\n3\n")
    assert found.cells == [("1", "a", None), ("2", "b", "3"), ("3", None, None)]
    (told,) = [finding for finding in found.findings if finding.rule == "row.short"]
    assert (told.row, told.count) == (2, 2)


def test_a_text_that_holds_the_border_is_put_together_where_one_way_fits(read: Callable) -> None:
    body = "".join(f"{number},Teil {number},rot,{number}.50\n" for number in range(1, 30))
    found = read("sku,name,farbe,preis\n" + body + "77,Schraube, verzinkt,blau,9.50\n")
    assert found.cells[-1] == ("77", "Schraube, verzinkt", "blau", "9.50")
    assert "row.joined" in found.rules


def test_a_row_with_too_many_cells_is_rejected_with_all_it_held(read: Callable) -> None:
    found = read("sku;name;farbe\n1;a;b\n2;c;d;e\n3;f;g\n")
    (refused,) = found.rejected
    assert (refused.row, refused.rule) == (3, "row.ragged")
    assert refused.raw == (("sku", "2"), ("name", "c"), ("farbe", "d"), ("(+1)", "e"))
    assert found.column("sku") == ["1", "3"]


def test_rows_that_hold_nothing_are_passed_over_and_counted(read: Callable) -> None:
    found = read("sku;name\n1;a\n;\n;\n2;b\n")
    assert found.rows == [2, 5]
    assert [finding.count for finding in found.findings if finding.rule == "row.empty"] == [2]


def test_lines_of_two_encodings_are_read_each_in_its_own(read: Callable) -> None:
    found = read("sku;name\n1;Größe\n".encode() + "2;Länge\n".encode("cp1252") + "3;Öl\n".encode() * 3)
    assert found.column("name")[:2] == ["Größe", "Länge"]
    assert "table.encoding" in found.rules


def test_the_encoding_is_found_far_behind_the_head(read: Callable) -> None:
    body = "".join(f"{number};Teil {number}\n" for number in range(30_000)).encode()
    found = read(b"sku;name\n" + body + "99;Größe\n".encode("cp1252"))
    assert found.cells[-1] == ("99", "Größe")
    assert found.details["encoding"] == "cp1252"


def test_other_alphabets_are_found_too(read: Callable) -> None:
    rows = ["sku;name", "1;Молоток стальной", "2;Пила по дереву", "3;Гвозди разные"]
    assert read("\n".join(rows).encode("cp1251")).column("name")[0] == "Молоток стальной"


def test_a_list_of_one_column_is_a_table(read: Callable) -> None:
    found = read("gtin\n4006381333931\n4006381333948\n")
    assert found.table.columns == ("gtin",)
    assert found.column("gtin") == ["4006381333931", "4006381333948"]


def test_prose_is_no_table(read: Callable) -> None:
    with pytest.raises(TableUnreadable, match="not a table"):
        read("Das ist ein Text.\nEr erzählt von Produkten.\nEine Tabelle ist er nicht.\n")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"   ", b"\xff\xfe", b";;;\n;;;\n"])
def test_an_empty_file_says_so(read: Callable, data: bytes) -> None:
    with pytest.raises(TableEmpty, match="empty"):
        read(data)


def test_chunks_have_the_size_that_was_asked_for(read_all: Callable) -> None:
    from klaviatur.adapters.sources.catalogues.delimited import read as read_delimited
    from klaviatur.adapters.sources.catalogues.stream import Options, stream_of

    text = "sku;name\n" + "".join(f"{number};Teil\n" for number in range(1_050))
    (table,) = read_delimited(stream_of(text.encode(), name="x"), origin="x", options=Options(chunk_rows=200))
    sizes = [chunk.frame.height for chunk in table.chunks]
    assert sizes == [200, 200, 200, 200, 200, 50]


def test_clean_and_broken_stretches_of_a_large_file_fit_together(read: Callable) -> None:
    lines = [f'{number};"Teil {number}";{number},50' for number in range(60_000)]
    lines[100] = '100;"offen;1,50'
    lines[30_000] = "30000;kurz"
    lines[45_000] = "45000;a;b;c;d"
    lines[59_999] = '59999;"mit\nUmbruch";1,50'
    found = read("sku;name;preis\n" + "\n".join(lines) + "\n")
    assert len(found.cells) == 59_999
    assert [one.row for one in found.rejected] == [45_002]
    assert found.rows == [number for number in range(2, 60_002) if number != 45_002]
    assert found.column("sku") == [str(number) for number in range(60_000) if number != 45_000]


def test_a_single_row_needs_no_line_end(read: Callable) -> None:
    assert read("Artikelnummer;Name\nA-1;Hut").cells == [("A-1", "Hut")]


@pytest.mark.parametrize("quoted", [False, True])
def test_the_semicolon_of_an_html_entity_parts_no_cells(read: Callable, *, quoted: bool) -> None:
    text = '"Gro&szlig;e S&auml;ge; scharf"' if quoted else "Gro&szlig;e S&#228;ge &amp; mehr"
    found = read(f"Artikelnummer;Gr&ouml;&szlig;e;Text\nA-1;12;{text}\nA-2;13;R&D;\nA-3;14;x\n")
    assert found.table.columns[:3] == ("Artikelnummer", "Gr&ouml;&szlig;e", "Text")
    assert found.column("Text") == [text.strip('"'), "R&D", "x"]


@pytest.mark.parametrize("name", ["notes.md", "notes.txt"])
def test_prose_with_commas_is_no_table(read: Callable, name: str) -> None:
    text = (
        "# Herbstmesse\n\nWir zeigen neue Lampen, Tische, Stühle und mehr.\nKommen Sie vorbei, wir freuen uns.\n\n"
        "## Wann und wo\n\nHalle 4, Stand 12, täglich ab neun Uhr, auch am Sonntag.\nEintritt frei!\n"
    )
    with pytest.raises(TableUnreadable, match="is text, not a table"):
        read(text, name)


def test_a_list_of_paragraphs_without_a_comma_is_no_table_either(read: Callable) -> None:
    text = "Klaviatur\n\nThis is how it is meant and done\n\nWrite once and play it everywhere\n\nRun it on your own machine"
    with pytest.raises(TableUnreadable, match="is text, not a table"):
        read(text, "readme.txt")
