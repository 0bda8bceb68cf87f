"""What people decide: proposals they accept, the source they hold right, the keys that are one product."""

import pytest

from klaviatur.adapters.stores import StoredProducts
from klaviatur.errors import UnknownProduct, WorkspaceError
from klaviatur.records import Bilingual, Proposal, ProposalEvidence, Statement
from klaviatur.testing.rows import bring


def proposal(number: str = "p1", what: str = "value", value: str = "Wanderer", attribute: str = "audience") -> Proposal:
    evidence = (ProposalEvidence("für lange Touren", "A-1/description///shop", 4, 20),)
    return Proposal(number, "A-1", what, attribute, value, Bilingual("Zielgruppe", "Audience"), 0.8, evidence)


def test_an_open_proposal_is_no_fact(store: StoredProducts) -> None:
    bring(store, {"A-1": {"name": "Rucksack"}})
    store.propose([proposal()])
    assert store.product("A-1").find("audience") is None
    assert list(store.proposals()) == [proposal()]


def test_an_accepted_proposal_is_a_fact_that_names_who_accepted_it(store: StoredProducts) -> None:
    bring(store, {"A-1": {"name": "Rucksack"}})
    store.propose([proposal()])
    assert store.decide("p1", state="accepted", by="Ada").state == "accepted"
    fact = store.product("A-1").find("audience")
    assert fact is not None
    assert fact.value == "Wanderer"
    assert "accepted by Ada" in fact.origin.file
    assert fact.steps == ("proposed by embedded", "accepted by Ada")


def test_a_refused_proposal_is_no_fact_and_stays_refused(store: StoredProducts) -> None:
    bring(store, {"A-1": {"name": "Rucksack"}})
    store.propose([proposal()])
    store.decide("p1", state="refused", by="Ada")
    store.propose([proposal()])
    assert store.product("A-1").find("audience") is None
    assert [p.state for p in store.proposals(state="")] == ["refused"]
    assert list(store.proposals()) == []


def test_what_a_person_accepted_wins_over_every_source_and_shows_the_conflict(store: StoredProducts) -> None:
    bring(store, {"A-1": {"name": "Rucksack", "audience": "Kinder"}}, priority=99)
    store.propose([proposal()])
    store.decide("p1", state="accepted", by="Ada")
    product = store.product("A-1")
    assert [f.value for f in product.facts if f.attribute == "audience"] == ["Wanderer"]
    assert [(c.attribute, c.rule) for c in product.conflicts] == [("audience", "person")]


def test_an_unknown_proposal_or_state_is_said_so(store: StoredProducts) -> None:
    with pytest.raises(WorkspaceError, match="no proposal 'p9'"):
        store.decide("p9", state="accepted", by="Ada")
    with pytest.raises(WorkspaceError, match="open, accepted, refused"):
        store.decide("p9", state="maybe", by="Ada")


def test_a_source_nobody_knows_cannot_be_chosen(store: StoredProducts) -> None:
    bring(store, {"A-1": {"name": "Rucksack"}})
    with pytest.raises(WorkspaceError, match=r"no source 'erp'.*Known: shop"):
        store.choose("A-1", "name", "erp", by="Ada")


def test_the_newer_source_wins_where_priorities_are_the_same(store: StoredProducts) -> None:
    bring(store, {"A-1": {"colour": "rot"}}, source="erp")
    bring(store, {"A-1": {"colour": "blau"}}, source="shop", day=1)
    product = store.product("A-1")
    assert [c.rule for c in product.conflicts] == ["newest"]
    assert [f.value for f in product.facts] == ["blau"]
    assert [f.id for f in product.conflicts[0].facts] == ["A-1/colour///shop", "A-1/colour///erp"]


def test_noughts_before_a_gtin_make_no_other_one_of_it(store: StoredProducts) -> None:
    upc = "012345678905"
    bring(store, {"A": {"gtin": upc}, "B": {"gtin": f"0{upc}"}, "C": {"gtin": "4006381333931"}})
    bring(store, {"A": {"gtin": f"00{upc}"}, "D": {"gtin": "96385074"}, "E": {"gtin": "00000096385074"}}, source="erp")
    assert list(store.twins()) == [("A", "B"), ("D", "E")]
    for written in (upc, f"0{upc}", f"00{upc}", upc.lstrip("0"), f" 0{upc} "):
        assert list(store.keys(search=written)) == ["A", "B"]
    assert list(store.keys(search="0400638")) == []
    assert list(store.keys(search="400638")) == ["C"]  # by its beginning, as other words


