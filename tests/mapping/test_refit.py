"""A mapping meets a later file with other columns."""

from collections.abc import Callable
from dataclasses import replace

from klaviatur.collect.products.mapping import fits, refit
from klaviatur.records import ColumnMap, ColumnMapping, Kind

MappingOf = Callable[..., ColumnMapping]


def corrected(mapping: ColumnMapping, column: str, attribute: str, kind: Kind) -> ColumnMapping:
    columns = tuple(
        replace(each, attribute=attribute, kind=kind, known=True, why="person", confidence=1.0)
        if each.column == column
        else each
        for each in mapping.columns
    )
    return replace(mapping, columns=columns, decimal=",", priority=2)


def test_a_mapping_fits_a_file_with_the_same_columns_in_any_order(mapping_of: MappingOf) -> None:
    mapping = mapping_of({"EAN": [], "Preis": []})
    assert fits(mapping, ["Preis", "EAN"])
    assert not fits(mapping, ["Preis"])
    assert not fits(mapping, ["Preis", "EAN", "UVP"])


def test_a_persons_decision_stays(mapping_of: MappingOf) -> None:
    before = corrected(mapping_of({"EAN": [], "Maß": []}), "Maß", "dimensions", Kind.TEXT)
    again = refit(before, mapping_of({"Maß": [], "EAN": []}))
    assert [each.column for each in again.mapping.columns] == ["Maß", "EAN"]
    assert again.mapping.columns[0].attribute == "dimensions"
    assert (again.mapping.decimal, again.mapping.priority) == (",", 2)
    assert again.added == again.vanished == ()


def test_new_columns_are_proposed_and_vanished_ones_named(mapping_of: MappingOf) -> None:
    again = refit(mapping_of({"EAN": [], "Preis": []}), mapping_of({"EAN": [], "UVP": []}))
    assert [each.attribute for each in again.added] == ["list_price"]
    assert [each.column for each in again.vanished] == ["Preis"]
    assert [each.column for each in again.mapping.columns] == ["EAN", "UVP"]


def test_a_new_column_never_takes_what_a_person_gave(mapping_of: MappingOf) -> None:
    before = corrected(mapping_of({"EAN": [], "Betrag": []}), "Betrag", "price", Kind.MONEY)
    again = refit(before, mapping_of({"EAN": [], "Betrag": [], "Preis": []}))
    new = next(each for each in again.mapping.columns if each.column == "Preis")
    assert not new.known
    assert new.attribute != "price"


def test_an_attribute_is_free_again_once_its_column_is_gone(mapping_of: MappingOf) -> None:
    again = refit(mapping_of({"Preis": []}), mapping_of({"price": []}))
    assert again.mapping.columns[0].attribute == "price"


def test_pictures_that_are_added_may_share_their_attribute(mapping_of: MappingOf) -> None:
    again = refit(mapping_of({"Bild 2": []}), mapping_of({"Bild 2": [], "Bild 3": []}))
    assert [each.attribute for each in again.mapping.columns] == ["additional_image"] * 2


def test_own_names_of_added_columns_do_not_collide() -> None:
    old = ColumnMap("Maß", "mass", Kind.TEXT, known=False, why="kept")
    new = ColumnMap("Mass", "mass", Kind.TEXT, known=False, why="kept")
    again = refit(ColumnMapping("x", (old,)), ColumnMapping("x", (old, new)))
    assert len({each.attribute for each in again.mapping.columns}) == 2
