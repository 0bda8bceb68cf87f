"""A catalogue that left as BMEcat and comes back through our own importer says what it said before."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from unicodedata import normalize

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.syndicate_profiles import schemas
from tests.syndicate_profiles.house import HOUSE, PARENTS, Facts, make

import klaviatur
from klaviatur.catalogue.internal import is_internal
from klaviatur.catalogue.units import convert, units
from klaviatur.catalogue.vocabulary import Attribute, vocabulary
from klaviatur.collect.products.values.placeholders import is_placeholder
from klaviatur.collect.products.values.texts import repair_encoding
from klaviatur.records import Actor, Fact, Kind, MemberRole, Product

USUAL = {"mass": "GRM", "length": "MMT", "ratio": "P1", "temperature": "CEL", "time": "HUR"}
FORMS = {"origin_country": "DE", "availability": "in_stock", "search_terms": ["kurz", "gut"]}
FORMS |= {"order_unit": "C62", "content_unit": "BX", "etim_class": "EC000001", "customs_tariff_number": "85121000"}
FORMS |= {"price_valid_from": "2026-11-20"}  # the sale holds: one that is to come is said when it has come


def read_back(folder: Path, text: str, *also: str) -> dict[str, Product]:
    """Return the products of a file that is brought into an empty workspace; `also` may be found in it."""
    (folder / "katalog.xml").write_text(text, encoding="utf-8")
    with klaviatur.open_workspace(folder / "workspace") as workspace:
        done = workspace.collect([folder / "katalog.xml"])
        assert done.failures == ()
        assert {finding.rule for one in done.imports for finding in one.findings} <= {
            "nutrition.salt_and_sodium",
            "media.no_address",
            *also,
        }
        return {key: workspace.product(key) for key in workspace.keys()}  # noqa: SIM118 (a workspace is no dict)


def said(product: Product, attribute: str) -> list[Fact]:
    return [fact for fact in product.facts if fact.attribute == attribute]


def lost(facts: Facts, product: Product) -> list[str]:
    """Return the attributes of which a product does not say the same."""
    return [name for name, value in facts.items() if not _same(value, said(product, name))]


def _same(value: object, found: list[Fact]) -> bool:
    if not found:
        return False
    if isinstance(value, tuple):
        figure, unit = value
        other = found[0].currency or found[0].unit
        number = Decimal(figure) if unit == other else convert(Decimal(figure), unit, other or "")
        return number == found[0].number
    values = [item for fact in found for item in (fact.items or (fact.value,))]
    return values == (value if isinstance(value, list) else [value])


def everything() -> Facts:
    """Return a product that says something of every attribute customers may read."""
    facts = {name: _value(one) for name, one in vocabulary().items() if not is_internal(name) and name[0] != "_"}
    return {**facts, **FORMS, "sku": "ALL-1", "instructions": "Erst lesen, dann tun. " * 9 + "So."}


def _value(attribute: Attribute) -> object:
    name, kind = attribute.name, attribute.kind
    if kind is Kind.NUMBER:
        known = (code for code, unit in units().items() if unit.dimension == attribute.dimension)
        unit = USUAL.get(attribute.dimension) or next(known, None)
        return ("12.5", unit) if attribute.dimension and unit else "12"
    if kind is Kind.MONEY:
        return ("7.50", "EUR")
    if kind is Kind.MEDIA:
        ending = "mp4" if name == "video" else "jpg" if "image" in name or name == "thumbnail" else "pdf"
        return f"https://bilder.example/{name}.{ending}"
    if kind in {Kind.LIST, Kind.RELATION}:
        return [f"{name}-1", f"{name}-2"]
    plain = {
        Kind.GTIN: "4006381333931",
        Kind.DATE: "2026-12-24",
        Kind.BOOLEAN: "true",
        Kind.IDENTIFIER: f"Z{len(name)}77",
    }
    return plain.get(kind, f"Angabe {name}")


@pytest.mark.parametrize("locale", ["de_DE", "en_GB"])
def test_not_one_attribute_is_lost(tmp_path: Path, locale: str) -> None:
    facts = everything()
    made = make("bmecat_2005", {"ALL-1": facts}, parents={}, locale=locale)
    assert made.held == {}
    products = read_back(tmp_path, made.text)
    assert len(facts) > 300
    assert lost(facts, products["ALL-1"]) == []


def test_our_own_house_comes_back_as_it_left(tmp_path: Path) -> None:
    products = read_back(tmp_path, make("bmecat_2005").text)
    assert set(products) == set(HOUSE) - {"S"}
    codes = {"etim_class"}  # a code of a catalogue that customers do not read comes back as well
    for key, product in products.items():
        facts = {name: value for name, value in HOUSE[key].items() if not is_internal(name) or name in codes}
        assert lost(facts, product) == []
        assert product.parent == PARENTS.get(key)
    assert [fact.value for fact in products["L-100"].facts if fact.label == "EF000136"] == ["EV000154"]


# "\\n" may be a line break that was written out
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp"), exclude_characters="\\")
WORDS = (
    st.text(LETTERS, min_size=1, max_size=300)
    .map(lambda text: normalize("NFC", " ".join(text.split())))  # outputs compose what is not composed
    .filter(
        lambda text: pl.select(is_placeholder(pl.lit(text))).item() is False  # "-" and "n/a" are no texts
    )
    .filter(lambda text: bool(text) and repair_encoding(text) == text)  # blanks alone are no text
)


@given(
    st.lists(st.fixed_dictionaries({"name": WORDS, "material": WORDS, "instructions": WORDS}), min_size=1, max_size=4)
)
@settings(
    max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
def test_any_text_of_any_length_comes_back(
    tmp_path_factory: pytest.TempPathFactory, said_of: list[dict[str, str]]
) -> None:
    house = {f"K-{at}": {"sku": f"K-{at}", "price": ("1.00", "EUR"), **one} for at, one in enumerate(said_of)}
    made = make("bmecat_2005", house, parents={})
    products = read_back(tmp_path_factory.mktemp("back"), made.text)
    assert set(products) == set(house) - set(made.held)
    for key, product in products.items():
        kept = {said.value for said in product.facts} | {said.raw for said in product.facts}
        for name in ("material", "instructions"):
            assert house[key][name] in kept, name


# --- a file with all that the standard has elements for ---------------------------------------------------------------
EVERYTHING = Path(__file__).with_name("everything.bmecat.xml")
SECRET = "net_customer"  # what one customer pays leaves to nobody
KEPT_HERE = {"cost_price", "catalog_group_id"}  # group ids are ours: those of two suppliers may be the same


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mapping[str, Product], Mapping[str, Product], str]:
    """Return the products of a file, those of the BMEcat they left as, and that BMEcat."""
    folder = tmp_path_factory.mktemp("trip")
    me = Actor("Lea", frozenset({MemberRole.PUBLISHER, MemberRole.ADMIN}))
    with klaviatur.open_workspace(folder / "here") as workspace:
        assert workspace.collect([EVERYTHING]).failures == ()
        before = {key: workspace.product(key) for key in workspace.keys()}  # noqa: SIM118
    with klaviatur.open_syndication(folder / "here") as syndication:
        syndication.switch("bmecat_2005", on=True, values={"supplier": "Haus Morgenrot"}, by=me)
        [run] = syndication.run(by=me)
        assert (run.delivered, run.held) == (2, 0)
        text = b"".join(syndication.feed("bmecat_2005").bytes).decode()
    return before, read_back(folder, text), text


def told(fact: Fact) -> tuple[object, ...]:
    values = tuple(item for item in fact.items or (fact.value,) if SECRET not in item)
    return fact.attribute, values, fact.unit, fact.currency


def test_all_that_the_standard_has_elements_for_comes_back(
    trip: tuple[Mapping[str, Product], Mapping[str, Product], str],
) -> None:
    before, after, _ = trip
    assert set(before) == set(after)
    for key, product in before.items():
        own = [fact for fact in product.facts if fact.attribute not in KEPT_HERE and fact.locale in {None, "de_DE"}]
        assert [told(fact) for fact in own if told(fact) not in map(told, after[key].facts)] == []
        assert product.parent == after[key].parent


def test_tier_prices_leave_with_their_quantities_and_countries(
    trip: tuple[Mapping[str, Product], Mapping[str, Product], str],
) -> None:
    _, after, text = trip
    [tiers] = said(after["A-1"], "tier_price")
    assert tiers.items == (
        "10: 9.50 EUR net_list",
        "100: 9.00 EUR net_list",
        "1: 12.90 CHF gros_list CH",
        "1: 6.66 EUR udp_aktion x0.9",
    )
    assert SECRET not in text


def test_a_file_with_everything_has_no_error_by_the_schema(
    test_data: Path, trip: tuple[Mapping[str, Product], Mapping[str, Product], str]
) -> None:
    assert schemas.xml_errors(schemas.bmecat(test_data, "2005"), trip[2]) == []


def test_a_price_outside_the_vocabulary_stays_a_price(tmp_path: Path) -> None:
    facts = {"sku": "P-1", "name": "Lampe", "price": ("9.90", "EUR"), "deposit": ("0.25", "EUR")}
    text = make("bmecat_2005", {"P-1": facts}, parents={}).text
    own = "<FEATURE><FNAME>Prüfpreis</FNAME><FVALUE>7.50</FVALUE><FUNIT>EUR</FUNIT></FEATURE>"
    products = read_back(
        tmp_path, text.replace("<PRODUCT_ORDER_D", f"<PRODUCT_FEATURES>{own}</PRODUCT_FEATURES><PRODUCT_ORDER_D")
    )
    [price] = [fact for fact in products["P-1"].facts if fact.label == "Prüfpreis"]
    assert (price.kind, price.number, price.currency) == (Kind.MONEY, Decimal("7.50"), "EUR")


@pytest.mark.parametrize("weight", ["1.2", ("1.2", "CMT"), "ca. 5 kg"])
def test_a_measure_whose_unit_nobody_knows_is_not_lost(tmp_path: Path, weight: object) -> None:
    sizes = {"weight": weight, "length": "30", "width": "20", "depth": "10", "volume": "6"}
    made = make("bmecat_2005", {"L-100": {**HOUSE["L-100"], **sizes}}, parents={})
    assert "bmecat_2005.weight_without_unit" in made.rules["L-100"]
    assert "<PRODUCT_DIMENSIONS>" not in made.text
    back = read_back(tmp_path, made.text, "number.limited", "unit.dimension")["L-100"]
    found = {name: said(back, name)[0] for name in sizes}
    figure = weight[0] if isinstance(weight, tuple) else weight
    assert {name: one.value for name, one in found.items()} == {**sizes, "weight": figure}
    assert found["weight"].unit == (weight[1] if isinstance(weight, tuple) else None)


def test_xchange_says_that_it_leaves_out_a_weight_without_unit() -> None:
    made = make("etim_xchange", {"L-100": {**HOUSE["L-100"], "weight": "1.2"}}, parents={})
    assert "etim_xchange.weight_without_unit" in made.rules["L-100"]
    assert "BaseItemNetWeight" not in made.text


CATALOGUES = ("bmecat_2005", "bmecat_etim_31", "etim_xchange")


@pytest.mark.parametrize(
    ("word", "code"),
    [("Rolle", "RO"), ("Palette", "PF"), ("Karton", "CT"), ("Beutel", "BG"), ("VE", "PK"), ("St", "C62"), ("m", "MTR")],
)
def test_an_order_unit_leaves_as_its_code(word: str, code: str) -> None:
    house = {"L-100": {**HOUSE["L-100"], "order_unit": word}}
    for name in CATALOGUES:
        made = make(name, house, parents={})
        assert f"<ORDER_UNIT>{code}<" in made.text or f'"OrderUnit":"{code}"' in made.text, name


def test_an_order_unit_that_nobody_knows_is_no_piece() -> None:
    for name in CATALOGUES:
        made = make(name, {"L-100": {**HOUSE["L-100"], "order_unit": "Gebinde"}}, parents={})
        assert made.held["L-100"] == [f"{name}.order_unit_unknown"], name


def test_how_many_are_in_a_pack_is_not_lost_where_nobody_says_of_what(tmp_path: Path) -> None:
    made = make("bmecat_2005", {"L-100": {**HOUSE["L-100"], "pack_quantity": "12"}}, parents={})
    assert said(read_back(tmp_path, made.text)["L-100"], "pack_quantity")[0].value == "12"
