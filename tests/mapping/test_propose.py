"""Columns find their attributes; what is unsure keeps its own name."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.adapters.embedders import UseEmbedder
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.mapping import propose
from klaviatur.records import ColumnHint, ColumnMap, ColumnMapping, Kind, Table

Mapped = Callable[..., dict[str, ColumnMap]]
MappingOf = Callable[..., ColumnMapping]

GTINS = ["4006381333931", "4006381333948", "4006381333955", "4006381333962", "4006381333979", "4006381333986"]
HEADERS = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "Preis",
                "price (USD)",
                "EAN",
                "Name",
                "name.de",
                "Titel",
                "Bild 1",
                "Bild 2",
                "weight",
                "weight-unit",
                "x.de",
                "X-de",
                "x (de)",
                "x",
            ]
        ),
    ),
    max_size=12,
    unique=True,
)
CELLS = st.one_of(
    st.none(), st.text(max_size=20), st.sampled_from(["12,50", "1.299,00 €", "ja", "2026-01-01", "5 kg", *GTINS])
)


# --- Nothing is dropped -------------------------------------------------------------------------------------------------
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_column_goes_somewhere_in_the_tables_order(data: st.DataObject) -> None:
    headers = data.draw(HEADERS)
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(headers), max_size=len(headers)), max_size=6))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String), orient="row")
    mapping = propose(Table("x.csv", "csv", tuple(headers), iter(())), frame)
    assert [each.column for each in mapping.columns] == headers
    assert all(0 <= each.confidence <= 1 for each in mapping.columns)
    assert all(each.known == (each.attribute in vocabulary()) for each in mapping.columns)
    own = [(each.attribute, each.locale, each.channel, each.currency) for each in mapping.columns if not each.known]
    assert len(own) == len(set(own))


def test_a_column_nobody_knows_keeps_its_name(mapped: Mapped) -> None:
    column = mapped({"Sattelbogen-Form": ["rund", "spitz"]})["Sattelbogen-Form"]
    assert (column.attribute, column.known, column.why, column.label) == (
        "sattelbogen_form",
        False,
        "kept",
        "Sattelbogen-Form",
    )


def test_columns_that_read_the_same_keep_apart(mapped: Mapped) -> None:
    columns = mapped({"Bügel": ["a"], "bügel": ["b"], "Buegel": ["c"]})
    assert len({each.attribute for each in columns.values()}) == 3


def test_an_own_name_never_is_an_attribute_of_the_catalogue(mapped: Mapped) -> None:
    columns = mapped(
        {"Preis": ["siehe Anlage", "auf Anfrage bei uns", "steht im Katalog"], "price": ["12,50", "3,00", "4,20"]}
    )
    assert columns["price"].attribute == "price"
    assert not columns["Preis"].known
    assert columns["Preis"].attribute not in vocabulary()


def test_a_table_without_rows_is_mapped_by_its_names(mapped: Mapped) -> None:
    assert mapped({"EAN": [], "Preis": []})["Preis"].attribute == "price"


# --- What the format says -----------------------------------------------------------------------------------------------
def test_the_format_is_believed_before_the_name(mapped: Mapped) -> None:
    hints = {
        "Preis": ColumnHint(attribute="net_price", currency="CHF"),
        "X1": ColumnHint(label="Farbe", locale="de_DE"),
    }
    columns = mapped({"Preis": ["12"], "X1": ["blau"]}, hints=hints)
    assert (columns["Preis"].attribute, columns["Preis"].currency, columns["Preis"].why) == (
        "net_price",
        "CHF",
        "format",
    )
    assert (columns["X1"].attribute, columns["X1"].locale) == ("color", "de_DE")


def test_the_format_may_name_an_attribute_of_its_own(mapped: Mapped) -> None:
    hints = {"EF000123": ColumnHint(label="Zugkraft", kind=Kind.NUMBER, unit="kN")}
    column = mapped({"EF000123": ["12", "14"]}, hints=hints)["EF000123"]
    assert (column.kind, column.unit, column.label, column.known) == (Kind.NUMBER, "B47", "Zugkraft", False)


def test_the_format_may_say_which_column_holds_units(mapped: Mapped) -> None:
    columns = mapped({"Gewicht": ["1", "2"], "X": ["kg", "g"]}, hints={"X": ColumnHint(unit_of="Gewicht")})
    assert columns["X"].unit_of == "weight"


# --- One attribute, one column ------------------------------------------------------------------------------------------
def test_the_surest_column_gets_the_attribute_whatever_the_order(mapped: Mapped) -> None:
    for headers in (["Farbton", "color"], ["color", "Farbton"]):
        columns = mapped({header: ["blau", "rot"] for header in headers})
        assert columns["color"].attribute == "color"
        assert not columns["Farbton"].known


@pytest.mark.parametrize("header", ["Produkt", "Artikel", "Item", "product", "Ware"])
def test_a_column_called_just_product_is_its_name_or_its_number_as_its_cells_are(mapped: Mapped, header: str) -> None:
    assert mapped({header: ["Teekanne Ida", "Tasse Mia 2"], "Preis": ["12", "9"]})[header].attribute == "name"
    numbers = mapped({header: ["A-1", "WJ-100-S"], "Bezeichnung": ["Teekanne Ida", "Tasse Mia"]})
    assert (numbers[header].attribute, numbers["Bezeichnung"].attribute) == ("sku", "name")


def test_a_column_called_just_product_takes_nothing_that_another_one_is(mapped: Mapped) -> None:
    columns = mapped(
        {"SKU": ["A-1", "A-2"], "Artikel": ["B-1", "B-2"], "Name": ["Ida", "Mia"], "Ware": ["Kanne", "Tasse"]}
    )
    assert (columns["SKU"].attribute, columns["Name"].attribute) == ("sku", "name")
    assert not columns["Artikel"].known
    assert not columns["Ware"].known


def test_a_short_description_beside_a_product_that_is_a_number_is_the_name(mapped: Mapped) -> None:
    columns = mapped({"Artikel": ["10012", "10013"], "Beschreibung": ["Teekanne Ida", "Tasse Mia"]})
    assert (columns["Artikel"].attribute, columns["Beschreibung"].attribute) == ("sku", "name")


def test_an_attribute_is_given_once_per_locale_and_currency(mapped: Mapped) -> None:
    columns = mapped({"name.de": ["Stuhl"], "name.en": ["Chair"], "price-EUR": ["10"], "price-CHF": ["11"]})
    assert [each.attribute for each in columns.values()] == ["name", "name", "price", "price"]


def test_a_column_with_cells_comes_before_an_empty_one(mapped: Mapped) -> None:
    columns = mapped({"articleId": [None, None], "supplierArticleId": ["A-1", "A-2"]})
    assert columns["supplierArticleId"].attribute == "sku"


def test_pictures_and_bullet_points_may_fill_many_columns(mapped: Mapped) -> None:
    columns = mapped(
        {"Bild 1": ["a.jpg"], "Bild 2": ["b.jpg"], "Bild 3": ["c.jpg"], "bullet1": ["x"], "bullet2": ["y"]}
    )
    found = [each.attribute for each in columns.values()]
    assert found == ["image", "additional_image", "additional_image", "bullet_point", "bullet_point"]


def test_a_second_price_of_the_same_name_is_kept_apart(mapped: Mapped) -> None:
    assert not mapped({"Preis": ["1,00"], "Preis 2": ["2,00"]})["Preis 2"].known


# --- What the cells say -------------------------------------------------------------------------------------------------
def test_gtins_are_found_without_a_name(mapped: Mapped) -> None:
    assert mapped({"Spalte A": GTINS})["Spalte A"].attribute == "gtin"
    assert not mapped({"Spalte A": ["4006381333930", *GTINS[:2], "4006381333940", "4006381333950"]})["Spalte A"].known


def test_a_code_column_of_gtins_holds_gtins(mapped: Mapped) -> None:
    assert mapped({"code": GTINS})["code"].attribute == "gtin"
    assert mapped({"code": ["A-1", "A-2", "A-3"]})["code"].attribute == "sku"


def test_cells_tell_what_a_vague_name_means(mapped: Mapped) -> None:
    assert mapped({"type": ["simple", "configurable", "simple"]})["type"].attribute == "product_kind"
    assert mapped({"type": ["Stuhl", "Tisch", "Bank"]})["type"].attribute == "product_type"
    assert mapped({"status": ["true", "false", "true"]})["status"].attribute == "active"
    assert mapped({"quantity": ["40 g", "1 l", "330 ml"]})["quantity"].attribute == "net_content"


def test_a_name_its_cells_contradict_is_not_believed(mapped: Mapped) -> None:
    text = ["Dieser Satz steht in einer Spalte, die nach etwas ganz anderem heißt, als sie enthält."] * 4
    columns = mapped({"Preis": text, "EAN": text, "Aktiv": text})
    assert [each.known for each in columns.values()] == [False, False, False]


def test_dirty_gtins_stay_gtins_where_the_name_says_so(mapped: Mapped) -> None:
    assert mapped({"EAN": ["4006381333930", "123", "4006381333948", "400638133393"]})["EAN"].attribute == "gtin"


def test_units_and_currencies_beside_a_column_are_tied_to_it(mapped: Mapped) -> None:
    columns = mapped(
        {
            "weight": ["500", "1"],
            "weight-unit": ["GRAM", "KILOGRAM"],
            "Preis": ["1,00", "2,00"],
            "Währung": ["EUR", "CHF"],
            "Zugkraft": ["3", "4"],
            "Zugkraft Einheit": ["kN", "kN"],
        }
    )
    assert columns["weight-unit"].unit_of == "weight"
    assert columns["Währung"].currency_of == "price"
    assert columns["Zugkraft Einheit"].unit_of == "zugkraft"


def test_a_unit_column_alone_is_kept(mapped: Mapped) -> None:
    assert mapped({"weight-unit": ["GRAM", "KILOGRAM"]})["weight-unit"].unit_of is None


def test_units_of_a_header_become_codes(mapped: Mapped) -> None:
    columns = mapped(
        {"Breite (mm)": ["12"], "Fett je 100 g": ["3,5"], "Brennwert kcal": ["120"], "Zugkraft [kN]": ["3"]}
    )
    assert [each.unit for each in columns.values()] == ["MMT", "GRM", "E14", "B47"]


def test_what_keeps_values_of_a_cell_apart_is_found(mapped: Mapped) -> None:
    columns = mapped(
        {
            "Kategorien": ["Garten > Möbel|Neu", "Küche"],
            "Allergene": ["Milch, Soja", "Ei"],
            "tags": ["rot; blau", "grün"],
            "Beschreibung": ["Rot, blau und grün; sonst nichts.", "Eins, zwei, drei."],
            "Bilder": ["https://x.example/a.jpg,https://x.example/b.jpg", "https://x.example/c.jpg"],
        }
    )
    assert [each.separator for each in columns.values()] == ["|", ",", ";", None, ","]


def test_kinds_of_unknown_columns_follow_their_cells(mapped: Mapped) -> None:
    columns = mapped(
        {
            "kk1": ["ja", "nein", "ja"],
            "kk2": ["12,5", "13", "1.200"],
            "kk3": ["12,50 €", "3,00 €"],
            "kk4": ["12.03.2026", "01.04.2026"],
            "kk5": ["https://x.example/a", "https://x.example/b"],
            "kk6": ["<p>Ein Text</p>", "<p>Noch einer</p>"],
            "kk7": ["rot|blau", "grün|gelb"],
            "kk8": ["007", "012", "100"],
            "kk9": ["Ein Wort", "Ein anderes"],
            "kk10": ["5 kg", "12 kg"],
        }
    )
    kinds = [
        Kind.BOOLEAN,
        Kind.NUMBER,
        Kind.MONEY,
        Kind.DATE,
        Kind.MEDIA,
        Kind.RICH_TEXT,
        Kind.LIST,
        Kind.IDENTIFIER,
        Kind.TEXT,
        Kind.NUMBER,
    ]
    assert [each.kind for each in columns.values()] == kinds


# --- The whole table ----------------------------------------------------------------------------------------------------
def test_the_decimal_mark_is_that_of_the_tables_numbers(mapping_of: MappingOf) -> None:
    assert mapping_of({"Preis": ["1.299,00", "12,50"], "Menge": ["1", "2"]}).decimal == ","
    assert mapping_of({"price": ["1,299.00", "12.50"]}).decimal == "."
    assert mapping_of({"Preis": ["12", "1.200"]}).decimal is None
    assert mapping_of({"a": ["1,5"], "b": ["1.5"]}).decimal is None


def test_days_come_first_unless_a_date_shows_otherwise(mapping_of: MappingOf) -> None:
    assert mapping_of({"Datum": ["03/04/2026", "05/06/2026"]}).day_first
    assert not mapping_of({"date": ["03/24/2026", "05/06/2026"]}).day_first


def test_the_currency_of_the_table_is_the_only_one_in_it(mapping_of: MappingOf) -> None:
    assert mapping_of({"Preis": ["1,00 €", "2,00 €"], "UVP": ["3", "4"]}).currency == "EUR"
    assert mapping_of({"Preis (EUR)": ["1"], "Preis (CHF)": ["2"]}).currency is None
    assert mapping_of({"Preis": ["1", "2"]}).currency is None


def test_a_price_beside_one_in_dollars_is_not_in_dollars(mapping_of: MappingOf) -> None:
    assert mapping_of({"price": ["10,00"], "Price USD": ["11.00"], "UVP": ["12.00"]}).currency is None


def test_the_language_of_texts_without_one_is_recognised(mapping_of: MappingOf) -> None:
    german = [
        "Die Kanne fasst zehn Liter und steht sicher.",
        "Der Griff ist aus Holz und liegt gut in der Hand.",
        "Für Beete und Balkone, auch im Winter.",
    ]
    english = [
        "The can holds ten litres and stands firmly.",
        "The handle is made of wood and fits the hand.",
        "For beds and balconies, in winter too.",
    ]
    french = [
        "Une confiture de framboises avec du sucre de canne.",
        "Une barre de flocons avec des noisettes et du miel.",
        "Le jus de pommes est pressé dans la région.",
    ]
    assert mapping_of({"Text": german}).locale == "de"
    assert mapping_of({"description": english}).locale == "en"
    assert mapping_of({"description": french}).locale is None
    assert mapping_of({"description": english, "locale": ["en_US"] * 3}).locale is None
    assert mapping_of({"description": english}, locale="en_GB").locale == "en_GB"


def test_meaning_finds_a_name_no_list_knows() -> None:
    frame = pl.DataFrame({"Farbgestaltung": ["blau", "rot"], "Sattelbogen": ["rund", "spitz"]})
    table = Table("x.csv", "csv", tuple(frame.columns), iter(()))
    plain, helped = propose(table, frame), propose(table, frame, UseEmbedder())
    assert [each.known for each in plain.columns] == [False, False]
    assert not helped.columns[1].known
    assert all(each.confidence < 0.85 for each in helped.columns if each.why == "meaning")
