"""What the product writer promises of every variant."""

import re

import pytest
from goods import (
    ALL,
    BARE,
    BOOK,
    WRITER,
    channels,
    checked,
    fact,
    money,
    number,
    product,
    rules,
    several,
    sheet,
    verifier,
    written,
)

from klaviatur.collect.products.sheet import product_sheet
from klaviatur.compose import EmbeddedWriter
from klaviatur.records import Fact, Kind, Method, Severity, Source, Variant, Voice
from klaviatur.testing import check_writer
from klaviatur.verify import Verifier

LOCALES = ["de_DE", "de_CH", "en_GB", "en_US"]
CHANNELS = sorted(channels())


def text(name: str, channel: str, part: str = "", locale: str = "de_DE") -> str:
    parts = [p.text for p in written(name, channel, locale).parts if not part or p.name == part]
    return "\n\n".join(parts).replace("\u00a0", " ")


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", sorted(ALL))
def test_the_writer_keeps_the_promises_of_its_port(name: str, channel: str) -> None:
    check_writer(WRITER, source=sheet(name), channel=channels()[channel])


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", sorted(ALL))
def test_no_variant_is_stopped_or_outside_a_limit(name: str, locale: str, channel: str) -> None:
    one = checked(name, channel, locale)
    assert rules(one) == set()
    assert all(count.fits for count in one.counts if count.limit.severity is Severity.BLOCK)
    assert all(count.fits for count in one.counts), [c for c in one.counts if not c.fits]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", sorted(ALL))
def test_every_character_is_the_sheets_or_a_declared_phrases(name: str, channel: str) -> None:
    source = sheet(name)
    for part in written(name, channel).parts:
        assert "".join(piece.text for piece in part.pieces) == part.text
        for piece in part.pieces:
            assert piece.phrase or (piece.source and source.words(piece.source))


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_claim_has_its_place_in_the_sheet(channel: str) -> None:
    one = checked("drill", channel)
    assert one.figures["supported_share"] == 1.0
    assert all(evidence.source for evidence in one.evidence if evidence.verdict == "supported")


def test_the_title_is_brand_name_choice_and_version() -> None:
    assert text("drill", "product_page", "title") == "Werkmeister Akku-Bohrschrauber WB 18, 18 V, Grün"
    assert text("drill", "marketplace", "title", "en_GB") == "Werkmeister Cordless drill WB 18, 18 V, Green"


def test_a_brand_that_is_in_the_name_is_not_said_twice() -> None:
    goods = product(fact("name", "Nordwerk Leuchte"), fact("brand", "Nordwerk"))
    variant = WRITER.write(product_sheet(goods, locale="de_DE"), channels()["product_page"], Voice())
    assert variant.parts[0].text == "Nordwerk Leuchte"


def test_the_page_has_title_short_and_long_description_and_bullets() -> None:
    names = [part.name for part in written("drill", "product_page").parts]
    assert names[:2] == ["title", "short_description"]
    assert 3 <= names.count("bullet") <= 5
    assert {"description", "meta_title", "meta_description"} <= set(names)


def test_the_page_says_every_fact_a_buyer_asks_for() -> None:
    page = text("drill", "product_page", "description")
    for said in (
        "Spannung: 18 V",
        "Drehmoment: 55 Nm",
        "Gewicht: 1,4 kg",
        "Lieferumfang: Bohrschrauber, Ladegerät, Koffer",
    ):
        assert said in page
    assert "Eine LED leuchtet die Arbeitsstelle aus." in page


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("channel", [c for c in CHANNELS if channels()[c].family not in {"ad", "access"}])
def test_no_long_text_on_food_drops_an_allergen(channel: str, locale: str) -> None:
    variant = written("muesli", channel, locale)
    if len(variant.text) > 250:
        for item in ("Hafer", "Mandeln", "Haselnüsse") if locale[:2] == "de" else ("Oats", "almonds", "Hazelnuts"):
            assert item in variant.text


@pytest.mark.parametrize("channel", ["x_post", "sms", "push", "google_search_ad", "performance_max", "meta_ad"])
def test_a_short_text_on_food_names_the_allergens_or_where_they_are(channel: str) -> None:
    assert re.search(r"Enthält: Hafer, Mandeln|Allergene: siehe", text("muesli", channel))


def test_nutrition_names_its_reference_quantity() -> None:
    page = text("muesli", "product_page", "description")
    assert "Nährwerte je 100 g: Brennwert (kcal): 431 kcal, Fett: 13 g, davon Zucker: 19 g" in page


def test_warnings_stand_word_for_word_wherever_there_is_room() -> None:
    for channel in ("product_page", "facebook", "newsletter", "faq", "google_search_ad", "linkedin", "whatsapp"):
        assert "Beim Bohren Schutzbrille tragen." in text("drill", channel)


