"""Where a table begins and ends, and what its columns are called."""

from collections.abc import Callable

import pytest

from klaviatur.adapters.sources.catalogues.layout.shapes import is_machine_name
from klaviatur.errors import TableEmpty

ROWS = "A-1;Hammer;12,50\nA-2;Säge;8,90\nA-3;Zange;7,00\n"


def test_report_titles_above_the_table_are_no_header(read: Callable) -> None:
    found = read("Preisliste Frühjahr 2026;;\nStand:;12.03.2026;\n\nArtikel;Bezeichnung;Preis\n" + ROWS)
    assert found.table.columns == ("Artikel", "Bezeichnung", "Preis")
    assert found.rows == [5, 6, 7]
    assert found.details["header_row"] == "4"
    assert "header.below_titles" in found.rules


def test_groups_above_the_header_become_part_of_the_names(read: Callable) -> None:
    found = read("Artikel;Maße;;Preis\nNr.;Länge;Breite;netto\n1;20;30;1,50\n2;21;31;2,50\n3;22;32;3,50\n")
    assert found.table.columns == ("Artikel Nr.", "Maße Länge", "Maße Breite", "Preis netto")
    assert found.rows == [3, 4, 5]


def test_units_below_the_header_are_told_as_hints(read: Callable) -> None:
    found = read("Artikel;Länge;Gewicht\n;[mm];[kg]\nA-1;20;1,5\nA-2;21;2,5\n")
    hints = dict(found.table.hints)
    assert (hints["Länge"].unit, hints["Gewicht"].unit) == ("mm", "kg")
    assert found.rows == [3, 4]


def test_labels_below_field_names_are_no_product(read: Callable) -> None:
    found = read("item_sku;item_name;list_price\nArtikelnummer;Bezeichnung;Preis\n" + ROWS)
    assert found.table.columns == ("item_sku", "item_name", "list_price")
    assert dict(found.table.hints)["list_price"].label == "Preis"
    assert found.column("item_sku") == ["A-1", "A-2", "A-3"]


def test_field_names_below_labels_win(read: Callable) -> None:
    found = read("Artikelnummer;Bezeichnung;Preis\nitem_sku;item_name;list_price\n" + ROWS)
    assert found.table.columns == ("item_sku", "item_name", "list_price")
    assert dict(found.table.hints)["item_sku"].label == "Artikelnummer"


def test_a_first_row_of_words_only_is_no_label_row(read: Callable) -> None:
    found = read("item_sku;item_name;colour_name\nhammer;Hammer;rot\nsaege;Säge;blau\nzange;Zange;rot\n")
    assert found.column("item_sku") == ["hammer", "saege", "zange"]


def test_numbers_of_etim_features_name_columns_though_their_values_look_alike(read: Callable) -> None:
    found = read("Artikel;ETIM-Klasse;EF000136\nA-1;EC001679;EV000154\nA-2;EC001679;\nA-3;EC001679;EV000155\n")
    assert found.table.columns == ("Artikel", "ETIM-Klasse", "EF000136")
    assert found.column("EF000136") == ["EV000154", None, "EV000155"]


def test_a_header_that_comes_again_is_a_header_though_its_cells_look_like_those_below(read: Callable) -> None:
    found = read("Nr-1;Preis\nAB-2;gut\nNr-1;Preis\nCD-3;teuer\n")
    assert found.table.columns == ("Nr-1", "Preis")


@pytest.mark.parametrize(
    "text",
    [
        "A-1;4006381333931;9,90\nA-2;4006381333948;8,90\nA-3;4006381333955;7,90\n",
        "A-1;Hammer\nA-2;Säge\nA-3;Zange\n",
        "1,2.5,3\n2,3.5,4\n",
        "A-1;EF000136;EV000154\nA-2;EF000140;EV000155\nA-3;EF000141;EV000156\n",
        "A-1;EF000136;EV000154\nA-1;EF000137;12,5\nA-2;EF000136;EV000155\nA-2;EF000137;13\n",
        "A-1;EF000136;EV000154\nA-1;EF000007;7\nA-1;EF000136;EV000155\n",
        "A-1;rot;weich;rund;4006381333931\nA-2;blau;hart;eckig;4006381333948\nA-1;rot;weich;rund;4006381333931\n",
        "A-1;Farbe;rot\nA-1;Form;rund\nA-2;Farbe;blau\nA-2;Form;eckig\n",
    ],
)
def test_a_table_without_a_header_is_refused_with_the_next_step(read: Callable, text: str) -> None:
    with pytest.raises(TableEmpty, match=r"no header.*first line"):
        read(text)


