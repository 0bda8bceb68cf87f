"""A product as a source."""

from dataclasses import replace

import pytest
from goods import DRILL, MUESLI, fact, money, number, product, several, sheet
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.collect.products.sheet import locale_of, product_sheet
from klaviatur.records import Kind, Product


def lines(product_: Product, locale: str = "de_DE") -> list[str]:
    return product_sheet(product_, locale=locale).text.replace("\u00a0", " ").split("\n")


@pytest.mark.parametrize("name", ["drill", "muesli", "monitor", "bare"])
@pytest.mark.parametrize("locale", ["de_DE", "de_AT", "de_CH", "en_GB", "en_US"])
def test_every_span_of_a_sheet_points_at_its_words(name: str, locale: str) -> None:
    source = sheet(name, locale)
    for sentence in source.sentences:
        assert source.words(sentence.span) == sentence.text
    assert [s.index for s in source.sentences] == list(range(len(source.sentences)))
    assert [b.index for b in source.blocks] == list(range(len(source.blocks)))
    for figure in source.numbers:
        assert source.words(figure.span) == figure.text
        inside = source.sentences[figure.sentence].span
        assert inside.start <= figure.span.start < inside.end


@pytest.mark.parametrize("name", ["drill", "muesli", "monitor"])
def test_every_stated_fact_stands_where_it_says(name: str) -> None:
    source = sheet(name)
    assert source.facts
    for stated in source.facts:
        value = source.words(stated.span)
        assert value.strip() == value != ""
        if stated.label:
            assert source.text[stated.label.end : stated.span.start] == ": "


def test_the_sheet_is_headed_by_the_name_and_a_nameless_product_by_its_key() -> None:
    assert lines(DRILL)[0] == "Akku-Bohrschrauber WB 18"
    assert lines(DRILL, "en_GB")[0] == "Cordless drill WB 18"
    assert lines(product(number("weight", "2", "KGM"), key="A-7"))[0] == "A-7"


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("de_DE", "Gewicht: 1,4 kg"),
        ("de_AT", "Gewicht: 1,4 kg"),
        ("de_CH", "Gewicht: 1.4 kg"),
        ("en_GB", "Weight: 1.4 kg"),
        ("en_US", "Weight: 1.4 kg"),
        ("de_DE", "Preis: 1.249,90 €"),
        ("de_CH", "Preis: EUR 1’249.90"),
        ("en_GB", "Price: €1,249.90"),
        ("en_US", "Color: Green"),
        ("en_GB", "Colour: Green"),
    ],
)
def test_figures_prices_and_labels_are_written_as_the_locale_does(locale: str, line: str) -> None:
    assert line in lines(DRILL, locale)


def test_swiss_labels_have_no_sharp_s() -> None:
    shoe = product(fact("name", "Schuh"), fact("size", "43"))
    assert "Größe: 43" in lines(shoe)
    assert "Grösse: 43" in lines(shoe, "de_CH")


@pytest.mark.parametrize(("locale", "value"), [("de_DE", "99,5 %"), ("en_GB", "99.5%")])
def test_a_percent_sign_stands_as_the_language_sets_it(locale: str, value: str) -> None:
    text = product_sheet(product(number("recycled_share", "99.5", "P1")), locale=locale).text
    assert value in text.replace("\u00a0", " ")


def test_a_figure_and_its_unit_never_part_at_a_line_end() -> None:
    assert "1,4\u00a0kg" in sheet("drill").text


def test_a_price_per_piece_keeps_its_digits() -> None:
    assert "Preis: 0,0125 €" in lines(product(money("price", "0.0125")))


def test_dates_booleans_lists_and_countries_are_words() -> None:
    goods = product(
        fact("name", "Ding"),
        fact("release_date", "2027-03-03", Kind.DATE),
        fact("vegan", "true", Kind.BOOLEAN),
        several("labels", "Siegel A", "Siegel B"),
        fact("origin_country", "PT"),
    )
    assert {"Erscheinungsdatum: 3. März 2027", "Vegan: Ja", "Ursprungsland: Portugal"} <= set(lines(goods))
    assert "Siegel und Zertifikate: Siegel A, Siegel B" in lines(goods)


def test_facts_in_another_language_stay_out_and_are_named() -> None:
    only_german = product(fact("name", "Tisch"), fact("material", "Eiche", locale="de_DE"))
    source = product_sheet(only_german, locale="en_GB")
    assert "Eiche" not in source.text
    assert [f.rule for f in source.findings] == ["sheet.other_language"]
    assert "Material" in source.findings[0].message.en


def test_a_variant_says_what_is_its_own_and_its_parent_the_rest() -> None:
    parent = product(fact("name", "Pulli Ria"), fact("material", "Wolle"), fact("color", "alle Farben"), key="P")
    variant = product(fact("name", "Pulli Ria"), fact("color", "Rot"), key="P-R", parent="P")
    text = product_sheet(variant, locale="de_DE", parent=parent).text
    assert "Material: Wolle" in text
    assert "Farbe: Rot" in text
    assert "alle Farben" not in text


