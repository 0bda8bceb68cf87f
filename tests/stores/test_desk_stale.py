"""A release ends when a fact it states changes, in the transaction of that change, by whichever way it changes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from klaviatur.adapters.stores import StoredDesk, StoredProducts, open_desk_store, open_store
from klaviatur.errors import AuditBroken
from klaviatur.records import KeptVariant, Proposal, Release, State, Statement
from klaviatur.records.texts import Bilingual
from klaviatur.review.chain import verify
from klaviatur.testing.desks import BEGIN, bring_text, keep, release
from klaviatur.testing.rows import bring

KEY = b"of this workspace"
PRICE = "Der Bohrer kostet 19 Euro."


@dataclass
class Shop:
    desk: StoredDesk
    products: StoredProducts

    def state(self, words: str, fact: str, value: str, *, key: str = "A-1", channel: str = "x") -> KeptVariant:
        """Keep a released variant that states a fact in all its words."""
        with self.desk.deciding() as deciding:
            source = bring_text(deciding, key, f"Datenblatt {key}", kind="product")
            variant = keep(deciding, source, channel, words, locale="de_DE")
            deciding.state([Statement(key, fact, value, variant.wording, channel, words, "de_DE")])
            release(deciding, variant)
        return variant

    def standing(self, variant: KeptVariant) -> Release | None:
        return self.desk.opened(variant.id).release

    def why(self, variant: KeptVariant) -> str:
        opened = self.desk.opened(variant.id)
        assert opened.variant.state is State.STALE
        assert opened.release is None
        assert opened.releases[0].ended_by == "klaviatur"
        assert opened.releases[0].ended_why == opened.variant.why
        line = self.desk.audit(thing=f"variant:{variant.id}")[-1]
        assert (line.who, line.entry.what, line.entry.why) == ("klaviatur", "variant.stale", opened.variant.why)
        report = verify(self.desk.audit(limit=10_000), KEY)
        assert (report.lines, report.head, report.broken) == (*self.desk.audit_end(), None)
        counts = self.desk.board().counts
        assert sum(counts.values()) == sum(len(row.variants) for row in self.desk.board().rows)
        assert counts["stale"] >= 1
        return opened.variant.why


@pytest.fixture
def shop(new_database: Callable[[], str]) -> Iterator[Shop]:
    place = new_database()
    with ExitStack() as stack:
        products = stack.enter_context(open_store(place, now=lambda: BEGIN, audit_key=KEY))
        desk = stack.enter_context(open_desk_store(place, now=lambda: BEGIN, audit_key=KEY))
        bring(
            products, {"A-1": {"name": "Bohrer", "price": "19", "color": "rot"}, "B-1": {"name": "Säge", "price": "5"}}
        )
        yield Shop(desk, products)


def accept(shop: Shop, number: str, attribute: str, value: str) -> None:
    label = Bilingual(attribute, attribute)
    shop.products.propose([Proposal(number, "A-1", "value", attribute, value, label, 0.9)])
    shop.products.decide(number, state="accepted", by="ben")


def test_a_release_ends_when_an_import_changes_the_price(shop: Shop) -> None:
    variant = shop.state(PRICE, "A-1/price///shop", "19")
    other = shop.state("Die Säge kostet 5 Euro.", "B-1/price///shop", "5", key="B-1")
    bring(shop.products, {"A-1": {"name": "Bohrer", "price": "21", "color": "blau"}}, day=1)
    assert shop.why(variant) == "price: 19 -> 21"
    assert shop.standing(other) is not None


def test_a_release_stays_when_something_else_changes(shop: Shop) -> None:
    variant = shop.state(PRICE, "A-1/price///shop", "19")
    bring(shop.products, {"A-1": {"name": "Bohrer", "price": "19", "color": "blau", "new": "ja"}}, day=1)
    assert shop.standing(variant) is not None


def test_a_release_ends_when_a_file_no_longer_says_it(shop: Shop) -> None:
    variant = shop.state(PRICE, "A-1/price///shop", "19")
    bring(shop.products, {"A-1": {"name": "Bohrer", "color": "rot"}}, day=1)
    assert shop.why(variant) == "price: 19 -> –"


def test_a_release_ends_when_a_source_with_more_weight_says_otherwise(shop: Shop) -> None:
    variant = shop.state(PRICE, "A-1/price///shop", "19")
    bring(shop.products, {"A-1": {"price": "19"}}, source="erp", priority=5, day=1)
    assert shop.standing(variant) is not None
    bring(shop.products, {"A-1": {"price": "23"}}, source="erp", priority=5, day=2)
    assert shop.why(variant) == "price: 19 -> 23"


def test_a_release_ends_when_somebody_accepts_another_value(shop: Shop) -> None:
    variant = shop.state(PRICE, "A-1/price///shop", "19")
    accept(shop, "p1", "color", "grün")
    assert shop.standing(variant) is not None
    accept(shop, "p2", "price", "18")
    assert shop.why(variant) == "price: 19 -> 18"


def test_a_release_ends_when_what_was_accepted_is_refused(shop: Shop) -> None:
    accept(shop, "p1", "use", "Garten")
    (fact,) = (one for one in shop.products.product("A-1").facts if one.attribute == "use")
    variant = shop.state("Für den Garten.", fact.id, "Garten")
    shop.products.decide("p1", state="refused", by="ben")
    assert shop.why(variant) == "use: Garten -> –"


def test_a_release_ends_when_somebody_chooses_another_source(shop: Shop) -> None:
    bring(shop.products, {"A-1": {"price": "17"}}, source="list", priority=-5, day=1)
    variant = shop.state(PRICE, "A-1/price///shop", "19")
    shop.products.choose("A-1", "price", "list", by="ben")
    assert shop.why(variant) == "price: 19 -> 17"


def test_a_release_ends_when_its_product_is_parted_from_the_other_one(shop: Shop) -> None:
    bring(shop.products, {"C-1": {"weight": "3 kg"}}, source="old", day=1)
    shop.products.join("C-1", "A-1", by="ben")
    variant = shop.state("Er wiegt 3 kg.", "C-1/weight///old", "3 kg")
    kept = shop.state(PRICE, "A-1/price///shop", "19", channel="mail")
    shop.products.part("C-1")
    assert shop.why(variant) == "product: 3 kg -> –"
    assert shop.standing(kept) is not None


def test_a_release_of_a_variant_ends_when_its_parent_changes_or_is_overridden(shop: Shop) -> None:
    family = {"M": {"name": "Mantel", "fabric": "Wolle"}}
    children = {key: {"name": key, "parent": "M"} for key in ("M-1", "M-2")}
    bring(shop.products, family | children, source="fashion")
    first, second = (shop.state(f"{key} aus Wolle.", "M/fabric///fashion", "Wolle", key=key) for key in ("M-1", "M-2"))
    own = {"M-1": {"name": "M-1", "parent": "M", "fabric": "Leinen"}}
    bring(shop.products, family | children | own, source="fashion", day=1)
    assert shop.why(first) == "fabric: Wolle -> Leinen"
    assert shop.standing(second) is not None
    bring(shop.products, {"M": {"fabric": "Baumwolle"}}, source="erp", priority=9, day=2)
    assert shop.why(second) == "fabric: Wolle -> Baumwolle"


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.NEEDS_CHANGES])
def test_what_is_not_released_becomes_stale_too(shop: Shop, state: State) -> None:
    with shop.desk.deciding() as deciding:
        variant = keep(deciding, bring_text(deciding, "A-1", "Blatt", kind="product"), "x", PRICE, state=state)
        deciding.state([Statement("A-1", "A-1/price///shop", "19", variant.wording, "x", PRICE)])
    bring(shop.products, {"A-1": {"name": "Bohrer", "price": "21"}}, day=1)
    opened = shop.desk.opened(variant.id).variant
    assert (opened.state, opened.changed_by) == (State.STALE, "embedded")


def test_only_the_present_wording_counts(shop: Shop) -> None:
    variant = shop.state(PRICE, "A-1/price///shop", "19")
    with shop.desk.deciding() as deciding:
        edited = keep(deciding, deciding.source(variant.source), "x", "Ein Bohrer.", by="anna", locale="de_DE")
        release(deciding, edited)
    bring(shop.products, {"A-1": {"name": "Bohrer", "price": "21"}}, day=1)
    assert shop.standing(edited) is not None


def test_a_retired_variant_stays_retired(shop: Shop) -> None:
    variant = shop.state(PRICE, "A-1/price///shop", "19")
    with shop.desk.deciding() as deciding:
        words = "Der Bohrer kostet nur 19 Euro."
        retired = keep(deciding, deciding.source(variant.source), "x", words, state=State.RETIRED, locale="de_DE")
        deciding.state([Statement("A-1", "A-1/price///shop", "19", retired.wording, "x", words)])
    bring(shop.products, {"A-1": {"name": "Bohrer", "price": "21"}}, day=1)
    assert shop.desk.opened(retired.id).variant.state is State.RETIRED


def test_an_import_that_fails_ends_no_release(shop: Shop) -> None:
    variant = shop.state(PRICE, "A-1/price///shop", "19")
    place = str(shop.desk._engine.url.render_as_string(hide_password=False))
    with open_store(place, audit_key=b"another key") as stranger, pytest.raises(AuditBroken, match="another key"):
        bring(stranger, {"A-1": {"name": "Bohrer", "price": "21"}}, day=1)
    assert shop.standing(variant) is not None
    assert shop.products.product("A-1").find("price").value == "19"  # type: ignore[union-attr]


def test_many_variants_become_stale_in_one_import(shop: Shop) -> None:
    count = 250
    rows = {f"P-{n}": {"name": f"Ding {n}", "price": str(n)} for n in range(count)}
    bring(shop.products, rows, source="big")
    with shop.desk.deciding() as deciding:
        for key in rows:
            source = bring_text(deciding, key, f"Blatt {key}", kind="product")
            variants = [keep(deciding, source, channel, f"{key} für {channel}") for channel in ("x", "mail")]
            deciding.state([Statement(key, f"{key}/price///big", "1", v.wording, v.channel, v.title) for v in variants])
            release(deciding, variants[0])
    bring(shop.products, {key: {**row, "price": "9999"} for key, row in rows.items()}, source="big", day=1)
    assert shop.desk.board().counts["stale"] == 2 * count
    assert shop.desk.released() == []
    report = verify(shop.desk.audit(limit=10_000), KEY)
    assert report.whole
    assert report.lines == 3 + count + 2 * count  # imports, releases, variants that became stale


def test_no_release_survives_an_import_that_runs_at_the_same_time(new_database: Callable[[], str]) -> None:
    place = new_database()
    with open_store(place, audit_key=KEY) as products, open_desk_store(place, audit_key=KEY) as desk:
        bring(products, {"A-1": {"price": "0"}})

        def import_prices() -> None:
            for day in range(1, 15):
                bring(products, {"A-1": {"price": str(day)}}, day=day)

        def write_of_it(channel: str) -> None:
            for _ in range(15):
                with desk.deciding() as deciding:
                    fact = deciding.product("A-1").find("price")
                    assert fact is not None
                    source = bring_text(deciding, "A-1", f"Preis: {fact.value}", kind="product")
                    words = f"Er kostet {fact.value} Euro, {channel}."
                    variant = keep(deciding, source, channel, words)
                    deciding.state([Statement("A-1", fact.id, fact.value, variant.wording, channel, words)])
                    release(deciding, variant)

        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(import_prices), *(pool.submit(write_of_it, channel) for channel in "abc")]:
                done.result()
        price = products.product("A-1").find("price")
        assert price is not None
        for variant, _ in desk.released():
            assert f"kostet {price.value} Euro" in variant.title
        assert verify(desk.audit(limit=10_000), KEY).whole