def test_a_header_of_years_is_a_header(read: Callable) -> None:
    found = read("Artikel;2024;2025;2026\nA-1;10;20;30\nA-2;11;21;31\n")
    assert found.table.columns == ("Artikel", "2024", "2025", "2026")


def test_names_that_come_twice_or_not_at_all_get_their_own(read: Callable) -> None:
    found = read("sku;Bild;Bild;;Bild\n1;a;b;c;d\n2;a;b;c;d\n")
    assert found.table.columns == ("sku", "Bild", "Bild (2)", "column 4", "Bild (3)")
    assert {"header.twice", "header.nameless"} <= found.rules


def test_line_breaks_in_names_become_spaces(read: Callable) -> None:
    found = read('sku;"Preis\nnetto";name\n1;2,5;x\n2;3,5;y\n')
    assert found.table.columns == ("sku", "Preis netto", "name")
    assert found.rows == [2, 3]


def test_empty_columns_at_the_end_are_left_out(read: Callable) -> None:
    found = read("sku;name;;;\n1;a;;;\n2;b;;;\n")
    assert found.table.columns == ("sku", "name")
    assert found.cells == [("1", "a"), ("2", "b")]


def test_a_value_far_behind_the_last_column_is_never_dropped(read: Callable) -> None:
    body = "".join(f"{number};a;;\n" for number in range(2_000))
    found = read(f"sku;name;;\n{body}9;b;;versteckt\n")
    assert [one.raw for one in found.rejected] == [(("sku", "9"), ("name", "b"), ("(+2)", "versteckt"))]
    assert len(found.cells) == 2_000


@pytest.mark.parametrize(
    "footer",
    [
        "Summe;;28,40",
        "Gesamt:;;28,40",
        "Total;3;28.40",
        "Exportiert am 12.03.2026;;",
        "Seite 1 von 1;;",
        ";;\nGrand total;;28.40\n;;",
    ],
)
def test_a_sum_or_remark_below_the_table_is_no_product(read: Callable, footer: str) -> None:
    found = read("Artikel;Bezeichnung;Preis\n" + ROWS + footer + "\n")
    assert found.column("Artikel") == ["A-1", "A-2", "A-3"]
    assert [one.rule for one in found.rejected] == ["row.footer"]
    assert found.rejected[0].raw


def test_a_product_called_total_stays_a_product(read: Callable) -> None:
    found = read("Artikel;Bezeichnung;Preis\nTotal;Reiniger;3,50\n" + ROWS + "Total;Reiniger stark;4,50\n")
    assert found.column("Artikel") == ["Total", "A-1", "A-2", "A-3", "Total"]


def test_only_a_header_is_empty(read: Callable) -> None:
    with pytest.raises(TableEmpty, match="no row"):
        read("sku;name;price\n")


@pytest.mark.parametrize(
    "cell", ["a" + "[" * 5_000 + " ", "a" + "_" * 5_000 + " ", "aA" * 5_000 + " x", "a" + "[]" * 5_000 + "!"]
)
def test_a_cell_of_brackets_takes_no_longer_than_any_other(cell: str) -> None:
    assert not is_machine_name(f"x{cell}.")


@pytest.mark.parametrize(
    ("cell", "machine"),
    [
        ("item_name", True),
        ("g:id", True),
        ("priceGross", True),
        ("a[0]", True),
        ("item_name[lang=de]", False),
        ("a__b", True),
        ("a_", False),
        ("a-", False),
        ("Name", False),
        ("a.b.c", True),
    ],
)
def test_names_of_fields_are_told_from_names_for_people(cell: str, *, machine: bool) -> None:
    assert is_machine_name(cell) is machine
