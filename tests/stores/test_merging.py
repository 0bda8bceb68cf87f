"""Several sources become one product by rules that are shown; no source's word is lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from klaviatur.catalogue.merging import Said, merge
from klaviatur.records import Fact, Kind, Origin

THEN = datetime(2027, 1, 1, tzinfo=UTC)


def fact(attribute: str, value: str, source: str, locale: str | None = None, unit: str | None = None) -> Fact:
    number = f"A/{attribute}/{locale or ''}//{source}"
    return Fact(attribute, Kind.TEXT, value, Origin(source), value, THEN, unit=unit, locale=locale, id=number)


def said(source: str, *facts: tuple[str, str], priority: int = 0, day: int = 0) -> Said:
    read = THEN + timedelta(days=day)
    return Said(source, tuple(fact(name, value, source) for name, value in facts), read, priority)


def test_sources_that_say_the_same_are_no_conflict() -> None:
    product = merge("A", [said("erp", ("colour", "rot")), said("shop", ("colour", "rot"), day=1)])
    assert product.conflicts == ()
    assert len(product.facts) == 1


def test_the_same_number_in_another_unit_is_a_conflict() -> None:
    both = [Said(name, (fact("weight", "1", name, unit=unit),), THEN) for name, unit in (("a", "KGM"), ("b", "GRM"))]
    assert [c.attribute for c in merge("A", both).conflicts] == ["weight"]


def test_texts_in_two_languages_are_no_conflict() -> None:
    both = [
        Said(name, (fact("name", value, name, locale),), THEN)
        for name, value, locale in (("a", "Hemd", "de"), ("b", "Shirt", "en"))
    ]
    product = merge("A", both)
    assert product.conflicts == ()
    assert {f.value for f in product.facts} == {"Hemd", "Shirt"}


def test_several_values_of_one_source_stay_together() -> None:
    images = said("erp", ("image", "a.jpg"), ("image", "b.jpg"))
    product = merge("A", [images, said("shop", ("image", "c.jpg"), day=-1)])
    assert [f.value for f in product.facts] == ["a.jpg", "b.jpg"]
    assert [f.value for f in product.conflicts[0].facts] == ["a.jpg", "b.jpg", "c.jpg"]


def test_a_choice_of_a_source_that_says_nothing_changes_nothing() -> None:
    both = [said("erp", ("colour", "rot"), priority=1), said("shop", ("colour", "blau"))]
    product = merge("A", both, choices={"colour": "gone"})
    assert [f.value for f in product.facts] == ["rot"]
    assert product.conflicts[0].rule == "priority"


def test_family_and_parent_come_from_the_strongest_source_that_names_one() -> None:
    strong, weak = said("erp", priority=2), Said("shop", (), THEN, family="Shirts", parent="P")
    product = merge("A", [weak, strong])
    assert (product.family, product.parent) == ("Shirts", "P")


SOURCES = st.lists(
    st.builds(
        said,
        st.sampled_from(["a", "b", "c", "d"]),
        st.tuples(st.sampled_from(["colour", "size"]), st.sampled_from(["1", "2"])),
        priority=st.integers(0, 2),
        day=st.integers(0, 2),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.source,
)


@given(sources=SOURCES, data=st.data())
def test_the_order_in_which_sources_come_makes_no_difference(sources: list[Said], data: st.DataObject) -> None:
    assert merge("A", data.draw(st.permutations(sources))) == merge("A", sources)


@given(sources=SOURCES)
def test_whatever_a_source_says_is_in_the_product_or_in_a_conflict_or_said_by_another(sources: list[Said]) -> None:
    product = merge("A", sources)
    shown = {f.id for f in product.facts} | {f.id for c in product.conflicts for f in c.facts}
    agreed = {(f.attribute, f.value) for f in product.facts}
    for fact_ in (f for one in sources for f in one.facts):
        assert fact_.id in shown or (fact_.attribute, fact_.value) in agreed


def test_a_gtin_with_noughts_before_it_is_no_other_gtin() -> None:
    def told(source: str, kind: Kind, number: str) -> Said:
        return Said(source, (replace(fact("gtin", number, source), kind=kind),), THEN)

    both = ("shop", "012345678905"), ("erp", "0012345678905")
    assert merge("A", [told(source, Kind.GTIN, number) for source, number in both]).conflicts == ()
    assert merge("A", [told(source, Kind.IDENTIFIER, number) for source, number in both]).conflicts