def test_what_concerns_the_house_alone_is_not_printed() -> None:
    goods = product(fact("name", "Ding"), number("cost_price", "3"), number("stock", "7"), fact("internal_id", "x9"))
    assert lines(goods) == ["Ding"]


def test_ingredients_are_a_line_however_long_they_are() -> None:
    long = product(fact("name", "Suppe"), fact("ingredients", "Wasser, " * 80 + "Salz"))
    assert any(row.startswith("Zutaten: Wasser") for row in lines(long))


def test_a_long_text_is_parsed_like_any_source() -> None:
    source = sheet("drill")
    assert "Eine LED leuchtet die Arbeitsstelle aus." in [s.text for s in source.sentences]
    assert any(n.unit == "mm" and n.value == 13 for n in source.numbers)


def test_a_line_break_written_as_two_characters_is_one() -> None:
    goods = product(
        fact("name", "Kamera"), fact("description", r"Erster Satz hier.\nZweiter Satz hier.", Kind.RICH_TEXT)
    )
    assert "Zweiter Satz hier." in [s.text for s in product_sheet(goods, locale="de_DE").sentences]


@pytest.mark.parametrize(("asked", "got"), [("de", "de_DE"), ("en", "en_US"), ("de-ch", "de_CH"), ("xx_YY", "en_US")])
def test_the_sheet_knows_its_locale(asked: str, got: str) -> None:
    assert locale_of(product_sheet(MUESLI, locale=asked)) == got


def test_the_products_own_page_is_its_link() -> None:
    goods = product(
        fact("name", "Ding"),
        fact("url", "https://shop.example.com/p/1", Kind.MEDIA),
        fact("image", "https://x.example/1.jpg", Kind.MEDIA),
    )
    source = product_sheet(goods, locale="de_DE")
    assert [link.url for link in source.links] == ["https://shop.example.com/p/1"]
    assert [image.url for image in source.images] == ["https://x.example/1.jpg"]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["color", "material", "own_field", "description", "size"]), st.text(max_size=300))
    )
)
def test_no_text_of_any_kind_breaks_a_sheet(values: list[tuple[str, str]]) -> None:
    goods = product(*(fact(name, text) for name, text in values))
    source = product_sheet(goods, locale="de_DE")
    for stated in source.facts:
        assert source.words(stated.span)
    for sentence in source.sentences:
        assert source.words(sentence.span) == sentence.text


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ('Ein Monitor mit 54,6 cm (21,5 ") für das Büro.', "Ein Monitor mit 54,6 cm (21,5 ″) für das Büro."),
        ('Das Modell "Typ 5" ist neu im Programm.', 'Das Modell "Typ 5" ist neu im Programm.'),
    ],
)
def test_inch_marks_are_told_from_quotation_marks(raw: str, said: str) -> None:
    goods = product(fact("name", "Monitor"), fact("description", raw, Kind.RICH_TEXT))
    assert said in product_sheet(goods, locale="de_DE").text


def prices(**amounts: str) -> Product:
    """Return a product whose first price stands under its own name, the others under their currency's, as imported."""
    first, *others = (
        money(f"{'price' if not at else f'price_{code.lower()}'}", amount, currency=code)
        for at, (code, amount) in enumerate(amounts.items())
    )
    return product(fact("name", "Hut"), first, *(replace(one, label="price-" + str(one.currency)) for one in others))


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("de_DE", "Preis: 49,90 €"),
        ("en_US", "Price: $54.90"),
        ("de_CH", "Preis: CHF 52.00"),
        ("en_GB", "Price: €49.90"),
    ],
)
def test_a_price_is_said_in_the_currency_of_the_country_where_there_is_one(locale: str, shown: str) -> None:
    source = product_sheet(prices(EUR="49.90", USD="54.90", CHF="52.00"), locale=locale)
    assert [line.replace("\u00a0", " ") for line in source.text.splitlines()[2:]] == [shown]
    assert [said.attribute for said in source.facts] == ["name", "price"]
    assert source.findings == ()


def test_a_reduced_price_in_another_currency_is_left_out_and_named() -> None:
    goods = product(fact("name", "Hat"), money("price", "54.90", currency="USD"), money("sale_price", "39.00"))
    source = product_sheet(goods, locale="en_US")
    assert [said.attribute for said in source.facts] == ["name", "price"]
    assert [(one.rule, "Sale price" in one.message.en) for one in source.findings] == [("sheet.other_currency", True)]


def test_a_variant_keeps_its_own_price_in_every_currency() -> None:
    parent, variant = prices(EUR="10.00", USD="11.00"), replace(prices(EUR="20.00"), key="V", parent="P")
    assert "€20.00" in product_sheet(variant, locale="en_US", parent=parent).text


@pytest.mark.parametrize(("count", "told"), [("100", False), ("0.1", False), ("1", True), ("0", True)])
def test_a_price_of_a_hundred_is_not_the_price_of_one(count: str, told: bool) -> None:
    switch = product(fact("name", "Schalter"), money("price", "581.91"), number("price_quantity", count))
    source = product_sheet(switch, locale="de_DE")
    assert ("581,91" in source.text) == told
    assert [one.rule for one in source.findings] == ([] if told else ["sheet.price_of_several"])
