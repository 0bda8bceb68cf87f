"""What verify says of texts on products, whoever wrote them."""

import tomllib
from pathlib import Path

import pytest
from goods import DRILL, channels, checked, fact, judged, number, product, rules, sheet, verifier, written
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.collect.products.sheet import product_sheet
from klaviatur.records import Evidence, Severity, Variant, VariantPart, Verdict, Voice
from klaviatur.verify import Verifier
from klaviatur.verify.products.quantities import quantities_of

BOTH = (Severity.BLOCK, Severity.WARN)


@pytest.mark.parametrize(
    "said",
    [
        "Der Bohrschrauber wiegt 1,4 kg.",
        "Der Bohrschrauber wiegt 1400 g.",
        "Mit 1,4 kg Gewicht und 55 Nm Drehmoment.",
        "Er ist 21 cm hoch und 19,5 cm lang.",
        "Er ist 210 mm hoch.",
        "Die Spannung beträgt 18 Volt.",
        "Werkmeister Akku-Bohrschrauber WB 18 in Grün",
        "Das Produkt kostet 1.249,90 Euro.",
        "Eine LED leuchtet die Arbeitsstelle aus.",
        "Zum Lieferumfang gehören Ladegerät und Koffer.",
    ],
)
def test_what_the_sheet_says_may_be_said_in_other_words(said: str) -> None:
    assert rules(judged("drill", said)) <= {"warnings.dropped"}


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("Der Bohrschrauber wiegt 2 kg.", "fact.altered"),
        ("Der Bohrschrauber wiegt rund 1,5 kg.", "fact.altered"),
        ("Der Bohrschrauber wiegt 1,4 g.", "fact.altered"),
        ("Das Drehmoment beträgt 18 V.", "fact.swapped"),
        ("Er ist 19,5 cm hoch.", "fact.swapped"),
        ("Er ist 21 cm lang.", "fact.swapped"),
        ("Gewicht: 55 Nm", "fact.altered"),
        ("Farbe: Gelb", "fact.altered"),
        ("Der gelbe Bohrschrauber ist da.", "fact.value"),
        ("Das Gehäuse ist aus Aluminium.", "fact.value"),
        ("Hergestellt in Portugal.", "fact.value"),
        ("Eine LED leuchtet die Arbeitsstelle nicht aus.", "fact.negated"),
        ("Damit sparen Handwerker jeden Tag eine Stunde.", "fact.unsupported"),
        ("Mit 99 Zubehörteilen.", "fact.unknown_figure"),
        ("Er kostet 999 Euro.", "fact.altered"),
    ],
)
def test_what_the_sheet_says_otherwise_is_stopped(said: str, rule: str) -> None:
    assert rule in rules(judged("drill", said))


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("The drill weighs 2 kg.", "fact.altered"),
        ("It weighs 1.4 lb.", "fact.altered"),
        ("It is 19.5 cm high.", "fact.swapped"),
        ("Colour: Yellow", "fact.altered"),
        ("The yellow drill is here.", "fact.value"),
        ("Craftsmen save an hour every day.", "fact.unsupported"),
        ("The drill has no two gears.", "fact.negated"),
    ],
)
def test_english_texts_are_held_against_the_sheet_too(said: str, rule: str) -> None:
    assert rule in rules(judged("drill", said, "en_GB"))


def test_one_word_the_sheet_does_not_know_is_worth_a_look() -> None:
    assert "fact.word" in rules(judged("drill", "Eine LED leuchtet die Arbeitsstelle prächtig aus."), Severity.WARN)


def test_a_finding_shows_what_the_sheet_says_and_where() -> None:
    one = judged("drill", "Der Bohrschrauber wiegt 2 kg.")
    finding = next(f for f in one.findings if f.rule == "fact.altered")
    assert finding.words == "2 kg"
    assert one.variant.parts[0].text[finding.span.start : finding.span.end] == "2 kg"
    assert sheet("drill").words(finding.source_span).replace("\u00a0", " ") == "1,4 kg"
    assert "1,4" in finding.message.de
    assert "1,4" in finding.message.en


def test_evidence_points_at_the_value_a_sentence_states() -> None:
    source = sheet("drill")
    one = judged("drill", "Das Drehmoment beträgt 55 Nm.")
    assert [e.verdict for e in one.evidence] == [Verdict.SUPPORTED]
    stated = next(f for f in source.facts if f.attribute == "torque")
    assert stated.span in one.evidence[0].source


def test_a_phrase_with_another_attributes_value_in_its_slot_is_stopped() -> None:
    variant = written("drill", "faq")
    parts = tuple(
        VariantPart(p.name, p.text.replace("Die Spannung beträgt 18\u00a0V.", "Die Spannung beträgt 21\u00a0cm."))
        for p in variant.parts
    )
    wrong = Variant(variant.channel, variant.source, variant.language, parts)
    assert rules(verifier("drill").check(wrong, channels()["faq"])) & {"fact.altered", "fact.swapped"}


