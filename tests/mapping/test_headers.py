"""A header is a name with things written around it."""

import pytest

from klaviatur.collect.products.mapping.headers import readings
from klaviatur.collect.products.mapping.names import named, nearly_named
from klaviatur.collect.products.mapping.spelling import key, split


@pytest.mark.parametrize(
    "header",
    [
        "Artikelnummer",
        "ARTIKELNUMMER",
        "Artikel-Nummer",
        "artikel_nummer",
        " Artikelnummer: ",
        "ArtikelNummer",
        "Artikel Nr.",
    ],
)
def test_case_punctuation_and_camel_case_make_no_difference(header: str) -> None:
    assert named(header)[0].attribute == "sku"


@pytest.mark.parametrize("header", ["Länge", "Laenge", "LÄNGE", "La\u0308nge"])
def test_it_does_not_matter_how_an_umlaut_is_written(header: str) -> None:
    assert named(header)[0].attribute == "length"


def test_a_name_is_split_where_its_writing_changes() -> None:
    assert split("ProductNameDE_2 (kg)") == ("product", "name", "de", "2", "kg")
    assert split("EANCode") == ("ean", "code")
    assert key("Größe [EU]") == "groesseeu"


@pytest.mark.parametrize(
    ("header", "attribute", "said"),
    [
        ("name.en", "name", {"locale": "en"}),
        ("Bezeichnung (DE)", "name", {"locale": "de"}),
        ("Beschreibung deutsch", "description", {"locale": "de"}),
        ("description-de_DE-ecommerce", "description", {"locale": "de_DE", "channel": "ecommerce"}),
        ("meta_title_fr-FR", "meta_title", {"locale": "fr_FR"}),
        ("price (USD)", "price", {"currency": "USD"}),
        ("Preis in EUR", "price", {"currency": "EUR"}),
        ("UVP [€]", "list_price", {"currency": "EUR"}),
        ("price-CHF", "price", {"currency": "CHF"}),
        ("Gewicht in kg", "weight", {"unit": "kg"}),
        ("Breite[mm]", "width", {"unit": "mm"}),
        ("weight_g", "weight", {"unit": "g"}),
        ("Lautstärke dB(A)", "noise_level", {"unit": "dba"}),
        ("Fett pro 100g", "fat", {"basis": True}),
        ("saturated-fat_100g", "saturated_fat", {"basis": True}),
        ("Bullet Point 3", "bullet_point", {"number": 3}),
        ("amazon_title", "name", {"channel": "amazon"}),
        ("USD unit retail price", "price", {"currency": "USD"}),
        ("Price GBP incl. VAT", "price", {"currency": "GBP"}),
        ("Länge / Length [mm]", "length", {"unit": "mm"}),
        ("Bild 2 Pfad/URL", "additional_image", {"number": 2, "link": True}),
        ("Nettogew. [kg]", "net_weight", {"unit": "kg"}),
    ],
)
def test_locale_channel_unit_and_currency_are_taken_out_of_a_name(
    header: str, attribute: str, said: dict[str, object]
) -> None:
    found = named(header)[0]
    assert found.attribute == attribute
    assert {name: getattr(found.reading, name) for name in said} == said


@pytest.mark.parametrize(
    ("header", "attribute"),
    [
        ("Produktgewicht", "weight"),
        ("product_brand", "brand"),
        ("Colour(s)", "color"),
        ("Farben", "color"),
        ("Mfr. Part No.", "mpn"),
        ("Zolltarifnr.", "customs_tariff_number"),
        ("Zoom optisch", None),
        ("Höhe Verpackung", "package_height"),
        ("g:title", "name"),
    ],
)
def test_prefixes_plurals_abbreviations_and_order_are_understood(header: str, attribute: str | None) -> None:
    assert next((each.attribute for each in named(header)), None) == attribute


@pytest.mark.parametrize(
    ("header", "attribute"), [("Prodcut Name", "name"), ("Beschreibng", "description"), ("Produktgewciht", "weight")]
)
def test_a_typing_mistake_is_forgiven(header: str, attribute: str) -> None:
    assert nearly_named(header)[0].attribute == attribute


