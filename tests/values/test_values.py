"""GTINs, prices, dates, yes and no, lists, addresses, countries, texts: what each cell says."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import ean, isbn
from value_tables import chunk_of, column, fact, facts, mapping_of, prepared, rules, value

from klaviatur.catalogue.packing import Field
from klaviatur.catalogue.places import country_name
from klaviatur.collect.products.preparing import prepare
from klaviatur.collect.products.values.gtins import check_digit
from klaviatur.records import ColumnMap, Kind

DIGITS = st.text("0123456789", min_size=7, max_size=13)


def read(cell: str, kind: Kind, **more: str) -> tuple[object, object, list[str]]:
    outcome = prepared([cell], kind, **more)
    found = facts(outcome, more.get("attribute", "a"))[0]
    return (found and found[Field.KIND], found and found[Field.VALUE], rules(outcome))


# --- GTIN -------------------------------------------------------------------------------------------------------------
@settings(deadline=None, max_examples=50)
@given(st.text("0123456789", min_size=8, max_size=14).filter(lambda digits: len(digits) in {8, 12, 13, 14}))
def test_a_gtin_is_right_where_the_standard_says_so(digits: str) -> None:
    kind, _, found = read(digits, Kind.GTIN)
    if "gtin.placeholder" not in found:
        assert (kind == "gtin") == ean.is_valid(digits)


@settings(deadline=None, max_examples=50)
@given(DIGITS)
def test_our_check_digit_is_that_of_the_standard(body: str) -> None:
    assert check_digit(body) == ean.calc_check_digit(body)


def test_leading_zeros_are_part_of_the_number() -> None:
    assert read("0036000291452", Kind.GTIN) == ("gtin", "0036000291452", [])


def test_leading_zeros_a_spreadsheet_ate_come_back() -> None:
    assert read("36000291452", Kind.GTIN) == ("gtin", "036000291452", ["gtin.leading_zeros_restored"])


@pytest.mark.parametrize(
    "cell",
    [
        "4 006381 333931",
        "4-006381-333931",
        '="4006381333931"',
        "'4006381333931",
        "4006381333931.0",
        "\u00a04006381333931",
    ],
)
def test_what_stands_around_a_gtin_is_taken_off(cell: str) -> None:
    assert read(cell, Kind.GTIN)[:2] == ("gtin", "4006381333931")


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("4006381333932", "check_digit"),
        ("4.00638E+12", "scientific"),
        ("4,00638E+12", "scientific"),
        ("0000000000000", "placeholder"),
        ("1234567890128", "placeholder"),
        ("12345", "length"),
        ("ABC", "no_digits"),
        ("4006381333931, 4006381333931", "several"),
    ],
)
def test_a_wrong_gtin_stays_as_an_identifier(cell: str, rule: str) -> None:
    assert read(cell, Kind.GTIN) == ("identifier", cell, [f"gtin.{rule}"])


def test_a_number_from_a_shop_is_said_to_be_one() -> None:
    assert read("2012345678900"[:12] + check_digit("201234567890"), Kind.GTIN)[2] == ["gtin.in_store"]


@settings(deadline=None, max_examples=50)
@given(st.text("0123456789", min_size=9, max_size=9))
def test_an_isbn_10_becomes_the_isbn_13(body: str) -> None:
    old = body + isbn._calc_isbn10_check_digit(body)
    kind, number, _ = read(old, Kind.GTIN)
    if kind == "gtin" and len(str(number)) == 13:
        assert number == isbn.to_isbn13(old)


def test_products_never_share_a_key_because_a_gtin_is_none() -> None:
    cells = ["4.00638E+12", "4.00638E+12", "0000000000000", "4006381333931"]
    outcome = prepare(
        chunk_of(gtin=cells, name=["a", "b", "c", "d"]), mapping_of(column("gtin", Kind.GTIN), column("name"))
    )
    keys = outcome.frame["key"]
    assert keys.n_unique() == 4
    assert keys[3] == "4006381333931"
    assert outcome.frame["gtin"].to_list() == [None, None, None, "4006381333931"]


# --- Money ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("1.299,00 €", "1299.00", "EUR"),
        ("EUR 12.95", "12.95", "EUR"),
        ("12,95 EUR inkl. MwSt", "12.95", "EUR"),
        ("19.99 USD", "19.99", "USD"),
        ("Fr. 12.50", "12.50", "CHF"),
        ("CHF 12.–", "12.00", "CHF"),
        ("12,- €", "12.00", "EUR"),
        ("€ 5", "5.00", "EUR"),
        ("1.299 €", "1299.00", "EUR"),
        ("£9.5", "9.50", "GBP"),
        ("12,00 € / Stück", "12.00", "EUR"),
        ("UVP 19,99 €*", "19.99", "EUR"),
        ("0.125 EUR", "0.125", "EUR"),
    ],
)
def test_a_price_is_an_amount_with_its_currency(cell: str, amount: str, currency: str) -> None:
    found = fact(cell, Kind.MONEY)
    assert (found[Field.KIND], found[Field.VALUE], found[Field.CURRENCY]) == ("money", amount, currency)


@pytest.mark.parametrize("cell", ["ab 5 €", "5 €/kg", "10 - 20 €", "auf Anfrage", "EUR 5 USD 6", "5 Äpfel"])
def test_what_is_no_single_price_stays_as_text(cell: str) -> None:
    assert read(cell, Kind.MONEY)[:2] == ("text", cell)


@pytest.mark.parametrize(
    ("cell", "rule"),
    [("-5 €", "negative"), ("0,00 €", "zero"), ("12,5", "no_currency"), ("12,50 € zzgl. MwSt.", "net")],
)
def test_a_strange_price_has_a_finding(cell: str, rule: str) -> None:
    assert f"money.{rule}" in read(cell, Kind.MONEY)[2]


def test_whole_cents_are_only_read_where_the_mapping_says_so() -> None:
    cents = mapping_of(ColumnMap("c", "a", Kind.MONEY, unit="cents", currency="EUR"))
    assert value("1299", Kind.MONEY, mapping=cents) == "12.99"
    assert value("1299", Kind.MONEY, currency="EUR") == "1299.00"


def test_the_currency_comes_from_the_cell_then_the_column_beside_then_the_table() -> None:
    mapping = mapping_of(
        ColumnMap("p", "price", Kind.MONEY),
        ColumnMap("cur", "currency", Kind.TEXT, currency_of="price"),
        currency="EUR",
    )
    outcome = prepare(chunk_of(sku=["1", "2", "3"], p=["5 USD", "5", "5"], cur=["CHF", "chf", None]), mapping)
    assert [f and f[Field.CURRENCY] for f in facts(outcome, "price")] == ["USD", "CHF", "EUR"]


@settings(deadline=None, max_examples=50)
@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_a_german_price_keeps_its_amount(amount: Decimal) -> None:
    cell = f"{amount:,}".translate(str.maketrans(",.", ".,")) + " €"
    assert Decimal(str(value(cell, Kind.MONEY))) == amount


# --- Dates, yes and no --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-04", "2026-03-04"),
        ("04.03.2026", "2026-03-04"),
        ("4.3.26", "2026-03-04"),
        ("13/04/2026", "2026-04-13"),
        ("04/13/2026", "2026-04-13"),
        ("4. März 2026", "2026-03-04"),
        ("March 4, 2026", "2026-03-04"),
        ("4th of March 2026", "2026-03-04"),
        ("Mittwoch, den 4. März 2026", "2026-03-04"),
        ("20260304", "2026-03-04"),
        ("46085", "2026-03-04"),
        ("46085.5", "2026-03-04T12:00:00"),
        ("1700000000", "2023-11-14T22:13:20Z"),
        ("2026-03-04T12:30:00+0100", "2026-03-04T12:30:00+01:00"),
        ("03/2026", "2026-03"),
        ("März 2026", "2026-03"),
        ("04.03.2026 12:30 Uhr", "2026-03-04T12:30:00"),
        ("3/4/2026 1:05 PM", "2026-04-03T13:05:00"),
    ],
)
def test_a_date_is_read_in_the_notations_of_exports(cell: str, day: str) -> None:
    assert read(cell, Kind.DATE)[:2] == ("date", day)


def test_the_mapping_says_which_figure_is_the_day() -> None:
    american = mapping_of(ColumnMap("c", "a", Kind.DATE), day_first=False)
    assert (value("03/04/2026", Kind.DATE), value("03/04/2026", Kind.DATE, mapping=american)) == (
        "2026-04-03",
        "2026-03-04",
    )


@pytest.mark.parametrize("cell", ["31.02.2026", "bald", "KW 12/2026", "99/99/2026", "12345", "2026-13-01"])
def test_a_day_that_is_none_stays_as_text(cell: str) -> None:
    assert read(cell, Kind.DATE) == ("text", cell, ["date.unreadable"])


def test_the_beginning_of_a_calendar_is_reported() -> None:
    assert read("1970-01-01", Kind.DATE)[2] == ["date.epoch"]
    assert read("0000-00-00", Kind.DATE) == (None, None, ["value.placeholder"])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("ja", "true"),
        ("Nein", "false"),
        ("x", "true"),
        ("-", "false"),
        ("1", "true"),
        ("InStock", "true"),
        ("nicht auf Lager", "false"),
        ("TRUE", "true"),
    ],
)
def test_yes_and_no_have_many_words(cell: str, expected: str) -> None:
    assert read(cell, Kind.BOOLEAN) == ("boolean", expected, [])


def test_neither_yes_nor_no_stays_as_text() -> None:
    assert read("vielleicht", Kind.BOOLEAN) == ("text", "vielleicht", ["boolean.unreadable"])


# --- Lists, addresses, countries ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("rot|grün", ["rot", "grün"]),
        ("rot; grün;", ["rot", "grün"]),
        ("rot, grün", ["rot", "grün"]),
        ('["a","b, c"]', ["a", "b, c"]),
        ("1,5 kg, 2 kg", ["1,5 kg", "2 kg"]),
        ("Nüsse (Mandel, Hasel), Milch", ["Nüsse (Mandel, Hasel)", "Milch"]),
        ("a", ["a"]),
        ('27", 32"', ['27"', '32"']),
        ("a; a; b", ["a", "b"]),
    ],
)
def test_a_list_has_its_entries_in_order_and_once(cell: str, items: list[str]) -> None:
    assert value(cell, Kind.LIST) == items


def test_the_separator_of_the_mapping_parts_a_list() -> None:
    assert value("rot, dunkel/grün", Kind.LIST, separator="/") == ["rot, dunkel", "grün"]


@pytest.mark.parametrize("parent", ["P-1", "P,1; x", 'P"1', "[P]", "\u00a0P-1"])
def test_a_parent_has_the_key_of_its_own_row(parent: str) -> None:
    chunk = chunk_of(sku=[parent, "kid"], p=[None, parent], name=["a", "b"])
    outcome = prepare(chunk, mapping_of(ColumnMap("p", "parent", Kind.RELATION), column("name")))
    assert outcome.frame["parent"][1] == outcome.frame["key"][0]


def test_relations_are_keys_of_several_products() -> None:
    assert value("A-1, B-2", Kind.RELATION) == ["A-1", "B-2"]
    assert value("A-1", Kind.RELATION) == ["A-1"]
    assert value("A,1/B,2", Kind.RELATION, separator="/") == ["A,1", "B,2"]


def test_a_list_of_any_length_is_split_at_once() -> None:
    assert len(value("a, (b, c), " * 20_000, Kind.LIST)) == 2  # type: ignore[arg-type]


def test_a_parent_is_a_key_beside_the_facts() -> None:
    outcome = prepare(chunk_of(sku=["1"], p=["P-1"]), mapping_of(ColumnMap("p", "parent", Kind.RELATION)))
    assert outcome.frame["parent"].to_list() == ["P-1"]
    assert facts(outcome, "parent")[0][Field.VALUE] == ["P-1"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("https://x.example/a.jpg", "https://x.example/a.jpg"),
        ("https://x.example/a b.jpg", "https://x.example/a%20b.jpg"),
        ("//cdn.x.example/ü.png", "https://cdn.x.example/%C3%BC.png"),
        ("bilder/a.jpg", "bilder/a.jpg"),
        ("https://x.example/a.jpg, https://x.example/b.jpg", ["https://x.example/a.jpg", "https://x.example/b.jpg"]),
    ],
)
def test_an_address_can_be_called(cell: str, address: object) -> None:
    assert value(cell, Kind.MEDIA) == address


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Deutschland", "DE"),
        ("germany", "DE"),
        ("DEU", "DE"),
        ("de", "DE"),
        ("Made in China", "CN"),
        ("Tschechien", "CZ"),
        ("Italien, Sizilien", "Italien, Sizilien"),
    ],
)
def test_a_country_is_its_code(cell: str, code: str) -> None:
    assert value(cell, Kind.TEXT, attribute="origin_country") == code


def test_a_country_can_be_named_again() -> None:
    assert (country_name("DE", "de_DE"), country_name("DE", "en_US"), country_name("??", "de")) == (
        "Deutschland",
        "Germany",
        "??",
    )


# --- Texts --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "text", "step"),
    [
        ("fÃ¼r Ã„pfel", "für Äpfel", "encoding_repaired"),
        ("GrÃƒÂ¶ÃŸe", "Größe", "encoding_repaired"),
        ("â‚¬ 5 â€“ 6", "€ 5 – 6", "encoding_repaired"),
        ("a  b", "a b", "blanks_tidied"),
        ("a\u00a0b", "a b", "blanks_tidied"),
        ("K&auml;se &amp;amp; Brot", "Käse & Brot", "entities_resolved"),
        ("<b>gut</b>", "gut", "html_removed"),
        ("u\u0308ber", "über", "characters_composed"),
        ("Do\u00adnau", "Donau", "invisible_removed"),
        ("a\x07b", "ab", "control_characters_removed"),
        ("a\r\nb", "a\nb", "line_ends"),
        ("<BR>Zwei<br/>drei", "Zwei\ndrei", "html_removed"),
        ("<p>5 < 6 & <Gabel></p>", "5 < 6 & <Gabel>", "html_removed"),
        ("<o:p></o:p>Wort", "Wort", "html_removed"),
        ("<box-note>innen</box-note>", "innen", "html_removed"),
        ("<![CDATA[Messer]]>", "Messer", "html_removed"),
        ("<details><summary>Mehr</summary>Text</details>", "Mehr\nText", "html_removed"),
        (r"Leicht.\n\n<b>Robust</b>\nund dicht", "Leicht.\nRobust\nund dicht", "line_breaks"),
        (r"- WLAN\n- Akku\r\n- Koffer", "- WLAN\n- Akku\n- Koffer", "line_breaks"),
    ],
)
def test_a_text_is_tidied_and_every_step_is_said(cell: str, text: str, step: str) -> None:
    found = fact(cell, Kind.TEXT)
    assert (found[Field.VALUE], found[Field.RAW]) == (text, cell)
    assert step in found[Field.STEPS]  # type: ignore[operator]


@pytest.mark.parametrize(
    "cell",
    [
        *("Spaß“ ja", "TÜV Ü“", "5 < 6 & 7 > 3", "Â", "Ã", "São Paulo", "ÂME", "a & b", "Größe: <5 kg>", "„Ä…“"),
        *("Löffel & <Gabel>", "a < b > c", "<Menu> drücken", "Modell <X-100>", "a<b und b>c", "<info@example.org>"),
        *(r"C:\new\nord", r"docs\new", r"\\server\new Ordner"),
    ],
)
def test_a_text_that_is_right_stays_as_it_is(cell: str) -> None:
    assert (value(cell, Kind.TEXT), rules(prepared([cell], Kind.TEXT))) == (cell, [])


def test_html_becomes_lines_and_list_items() -> None:
    cell = "<h2>Neu</h2><p>Hallo <b>Welt</b>,<br>wie geht es?</p>\n <ul>\n<li>eins</li><li> zwei</li></ul><script>alert(1)</script><style>p{}</style>"
    found = fact(cell, Kind.RICH_TEXT)
    assert found[Field.VALUE] == "Neu\nHallo Welt,\nwie geht es?\n• eins\n• zwei"
    assert found[Field.STEPS] == ["scripts_removed", "html_removed"]


def test_a_table_in_html_keeps_its_cells_apart() -> None:
    cell = "<table><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></table>"
    assert value(cell, Kind.RICH_TEXT) == "a | 1\nb | 2"


@settings(deadline=None, max_examples=50)
@given(
    st.text(alphabet="äöüÄÖÜß€–„“é ab", min_size=1, max_size=20).filter(lambda text: text.strip() and "  " not in text)
)
def test_a_text_read_in_the_wrong_encoding_comes_back(text: str) -> None:
    broken = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in text.encode())
    if broken.strip() == broken and text.strip() == text:
        assert value(broken, Kind.TEXT) == text


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1, max_size=40), st.sampled_from(list(Kind)))
def test_a_cell_that_says_something_becomes_a_fact_or_a_finding(text: str, kind: Kind) -> None:
    outcome = prepared([text], kind)
    said = facts(outcome)[0]
    if not said and text.strip():
        assert outcome.findings or not any(char.isalnum() for char in text)
    assert outcome.frame.height == 1


# --- Placeholders and allergens -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "cell", ["n/a", "k.A.", "-", "NULL", "#N/A", "Lorem ipsum dolor sit amet", "nan", "nicht angegeben"]
)
def test_a_placeholder_is_an_empty_cell_with_a_note(cell: str) -> None:
    assert read(cell, Kind.TEXT) == (None, None, ["value.placeholder"])


@pytest.mark.parametrize("cell", ["keine", "none", "0", "NAN Optipro", "ohne"])
def test_a_word_that_says_something_is_no_placeholder(cell: str) -> None:
    assert value(cell, Kind.TEXT) == cell


def test_an_emphasised_heading_is_no_allergen() -> None:
    cell = "<b>Zutaten:</b> Zucker, <b>Milch</b>. <strong>Nährwerte</strong>: viele"
    outcome = prepared([cell], Kind.TEXT, attribute="ingredients")
    assert facts(outcome, "allergens_marked")[0][Field.VALUE] == ["Milch"]  # type: ignore[index]


def test_emphasised_ingredients_are_kept_as_allergens() -> None:
    cell = "Zucker, _Vollmilchpulver_, <b>Haselnüsse</b>, Emulgator (_Soja_), _Mandeln, **Weizen**mehl"
    outcome = prepared([cell, "Zucker"], Kind.TEXT, attribute="ingredients")
    plain, marked = facts(outcome, "ingredients"), facts(outcome, "allergens_marked")
    assert plain[0][Field.VALUE] == "Zucker, Vollmilchpulver, Haselnüsse, Emulgator (Soja), Mandeln, Weizenmehl"  # type: ignore[index]
    assert marked[0][Field.VALUE] == ["Vollmilchpulver", "Haselnüsse", "Soja", "Mandeln", "Weizen"]  # type: ignore[index]
    assert marked[1] is None