# --- what must not be left out -----------------------------------------------------------------------------------------
LONG = (
    "Hofgut Linde Knuspermüsli Beere. Füllmenge: 500 g. "
    + "Zutaten: Haferflocken (58 %), Rohrohrzucker, Erdbeeren (4 %), Mandeln, Salz. " * 3
)


def test_a_long_text_without_the_allergens_is_stopped() -> None:
    assert "allergens.dropped" in rules(judged("muesli", LONG))


def test_a_long_text_with_the_allergens_is_not() -> None:
    whole = LONG + " Enthält: Hafer, Mandeln. Kann Spuren enthalten von: Haselnüsse."
    assert "allergens.dropped" not in rules(judged("muesli", whole))


def test_naming_some_allergens_and_not_the_others_is_stopped_even_in_a_short_text() -> None:
    assert "allergens.dropped" in rules(judged("muesli", "Knuspermüsli Beere. Enthält: Hafer."))


def test_a_short_text_may_say_where_the_allergens_are() -> None:
    one = judged("muesli", "Knuspermüsli Beere. Allergene: siehe Produktseite.", channel="x_post")
    assert "allergens.elsewhere" in rules(one, Severity.NOTE)
    assert "allergens.unmentioned" in rules(judged("muesli", "Knuspermüsli Beere.", channel="x_post"), Severity.WARN)


def test_a_dropped_warning_is_stopped_where_there_is_room_for_it() -> None:
    long = "Werkmeister Akku-Bohrschrauber WB 18. " + "Eine LED leuchtet die Arbeitsstelle aus. " * 7
    assert "warnings.dropped" in rules(judged("drill", long))
    assert "warnings.dropped" not in rules(judged("drill", long + "Achtung: Beim Bohren Schutzbrille tragen."))


def test_an_ad_with_a_price_shows_the_energy_class() -> None:
    assert "energy.class_missing" in rules(judged("monitor", "Monitor B27 für 329 €", channel="facebook"))
    shown = judged("monitor", "Monitor B27 für 329 €, Energieeffizienzklasse E", channel="facebook")
    assert "energy.class_missing" not in rules(shown)


def test_a_reduction_needs_the_former_price() -> None:
    assert "price.without_old" in rules(judged("drill", "Jetzt reduziert: 1.249,90 €"))


def test_a_price_asks_whether_it_still_holds() -> None:
    assert "price.fresh" in rules(judged("drill", "Preis: 1.249,90 €"), Severity.NOTE)


# --- nutrition and health claims (EU 1924/2006) ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("Zuckerarm und knusprig.", "nutrition.claim"),
        ("Ohne Zucker.", "nutrition.claim"),
        ("Fettarmes Müsli.", "nutrition.claim"),
        ("Ohne Zuckerzusatz.", "nutrition.claim"),
        ("Ein proteinreiches Müsli.", "nutrition.claim"),
        ("Die light Variante.", "nutrition.unproven"),
        ("Reich an Vitamin C.", "nutrition.unproven"),
        ("Arm an gesättigten Fettsäuren.", "nutrition.unproven"),
    ],
)
def test_a_nutrition_claim_the_values_do_not_carry_is_stopped(said: str, rule: str) -> None:
    assert rule in rules(judged("muesli", said))


@pytest.mark.parametrize("said", ["Reich an Ballaststoffen.", "Eine Ballaststoffquelle.", "Salzarm."])
def test_a_nutrition_claim_the_values_carry_is_not(said: str) -> None:
    assert not rules(judged("muesli", said)) & {"nutrition.claim", "nutrition.unproven"}


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("Stärkt das Immunsystem.", "de_DE"),
        ("Gut für die Verdauung.", "de_DE"),
        ("Supports your digestion.", "en_GB"),
        ("Detox your body.", "en_GB"),
    ],
)
def test_a_health_claim_gets_a_finding(said: str, locale: str) -> None:
    assert "health.claim" in rules(judged("muesli", said, locale), Severity.WARN)


def test_a_claim_says_under_which_condition_it_is_allowed() -> None:
    finding = next(f for f in judged("muesli", "Zuckerarm.").findings if f.rule == "nutrition.claim")
    assert "höchstens 5 g je 100 g" in finding.message.de
    assert "at most 5 g per 100 g" in finding.message.en


def test_what_is_no_food_makes_no_nutrition_claim() -> None:
    assert not rules(judged("drill", "Die light Variante."), *BOTH) & {"nutrition.unproven", "nutrition.claim"}