def test_two_keys_that_share_a_gtin_are_shown_until_a_person_joins_them(store: StoredProducts) -> None:
    bring(store, {"A-1": {"name": "Rucksack", "gtin": "4006381333931"}}, source="erp")
    bring(store, {"4006381333931": {"gtin": "4006381333931", "colour": "blau"}, "B-2": {"gtin": "40"}}, day=1)
    assert list(store.twins()) == [("4006381333931", "A-1")]
    store.join("4006381333931", "A-1", by="Ada")
    assert list(store.twins()) == []
    assert list(store.keys()) == ["A-1", "B-2"]
    for key in ("A-1", "4006381333931"):
        product = store.product(key)
        assert product.key == "A-1"
        assert {f.attribute for f in product.facts} == {"name", "gtin", "colour"}
    assert list(store.keys(search="4006381333931")) == ["A-1"]
    store.part("4006381333931")
    assert store.product("A-1").find("colour") is None


def test_joining_goes_on_through_several_keys(store: StoredProducts) -> None:
    bring(store, {"A": {"name": "a"}, "B": {"size": "b"}, "C": {"colour": "c"}})
    store.join("A", "B", by="Ada")
    store.join("B", "C", by="Ada")
    assert list(store.keys()) == ["C"]
    assert {f.attribute for f in store.product("A").facts} == {"name", "size", "colour"}
    assert [c.key for c in store.history("C")] == ["A", "B", "C"]
    with pytest.raises(WorkspaceError, match="already goes on as 'C'"):
        store.join("C", "A", by="Ada")


def test_a_key_nobody_knows_cannot_be_joined(store: StoredProducts) -> None:
    bring(store, {"A": {"name": "a"}})
    with pytest.raises(UnknownProduct, match="'Z'"):
        store.join("Z", "A", by="Ada")


def test_accepting_that_two_are_the_same_joins_them_and_taking_it_back_parts_them(store: StoredProducts) -> None:
    bring(store, {"A-1": {"name": "Rucksack"}, "X": {"colour": "blau"}})
    store.propose([proposal("same", "same_product", "X", "")])
    store.decide("same", state="accepted", by="Ada")
    assert list(store.keys()) == ["A-1"]
    store.decide("same", state="refused", by="Ada")
    assert list(store.keys()) == ["A-1", "X"]


def stating(store: StoredProducts, source: str) -> None:
    store.state([Statement("A-1", f"A-1/colour///{source}", "rot", "v", "web", "Der Rucksack ist rot.", released=True)])


def test_a_sentence_is_stale_once_a_stronger_source_says_otherwise(store: StoredProducts) -> None:
    bring(store, {"A-1": {"colour": "rot"}}, source="shop")
    stating(store, "shop")
    assert bring(store, {"A-1": {"colour": "rot"}}, source="same", day=1, priority=5).stale == 0
    assert bring(store, {"A-1": {"colour": "blau"}}, source="erp", day=2, priority=9).stale == 1
    assert [s.sentence for s in store.statements(stale=True)] == ["Der Rucksack ist rot."]


def test_a_sentence_stays_good_when_a_weaker_source_says_otherwise(store: StoredProducts) -> None:
    bring(store, {"A-1": {"colour": "rot"}}, source="erp", priority=9)
    stating(store, "erp")
    assert bring(store, {"A-1": {"colour": "blau"}}, source="shop", day=1).stale == 0
    assert list(store.statements(stale=True)) == []


def test_a_sentence_is_stale_once_a_person_chooses_another_source(store: StoredProducts) -> None:
    bring(store, {"A-1": {"colour": "rot"}}, source="erp", priority=9)
    bring(store, {"A-1": {"colour": "blau"}}, source="shop", day=1)
    stating(store, "erp")
    store.choose("A-1", "colour", "shop", by="Ada")
    assert len(store.statements(stale=True)) == 1


def test_what_a_source_said_of_itself_is_kept_with_it(store: StoredProducts) -> None:
    assert store.source_details("shop") == {}
    bring(store, {"A-1": {"name": "a"}})
    assert store.source_details("shop") == {"digest": ""}
