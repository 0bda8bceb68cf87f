"""Several rows of one key are one product."""

from hypothesis import given, settings
from hypothesis import strategies as st
from value_tables import chunk_of, column, mapping_of

from klaviatur.catalogue.packing import Field, pack, packed_facts
from klaviatur.collect.products.folding import fold
from klaviatur.collect.products.preparing import prepare
from klaviatur.records import ColumnMap, Kind


def folded(**columns: list[str | None]) -> tuple[list[list[object]], list[str]]:
    maps = (
        column("name"), column("l", attribute="_locale"), column("tags", Kind.LIST), ColumnMap("image", "image", Kind.MEDIA),
        ColumnMap("more", "image", Kind.MEDIA), ColumnMap("weight", "weight", Kind.NUMBER),
    )  # fmt: skip
    outcome = prepare(chunk_of(sku=["1"] * len(next(iter(columns.values()))), **columns), mapping_of(*maps))
    text, findings = fold(list(outcome.frame.select("row", "facts").iter_rows()))
    return packed_facts(text), [f.rule for f in findings]


def values(found: list[list[object]], attribute: str) -> list[object]:
    return [f[Field.VALUE] for f in found if f[Field.ATTRIBUTE] == attribute]


def test_locales_in_rows_stand_side_by_side() -> None:
    found, findings = folded(name=["Becher", "Cup"], l=["de_DE", "en_US"])
    named = [(f[Field.VALUE], f[Field.LOCALE], f[Field.ROW]) for f in found if f[Field.ATTRIBUTE] == "name"]
    assert named == [("Becher", "de_DE", 2), ("Cup", "en_US", 3)]
    assert findings == []


def test_what_is_said_twice_stands_once() -> None:
    found, findings = folded(name=["Becher", "Becher"], weight=["1 kg", "1 kg"])
    assert (values(found, "name"), values(found, "weight"), findings) == (["Becher"], ["1"], [])


def test_of_two_values_the_first_stays_and_the_other_is_reported() -> None:
    found, findings = folded(weight=["1 kg", "2 kg"])
    assert (values(found, "weight"), findings) == (["1"], ["row.contradiction"])


def test_the_same_figure_in_another_unit_is_a_contradiction() -> None:
    assert folded(weight=["1 kg", "1 g"])[1] == ["row.contradiction"]


def test_lists_are_united_in_order() -> None:
    assert values(folded(tags=["rot; grün", "grün; blau"])[0], "tags") == [["rot", "grün", "blau"]]


def test_images_of_further_rows_are_added() -> None:
    found, findings = folded(
        image=["https://x.example/1.jpg", "https://x.example/2.jpg"], more=["https://x.example/3.jpg", None]
    )
    assert values(found, "image") == [["https://x.example/1.jpg", "https://x.example/3.jpg", "https://x.example/2.jpg"]]
    assert findings == []


def test_a_row_alone_keeps_all_it_says() -> None:
    found, _ = folded(name=["Becher"], tags=["a; b"])
    assert len(found) == 3


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(2, 9), st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"])), max_size=6))
def test_folding_what_is_folded_changes_nothing(said: list[tuple[int, str, str]]) -> None:
    rows = [(row, pack([[attribute, "text", value, "c"]])) for row, attribute, value in said]
    once, _ = fold(rows)
    again, findings = fold([(99, once)])
    assert again == once
    assert findings == ()