# --- figures with units -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1,2 kg", "1200 g", True),
        ("1,2 kg", "1.200 g", True),
        ("1,2 kg", "12 kg", False),
        ("1,2 kg", "1,2 l", False),
        ("60 cm", "600 mm", True),
        ("2 Jahre", "24 Monate", True),
        ("0,75 l", "750 ml", True),
        ("18 V", "18 Volt", True),
        ("18 V", "18 W", False),
        ("1.299,00 €", "1299 EUR", True),
        ("1.299,00 €", "1299 CHF", False),
        ("90 min", "1,5 Stunden", True),
        ("3,2 Ah", "3200 mAh", True),
        ("1,24 kg", "1,2 kg", False),
        ("0 g", "0 kg", False),
    ],
)
def test_quantities_are_equal_when_they_are_the_same_amount(one: str, other: str, same: bool) -> None:
    (a,), (b,) = quantities_of(one, "de"), quantities_of(other, "de")
    assert a.equals(b) is same


def test_dimensions_share_the_unit_behind_them() -> None:
    found = quantities_of("54 x 36 x 12 cm", "de")
    assert [q.dimension for q in found] == ["length"] * 3
    assert [min(q.values) for q in found] == [540, 360, 120]


def test_a_count_before_a_voltage_stays_a_count() -> None:
    assert [q.dimension for q in quantities_of("2 x 18 V", "de")] == ["", "voltage"]


@settings(deadline=None)
@given(st.integers(1, 10**6), st.sampled_from(["g", "kg", "cm", "l", "W", "V", "€"]))
def test_a_quantity_equals_itself_however_it_is_grouped(value: int, unit: str) -> None:
    (plain,), (grouped,) = (
        quantities_of(f"{value} {unit}", "de"),
        quantities_of(f"{value:,} {unit}".replace(",", "."), "de"),
    )
    assert plain.equals(grouped)


@settings(deadline=None)
@given(st.text(max_size=400))
def test_no_text_of_any_kind_breaks_the_judge(text: str) -> None:
    one = judged("drill", text or "–")
    for evidence in one.evidence:
        assert 0 <= evidence.span.start < evidence.span.end <= len(one.variant.parts[0].text)
        assert isinstance(evidence, Evidence)


@settings(deadline=None)
@given(st.sampled_from(["weight", "length", "height", "voltage", "torque"]), st.integers(1, 9990))
def test_any_other_figure_in_place_of_the_sheets_is_found(attribute: str, tenths: int) -> None:
    known = next(f for f in DRILL.facts if f.attribute == attribute)
    source = sheet("drill")
    stated = next(f for f in source.facts if f.attribute == attribute)
    unit = source.words(stated.span).replace("\u00a0", " ").split()[-1]
    wrong = f"{tenths // 10},{tenths % 10}"
    said = f"{source.words(stated.label)}: {wrong} {unit}"
    same = any(q.equals(p) for q in quantities_of(said, "de") for p in quantities_of(source.words(stated.span), "de"))
    assert same or rules(judged("drill", said)) & {"fact.altered", "fact.swapped", "fact.unknown_figure"}, known


def test_a_composed_text_is_found_sound() -> None:
    assert all(e.verdict in {Verdict.SUPPORTED, Verdict.DECLARED} for e in checked("muesli", "product_page").evidence)


def test_the_red_team_shares_no_value_word_with_the_judge() -> None:
    root = Path(__file__).resolve().parents[2]
    team = tomllib.loads((root / "bench/product_redteam_words.toml").read_text(encoding="utf-8"))
    own = tomllib.loads((root / "src/klaviatur/verify/products/words.toml").read_text(encoding="utf-8"))
    for language in ("de", "en"):
        listed = {w for name in ("colours", "materials", "countries", "allergens") for w in own[language][name]}
        swapped = {w.lower() for name in ("colours", "materials", "countries") for w in team[language][name]}
        assert not listed & swapped


def test_a_figure_in_the_name_of_an_attribute_is_no_claim() -> None:
    assert "fact.unknown_figure" not in rules(judged("stick", "USB 3.1: zwei"))
    assert "fact.unknown_figure" in rules(judged("stick", "USB 3.2: zwei"))


@pytest.mark.parametrize(("headline", "stopped"), [("Eiweiß 50 %", False), ("Fett 50 %", True)])
def test_a_figure_of_the_name_may_stand_by_the_word_before_it(headline: str, *, stopped: bool) -> None:
    bar = product(fact("name", "Eiweiß 50% Crisp"), number("protein", "50"), number("fat", "10.5"))
    source = product_sheet(bar, locale="de_DE")
    variant = Variant("x_post", source.id, "de", (VariantPart("text", headline),))
    found = Verifier(source, Voice(), load_phrasebook(), None).check(variant, channels()["x_post"])
    assert ("fact.swapped" in rules(found)) is stopped