@pytest.mark.parametrize("channel", ["google_search_ad", "performance_max", "facebook", "product_page", "newsletter"])
def test_the_energy_class_is_shown_where_the_monitor_is_advertised(channel: str) -> None:
    assert "Energieeffizienzklasse E" in text("monitor", channel)


def test_prices_are_not_written_because_nobody_knows_whether_they_hold() -> None:
    assert not any("1.249" in text("drill", channel) for channel in CHANNELS)


def test_questions_come_with_the_answer_in_the_first_sentence() -> None:
    parts = written("drill", "faq").parts
    pairs = {q.text: a.text.replace("\u00a0", " ") for q, a in zip(parts[::2], parts[1::2], strict=True)}
    assert pairs["Mit welcher Spannung läuft das Produkt?"] == "Die Spannung beträgt 18 V."
    assert pairs["Was gehört zum Lieferumfang?"].startswith("Lieferumfang: Bohrschrauber")


def test_a_sales_talk_has_points_questions_and_what_not_to_promise() -> None:
    names = [part.name for part in written("drill", "talking_points").parts]
    assert 5 <= names.count("point") <= 7
    assert names.count("question") == names.count("answer") == 3
    assert {"message", "open", "avoid", "ask"} <= set(names)


def test_a_product_of_a_number_alone_still_gets_its_texts_without_an_invention() -> None:
    assert text("bare", "product_page", "title") == "000-7"
    for channel in CHANNELS:
        assert verifier("bare").check(written("bare", channel), channels()[channel]).figures["supported_share"] == 1.0
    assert BARE.facts


@pytest.mark.parametrize(("locale", "marks"), [("de_DE", "„Wiese“"), ("de_CH", "«Wiese»"), ("en_GB", "“Wiese”")])
def test_quotation_marks_are_the_locales(locale: str, marks: str) -> None:
    goods = product(fact("name", 'Tee "Wiese" lose'), fact("brand", "Halm"))
    variant = WRITER.write(product_sheet(goods, locale=locale), channels()["product_page"], Voice())
    assert marks in variant.parts[0].text


def test_no_german_phrase_needs_a_sharp_s() -> None:
    assert not [p.id for p in BOOK.phrases if p.use.startswith("product.") and p.language == "de" and "ß" in p.text]


def test_an_sms_stays_one_message() -> None:
    counts = checked("muesli", "sms").counts
    assert [count.detail for count in counts] == ["1 SMS, GSM-7"]


def test_the_voices_own_name_goes_before_the_brand_in_an_ad() -> None:
    variant = written("drill", "performance_max", voice=Voice(sender="Haus am Markt"))
    assert [p.text for p in variant.parts if p.name == "business_name"] == ["Haus am Markt"]


def test_the_embedded_writer_hands_products_to_the_product_writer() -> None:
    variant = EmbeddedWriter(BOOK).write(sheet("drill"), channels()["product_page"], Voice())
    assert variant == written("drill", "product_page")
    assert variant.method is Method.DATA_DRIVEN


def test_the_same_sheet_gives_the_same_text() -> None:
    assert written("muesli", "facebook") == written("muesli", "facebook")


def test_after_a_block_the_long_text_gives_way_to_the_facts() -> None:
    first = written("drill", "facebook")
    blocked = verifier("drill").check(_with(first, "Wiegt 9 kg."), channels()["facebook"]).findings
    again = WRITER.write(sheet("drill"), channels()["facebook"], Voice(), previous=first, findings=blocked)
    assert "LED leuchtet" not in again.text
    assert "Drehmoment: 55" in again.text
    assert again.left_out


def _with(variant: Variant, sentence: str) -> Variant:
    part = variant.parts[0]
    return Variant(variant.channel, variant.source, variant.language, (type(part)("text", f"{part.text}\n{sentence}"),))


