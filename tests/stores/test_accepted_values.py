"""What a person accepted is a fact of the kind its attribute has."""

from datetime import UTC, datetime

import pytest

from klaviatur.adapters.stores.documents import Accepted, accepted_value
from klaviatur.adapters.stores.packing import packed_proposal
from klaviatur.catalogue.packing import unpack
from klaviatur.records import Kind, Origin


@pytest.mark.parametrize(
    ("attribute", "said", "kind", "value"),
    [
        ("weight", "1.2 KGM", Kind.NUMBER, "1.2"),
        ("price", "49,90 EUR", Kind.MONEY, "49.90"),
        ("price", "€49.90", Kind.MONEY, "49.90"),
        ("release_date", "3.5.2027", Kind.DATE, "2027-05-03"),
        ("release_date", "2027-05-03", Kind.DATE, "2027-05-03"),
        ("vegan", "Ja", Kind.BOOLEAN, "true"),
        ("vegan", "no", Kind.BOOLEAN, "false"),
        ("allergens", "Milch; Soja", Kind.LIST, "Milch; Soja"),
        ("material", "Buchenholz", Kind.TEXT, "Buchenholz"),
        ("an_attribute_of_their_own", "1.2 KGM", Kind.TEXT, "1.2 KGM"),
    ],
)
def test_an_accepted_value_takes_the_kind_of_its_attribute(attribute: str, said: str, kind: Kind, value: str) -> None:
    found = accepted_value(attribute, said)
    assert (found.kind, found.value) == (kind, value)
    fact = unpack(
        packed_proposal(attribute, said),
        key="A",
        source="person",
        origin=Origin("x"),
        read=datetime(2027, 1, 1, tzinfo=UTC),
    )[0]
    assert (fact.kind, fact.value, fact.items) == (kind, value, found.items)
    assert fact.currency == found.currency


@pytest.mark.parametrize(
    ("attribute", "said"),
    [
        ("price", "cheap"),
        ("release_date", "next spring"),
        ("release_date", "31.2.2027"),
        ("vegan", "mostly"),
        ("weight", "1.2 XYZQ"),
    ],
)
def test_what_cannot_be_read_as_that_kind_stays_a_text(attribute: str, said: str) -> None:
    assert accepted_value(attribute, said) == Accepted(Kind.TEXT, said)