@pytest.mark.parametrize(
    "header",
    [
        "Sattelbogen",
        "height_adjustable",
        "weight_class_of_rider",
        "Preisvergleich erlaubt",
        "fat_serving",
        "Fett je Portion",
    ],
)
def test_a_name_that_only_holds_a_known_word_is_not_that_word(header: str) -> None:
    assert named(header) == ()
    assert nearly_named(header) == ()


@pytest.mark.parametrize("header", ["weight", "height"])
def test_two_known_names_one_letter_apart_are_not_confused(header: str) -> None:
    assert named(header)[0].attribute == header


@pytest.mark.parametrize("header", ["Preis (cm)", "Farbe in kg", "Länge (EUR)", "price per 100 g"])
def test_a_unit_that_an_attribute_cannot_have_is_no_unit(header: str) -> None:
    assert not any(each.attribute in {"price", "color", "length"} for each in named(header))


@pytest.mark.parametrize("header", ["", "   ", "###", "()", "[kg]", "12", "€", "🙂", "de", "unit", "_", "a" * 500])
def test_every_header_can_be_read(header: str) -> None:
    assert readings(header) is not None
    assert named(header) is not None


@pytest.mark.parametrize(
    "header",
    [
        "Ansatzhöhe",
        "Stiellänge",
        "Setztiefe",
        "Türart",
        "Marker",
        "Maß b",
        "Min. Länge",
        "attributeName2",
        "Option1 Name",
    ],
)
def test_a_like_sounding_name_is_another_name(header: str) -> None:
    assert named(header) == ()
    assert nearly_named(header) == ()


def test_a_vague_name_with_more_around_it_says_nothing() -> None:
    assert named("number")[0].attribute == "sku"
    assert named("custom_number_1") == ()
    assert named("product_priority_0") == ()


@pytest.mark.parametrize(
    ("header", "attribute"),
    [
        ("Farbe / Colour", "color"),
        ("Bestellnummer | SKU", "sku"),
        ("Gewicht (weight)", "weight"),
        ("Werkstoff\nMaterial", "material"),
        ("Style #", "parent"),
        ("Rabattgr.", "discount_group"),
    ],
)
def test_a_header_said_twice_or_shortened_is_one_attribute(header: str, attribute: str) -> None:
    assert named(header)[0].attribute == attribute


@pytest.mark.parametrize("header", ["Gender/Age", "Hersteller URL Farbe", "Farbe / Größe"])
def test_two_things_in_one_header_are_no_attribute(header: str) -> None:
    assert not named(header)


def test_the_number_of_a_vendor_is_no_norwegian_vendor() -> None:
    assert all(each.reading.locale is None for each in named("Vendor No."))


@pytest.mark.parametrize(
    ("header", "attribute"),
    [
        ("Sale von", "price_valid_from"),
        ("Sale bis", "price_valid_until"),
        ("Angebot gültig ab", "price_valid_from"),
        ("Angebot gültig bis", "price_valid_until"),
        ("Angebotspreis gültig von", "price_valid_from"),
        ("Sonderpreis gültig bis", "price_valid_until"),
    ],
)
def test_the_time_of_a_sale_is_known_by_its_names(header: str, attribute: str) -> None:
    assert named(header)[0].attribute == attribute


@pytest.mark.parametrize(
    ("header", "attribute"),
    [
        ("Variationswert 1 (Farbe)", "color"),
        ("Variationswert 2 (Größe)", "size"),
        ("Option: Größe", "size"),
        ("Option1 Farbe", "color"),
        ("Farbe (Variante)", "color"),
        ("Ausprägung Farbe", "color"),
        ("Sonderpreis Brutto", "sale_price"),
        ("Sonderpreis aktiv von", "price_valid_from"),
        ("Sonderpreis aktiv bis", "price_valid_until"),
        ("Aktion gültig bis", "price_valid_until"),
        ("Angebot endet", "price_valid_until"),
        ("Nährwerte: Brennwert je 100 g", "energy_kj"),
        ("DE_Title_Long", "name"),
        ("DE_Description_Short", "short_description"),
    ],
)
def test_variants_sales_and_languages_are_known_by_what_shops_call_them(header: str, attribute: str) -> None:
    assert named(header)[0].attribute == attribute


@pytest.mark.parametrize("header", ["isCloseout", "Abverkauf"])
def test_what_is_sold_off_is_not_what_may_be_ordered_without_stock(header: str) -> None:
    assert "backorder" not in {candidate.attribute for candidate in named(header)}