@pytest.mark.parametrize("length", [1, 60, 180, 500])
def test_names_and_values_of_any_length_fit(length: int) -> None:
    words = " ".join(["Langwort"] * (length // 9 + 1))[:length].strip()
    goods = product(
        fact("name", words),
        fact("material", words),
        several("allergens", *(f"Stoff {n}" for n in range(length // 10 + 1))),
        number("weight", "1.25", "KGM"),
        fact("description", f"{words} hält das aus. " * 8, Kind.RICH_TEXT),
    )
    source = product_sheet(goods, locale="de_DE")
    judge = Verifier(source, Voice(), BOOK, None)
    for channel in channels().values():
        one = judge.check(WRITER.write(source, channel, Voice()), channel)
        assert one.fits, (channel.name, [c for c in one.counts if not c.fits])
        assert "parts.count" not in rules(one), channel.name


@pytest.mark.parametrize("channel", ["product_page", "marketplace", "shopping_title", "plain_language"])
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", sorted(ALL))
def test_what_is_read_on_the_product_page_never_sends_its_reader_there(name: str, locale: str, channel: str) -> None:
    assert "auf der Produktseite" not in text(name, channel, locale=locale)
    assert "siehe Produktseite" not in text(name, channel, locale=locale)
    assert "on the product page" not in text(name, channel, locale=locale)


@pytest.mark.parametrize("channel", ["product_page", "marketplace"])
@pytest.mark.parametrize("name", sorted(ALL))
def test_a_bullet_is_a_fact_never_a_phrase_of_ours(name: str, channel: str) -> None:
    for one in written(name, channel).parts:
        if one.name == "bullet":
            assert any(piece.source for piece in one.pieces), one.text


def test_a_product_with_few_facts_has_few_bullets_and_few_points() -> None:
    source = product_sheet(product(fact("name", "Sticker"), fact("color", "Rot")), locale="de_DE")
    page = WRITER.write(source, channels()["product_page"], Voice())
    assert [one.text for one in page.parts if one.name == "bullet"] == ["Farbe: Rot"]
    talk = WRITER.write(source, channels()["talking_points"], Voice())
    assert len([one for one in talk.parts if one.name == "point"]) == 3


@pytest.mark.parametrize(
    "label", ["REMARKS udxmetadescription", "DisGroup", "Materialzuschlag", "price-USD", "baseId.de"]
)
def test_a_field_of_a_system_is_said_nowhere(label: str) -> None:
    hidden = fact(label.lower().replace(" ", "_").replace("-", "_"), "X717Y", label=label)
    source = product_sheet(product(fact("name", "Schlitten"), hidden, fact("color", "Rot")), locale="de_DE")
    assert "X717Y" not in source.text
    assert "X717Y" not in "".join(WRITER.write(source, one, Voice()).text for one in channels().values())


def test_telling_a_seller_to_promise_no_discount_is_no_discount() -> None:
    source = product_sheet(product(fact("name", "Sticker"), money("price", "2.00")), locale="en_US")
    variant = WRITER.write(source, channels()["talking_points"], Voice())
    found = Verifier(source, Voice(), BOOK, None).check(variant, channels()["talking_points"]).findings
    assert not [one.rule for one in found if one.rule.startswith("price.") and one.severity is Severity.BLOCK]


def page_of(source: Source) -> Variant:
    return WRITER.write(source, channels()["product_page"], Voice())


def test_a_yes_is_said_by_its_label_alone() -> None:
    tea = product(fact("name", "Tee"), fact("organic", "true", Kind.BOOLEAN), fact("vegan", "false", Kind.BOOLEAN))
    page = page_of(product_sheet(tea, locale="de_DE")).text
    assert "• Bio\n" in f"{page}\n"
    assert "Ja" not in page
    assert "Vegan" not in page


@pytest.mark.parametrize(
    ("name", "said", "title"),
    [
        ("Teekanne Ida 1,2 l", number("net_content", "1.2", "LTR"), "Teekanne Ida 1,2 l"),
        ("Leinenhemd Freya", fact("material", "Leinen"), "Leinenhemd Freya"),
        ("Leinenhemd Freya", fact("product_type", "Hemd"), "Leinenhemd Freya"),
        ("Freya", fact("product_type", "Hemd"), "Freya, Hemd"),
    ],
)
def test_a_title_says_nothing_twice(name: str, said: Fact, title: str) -> None:
    sheet = product_sheet(product(fact("name", name), said), locale="de_DE")
    assert page_of(sheet).parts[0].text.replace("\u00a0", " ") == title


def test_both_energies_stand_in_one_place() -> None:
    oats = product(fact("name", "Hafer"), number("energy_kj", "1650", "KJO"), number("energy_kcal", "394", "E14"))
    page = page_of(product_sheet(oats, locale="de_DE")).text
    assert "Brennwert: 1.650\u00a0kJ / 394\u00a0kcal" in page


def test_allergens_and_warnings_speak_another_language_rather_than_none() -> None:
    bar = product(
        fact("name", "Nut bar", locale="en"),
        fact("material", "Nuss", locale="de"),
        several("allergens", "Haselnüsse", locale="de"),
        fact("warnings", "Nicht für kleine Kinder.", locale="de"),
    )
    sheet = product_sheet(bar, locale="en_GB")
    page = page_of(sheet).text
    assert "Contains: Haselnüsse." in page
    assert "Caution: Nicht für kleine Kinder." in page
    assert [finding.rule for finding in sheet.findings] == ["sheet.other_language", "sheet.untranslated"]


def test_a_list_of_the_products_own_text_stays_a_list() -> None:
    text = "Die Kanne hält einen ganzen Abend warm.\n• spülmaschinenfest\n• mit Sieb"
    pot = product(fact("name", "Kanne"), fact("description", text, Kind.RICH_TEXT))
    page = page_of(product_sheet(pot, locale="de_DE")).text
    assert "warm.\n\n• spülmaschinenfest\n• mit Sieb" in page
