"""Several columns for one attribute: one fact at each place, nothing lost."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from value_tables import Cells, chunk_of, column, facts, mapping_of, rules

from klaviatur.catalogue.packing import Field, packed_facts
from klaviatur.collect.products.folding import fold
from klaviatur.collect.products.preparing import Prepared, prepare
from klaviatur.records import ColumnMap, ColumnMapping, Kind

IMAGES = [ColumnMap(f"image {n}", "additional_image", Kind.MEDIA) for n in (1, 2, 3)]
CELLS = st.one_of(
    st.none(), st.text(max_size=6), st.sampled_from(["", "5 kg", "1,5", "a; b", "rot|grün", 'x"y\\z', "<b>x</b>", "-"])
)
ATTRIBUTES = {
    "name": Kind.TEXT, "description": Kind.RICH_TEXT, "gtin": Kind.GTIN, "weight": Kind.NUMBER, "tags": Kind.LIST,
    "additional_image": Kind.MEDIA, "bullet_point": Kind.TEXT, "tier_price": Kind.MONEY, "up_sells": Kind.RELATION,
    "ingredients": Kind.TEXT, "own": Kind.TEXT, "category": Kind.LIST,
}  # fmt: skip
MAPS = st.tuples(
    st.sampled_from(list(ATTRIBUTES)), st.sampled_from([None, "de_DE", "en_US"]), st.sampled_from([None, "print"])
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[ColumnMapping, dict[str, Cells]]:
    height = draw(st.integers(1, 4))
    maps = draw(st.lists(MAPS, min_size=1, max_size=7))
    names = ["own", "own 2", "Name", "c", "name", "weight_2", "tags"][: len(maps)]
    columns = [
        ColumnMap(name, attribute, ATTRIBUTES[attribute], locale=locale, channel=channel, currency="EUR")
        for name, (attribute, locale, channel) in zip(names, maps, strict=True)
    ]
    cells = {name: draw(st.lists(CELLS, min_size=height, max_size=height)) for name in ["l", *names]}
    mapping = mapping_of(column("l", attribute="_locale"), *columns, locale="de_DE")
    return mapping, {"sku": [str(n) for n in range(height)], **cells}


def places(packed: str) -> Counter[tuple[object, ...]]:
    return Counter((f[Field.ATTRIBUTE], f[Field.LOCALE], f[Field.CHANNEL]) for f in packed_facts(packed))


@settings(deadline=None, max_examples=80)
@given(tables())
def test_no_two_facts_of_a_row_have_one_id(made: tuple[ColumnMapping, dict[str, Cells]]) -> None:
    mapping, table = made
    for packed in prepare(chunk_of(**table), mapping).frame["facts"]:
        assert max(places(packed).values()) == 1, packed


@settings(deadline=None, max_examples=80)
@given(tables())
def test_each_cell_that_says_something_alone_says_it_among_others(made: tuple[ColumnMapping, dict[str, Cells]]) -> None:
    mapping, table = made
    together = [packed_facts(text) for text in prepare(chunk_of(**table), mapping).frame["facts"]]
    for each in mapping.columns[2:]:
        alone_in = mapping_of(mapping.columns[1], each, locale="de_DE")
        alone = prepare(chunk_of(sku=table["sku"], l=table["l"], **{each.column: table[each.column]}), alone_in)
        for fact, row in zip(facts(alone, each.attribute), together, strict=True):
            assert fact is None or any(each.column in f[Field.COLUMN].split(" + ") for f in row)


@settings(deadline=None, max_examples=60)
@given(tables())
def test_no_two_facts_of_a_folded_product_have_one_id(made: tuple[ColumnMapping, dict[str, Cells]]) -> None:
    mapping, table = made
    packed, _ = fold(list(prepare(chunk_of(**table), mapping).frame.select("row", "facts").iter_rows()))
    assert max(places(packed).values()) == 1, packed


def outcome_of(*columns: ColumnMap, **cells: str | None) -> Prepared:
    return prepare(chunk_of(sku=["1"], **{name: [cell] for name, cell in cells.items()}), mapping_of(*columns))


def test_pictures_in_several_columns_are_items_of_one_fact() -> None:
    outcome = outcome_of(*IMAGES, **{"image 1": "a.jpg", "image 2": None, "image 3": ' b"c.jpg'})
    (fact,) = facts(outcome, "additional_image")
    assert fact is not None
    assert fact[Field.VALUE] == ["a.jpg", 'b"c.jpg']
    assert fact[Field.COLUMN] == "image 1 + image 3"
    assert fact[Field.RAW] == 'a.jpg;  b"c.jpg'
    assert fact[Field.STEPS] == ["trimmed", "columns_united"]
    assert rules(outcome) == []


def test_a_picture_alone_stays_a_value_of_its_column() -> None:
    (fact,) = facts(outcome_of(*IMAGES, **{"image 1": None, "image 2": "b.jpg", "image 3": None}), "additional_image")
    assert fact is not None
    assert (fact[Field.VALUE], fact[Field.COLUMN], fact[Field.STEPS]) == ("b.jpg", "image 2", None)


def test_the_same_picture_in_two_columns_is_one() -> None:
    (fact,) = facts(outcome_of(*IMAGES, **{"image 1": "a.jpg", "image 2": "a.jpg"}), "additional_image")
    assert fact is not None
    assert fact[Field.VALUE] == ["a.jpg"]


def test_selling_points_become_lines_of_one_text() -> None:
    points = [ColumnMap(f"Bullet {n}", "bullet_point", Kind.TEXT) for n in (1, 2)]
    (fact,) = facts(outcome_of(*points, **{"Bullet 1": "Leicht", "Bullet 2": "Leise"}), "bullet_point")
    assert fact is not None
    assert (fact[Field.KIND], fact[Field.VALUE]) == ("text", "Leicht\nLeise")


def test_of_two_weights_the_first_counts_and_the_other_keeps_its_column_name() -> None:
    columns = ColumnMap("Gewicht", "weight", Kind.NUMBER), ColumnMap("Weight (kg)", "weight", Kind.NUMBER, unit="KGM")
    outcome = outcome_of(*columns, **{"Gewicht": "900 g", "Weight (kg)": "1,1"})
    (fact,), (other,) = facts(outcome, "weight"), facts(outcome, "weight_kg")
    assert fact is not None
    assert other is not None
    assert (fact[Field.VALUE], fact[Field.UNIT]) == ("900", "GRM")
    assert (other[Field.VALUE], other[Field.UNIT], other[Field.LABEL]) == ("1.1", "KGM", "Weight (kg)")
    assert rules(outcome) == ["column.same_attribute"]


@pytest.mark.parametrize(("second", "found"), [("Becher", []), ("Tasse", ["column.same_attribute"])])
def test_only_columns_that_disagree_are_reported(second: str, found: list[str]) -> None:
    columns = ColumnMap("Name", "name", Kind.TEXT), ColumnMap("Titel", "name", Kind.TEXT)
    assert rules(outcome_of(*columns, Name="Becher", Titel=second)) == found


def test_an_empty_first_column_leaves_the_attribute_to_the_second() -> None:
    columns = ColumnMap("Name", "name", Kind.TEXT), ColumnMap("Titel", "name", Kind.TEXT)
    outcome = outcome_of(*columns, Name=None, Titel="Becher")
    assert outcome.frame["title"].to_list() == ["Becher"]
    assert facts(outcome, "titel") == [None]


def test_graduated_prices_stay_prices_each_under_its_column() -> None:
    columns = [ColumnMap(f"ab {n}", "tier_price", Kind.MONEY, currency="EUR") for n in (10, 100)]
    outcome = outcome_of(*columns, **{"ab 10": "9,90", "ab 100": "8,90"})
    assert [facts(outcome, name)[0][Field.VALUE] for name in ("tier_price", "ab_100")] == ["9.90", "8.90"]  # type: ignore[index]
    assert rules(outcome) == []


def test_prices_in_two_currencies_are_no_contradiction() -> None:
    columns = [ColumnMap(f"Preis in {code}", "price", Kind.MONEY, currency=code) for code in ("EUR", "USD")]
    outcome = outcome_of(*columns, **{"Preis in EUR": "9,90", "Preis in USD": "11,90"})
    shown = [facts(outcome, name)[0] for name in ("price", "price_usd")]
    assert [fact and (fact[Field.VALUE], fact[Field.CURRENCY]) for fact in shown] == [("9.90", "EUR"), ("11.90", "USD")]
    assert rules(outcome) == []
