"""What the store of deliveries keeps, on both databases, and what it gives back."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from klaviatur.adapters.stores import StoredDeliveries, open_delivery_store
from klaviatur.errors import Conflict, UnknownDelivery, UnknownOutlet
from klaviatur.records import (
    Bilingual,
    CopiedFile,
    Delivery,
    DeliveryState,
    Health,
    KeptOutlet,
    KeptVariant,
    OutputCopy,
    Pause,
    Receipt,
    Release,
    State,
    delivery_id,
)
from klaviatur.testing.desks import BEGIN, bring_text, keep, release

KEY = b"of this workspace"
PLANNED, SENDING = DeliveryState.PLANNED, DeliveryState.SENDING
MINUTE = timedelta(minutes=1)
Opened = Callable[[], StoredDeliveries]


@pytest.fixture
def opened(new_database: Callable[[], str]) -> Iterator[Opened]:
    """Opens stores on one new database: the second is a second process's view of it."""
    place = new_database()
    with ExitStack() as stack:
        yield lambda: stack.enter_context(open_delivery_store(place, now=lambda: BEGIN, audit_key=KEY))


@pytest.fixture
def store(opened: Opened) -> StoredDeliveries:
    return opened()


@pytest.fixture
def released(store: StoredDeliveries) -> tuple[KeptVariant, Release]:
    """A released wording, and outlets called "mail" and "wall"."""
    with store.delivering() as open_:
        variant = keep(open_, bring_text(open_, "solar", "Solarpark"), "x", "Der Park ist da.")
        for name in ("mail", "wall"):
            open_.keep_outlet(KeptOutlet(name, name, {"host": "localhost"}, 1, BEGIN, "ada"))
        return variant, release(open_, variant)


def a_delivery(
    found: tuple[KeptVariant, Release], recipient: str = "", *, outlet: str = "mail", minute: int = 0
) -> Delivery:
    variant, standing = found
    id_ = delivery_id(outlet, variant.wording, recipient, standing.id)
    said = (outlet, variant.id, variant.wording, standing.id, recipient, PLANNED, BEGIN + minute * MINUTE, "pia", BEGIN)
    return Delivery(id_, *said)


def due(store: StoredDeliveries, limit: int = 100) -> list[str]:
    with store.delivering() as open_:
        return [delivery.recipient or delivery.outlet for delivery in open_.due(limit)]


def test_an_outlet_keeps_its_versions_and_its_state(store: StoredDeliveries) -> None:
    first = KeptOutlet("wall", "mastodon", {"server": "https://a.example"}, 1, BEGIN, "ada")
    with store.delivering() as open_:
        open_.keep_outlet(first)
        with pytest.raises(Conflict, match=r"is an outlet .wall. already"):
            open_.keep_outlet(first)
        open_.keep_outlet(replace(first, version=2, values={"server": "https://b.example", "x": "ä"}))
        open_.keep_outlet_state("wall", paused="campaign stopped")
        open_.keep_outlet_state("wall", health=Health(True, Bilingual("gut", "fine"), BEGIN, (("account", "@k"),)))
    kept = store.outlet("wall")
    assert (kept.version, kept.values, kept.paused) == (
        2,
        {"server": "https://b.example", "x": "ä"},
        "campaign stopped",
    )
    assert kept.health == Health(True, Bilingual("gut", "fine"), BEGIN, (("account", "@k"),))
    assert store.outlets() == [kept]
    with pytest.raises(UnknownOutlet, match="Known: wall"):
        store.outlet("wal")


def test_a_delivery_comes_back_as_it_was_kept(store: StoredDeliveries, released: tuple[KeptVariant, Release]) -> None:
    new = a_delivery(released, "ä@example.org")
    receipt = Receipt("<1@example>", "https://example.org/1", (("queue", "7"),))
    after = replace(
        new, state=DeliveryState.DELIVERED, attempts=2, receipt=receipt, ended_at=BEGIN, sending_since=BEGIN
    )
    with store.delivering() as open_:
        open_.add_deliveries([new, new])
        assert open_.delivery(new.id) == new
        open_.keep_delivery(after)
        open_.add_deliveries([new])
        assert open_.find_deliveries(["nothing", new.id, new.id]) == [after]
    assert store.delivery(new.id) == after
    assert store.counts()[DeliveryState.DELIVERED] == 1
    assert set(store.counts()) == set(DeliveryState)
    with pytest.raises(UnknownDelivery, match="klaviatur deliveries"):
        store.delivery("nothing")


def test_what_is_due_comes_in_the_order_it_was_planned_for(
    store: StoredDeliveries, released: tuple[KeptVariant, Release]
) -> None:
    planned = [
        a_delivery(released, name, minute=minute) for name, minute in (("c@x.de", 0), ("b@x.de", -2), ("a@x.de", 1))
    ]
    waits = replace(a_delivery(released, "d@x.de", minute=-9), next_at=BEGIN + MINUTE)
    with store.delivering() as open_:
        open_.add_deliveries([*planned, waits])
    assert due(store) == ["b@x.de", "c@x.de"]
    assert due(store, 1) == ["b@x.de"]
    assert store.next_due() == BEGIN - 2 * MINUTE


def test_only_the_first_one_to_a_recipient_is_due_and_none_while_one_is_sent(
    store: StoredDeliveries, released: tuple[KeptVariant, Release]
) -> None:
    first, second = (replace(a_delivery(released, outlet="wall", minute=-n), id=f"{n}") for n in (2, 1))
    mail = a_delivery(released, "a@x.de")
    with store.delivering() as open_:
        open_.add_deliveries([second, first, mail])
        assert [one.id for one in open_.due(9)] == [first.id, mail.id]
        assert [one.id for one in open_.due(9, without=["wall"])] == [mail.id]
        open_.keep_delivery(replace(first, state=SENDING, sender="s", sending_since=BEGIN))
        assert [one.id for one in open_.due(9)] == [mail.id]
        assert [one.id for one in open_.sent_by(["s", "t"])] == [first.id]
        assert open_.begun_since("wall", BEGIN - MINUTE) == (1, BEGIN)
        assert open_.begun_since("mail", BEGIN - MINUTE) == (0, None)
    assert store.senders() == ["s"]


def test_nothing_is_due_at_an_outlet_that_is_paused_or_waits(
    store: StoredDeliveries, released: tuple[KeptVariant, Release]
) -> None:
    with store.delivering() as open_:
        open_.add_deliveries([a_delivery(released, "a@x.de"), a_delivery(released, outlet="wall")])
        open_.keep_outlet_state("wall", paused="why")
        open_.let_wait("mail", BEGIN + MINUTE)
        open_.let_wait("mail", BEGIN - MINUTE)
    assert due(store) == []
    assert not store.something_to_do("s")
    assert store.next_due() == BEGIN + MINUTE
    with store.delivering() as open_:
        open_.keep_outlet_state("wall", paused="")
    assert due(store) == ["wall"]
    assert store.something_to_do("s")


def test_a_pause_is_one_and_ends(store: StoredDeliveries) -> None:
    pause = Pause("a crisis", "pia", BEGIN)
    assert store.paused() is None
    for _ in range(2):
        with store.delivering() as open_:
            open_.keep_pause(pause)
    assert store.paused() == pause
    with store.delivering() as open_:
        open_.keep_pause(None)
        assert open_.paused() is None


def test_what_is_planned_is_found_when_its_release_ends(
    store: StoredDeliveries, released: tuple[KeptVariant, Release]
) -> None:
    new = a_delivery(released, "a@x.de", minute=60)
    sent = replace(a_delivery(released, "b@x.de"), state=DeliveryState.DELIVERED)
    with store.delivering() as open_:
        open_.add_deliveries([new, sent])
        assert open_.planned_without_release(9) == []
    assert store.stands(new)
    assert not store.something_to_do("s")
    assert not store.stands(replace(new, wording="0" * 64))
    with store.delivering() as open_:
        open_.keep_variant(replace(open_.variant(new.variant), state=State.DRAFT))
        assert open_.planned_without_release(9) == [new]
        assert open_.first_release(new.variant) == replace(
            released[1], ended_at=BEGIN, ended_by="anna", ended_why="the variant is now draft"
        )
    assert not store.stands(new)
    assert store.something_to_do("s")
    assert store.unsettled(9) == [(sent, None)]


def test_deliveries_are_listed_page_by_page(store: StoredDeliveries, released: tuple[KeptVariant, Release]) -> None:
    many = [a_delivery(released, f"{n}@x.de", minute=n // 2) for n in range(7)]
    with store.delivering() as open_:
        open_.add_deliveries([*many, a_delivery(released, outlet="wall", minute=99)])
    seen, after = list[Delivery](), ""
    while page := store.deliveries(outlet="mail", after=after, limit=3):
        seen += page
        after = page[-1].id
    assert seen == sorted(many, key=lambda one: (one.planned_at, one.id))
    window = store.deliveries(since=BEGIN + MINUTE, until=BEGIN + 3 * MINUTE)
    assert {one.recipient for one in window} == {f"{n}@x.de" for n in (2, 3, 4, 5)}
    assert store.deliveries(states=[DeliveryState.HELD]) == []
    assert len(store.deliveries(variant=released[0].id, states=[PLANNED])) == 8


def test_who_unsubscribed_is_known_by_a_mark_alone(store: StoredDeliveries) -> None:
    with store.delivering() as open_:
        assert open_.suppress("m1", "mail", "one click")
        assert not open_.suppress("m1", "mail", "again")
        assert open_.suppressed([f"m{n}" for n in range(1_200)]) == {"m1"}
        assert open_.shown("nobody") == "nobody"


def test_a_copy_comes_back_as_it_was_kept_and_one_that_was_ended_does_not(store: StoredDeliveries) -> None:
    files = (
        CopiedFile("map-part1.xml", "d1", "map-part1.xml", "https://s.example/ä"),
        CopiedFile("map.xml", "d2", "m"),
    )
    copy = OutputCopy("map", "bucket", "pia", BEGIN)
    with store.delivering() as open_:
        open_.add_copy(copy)
        open_.add_copy(replace(copy, by="ada"))  # it is there
        open_.add_copy(replace(copy, output="rows"))
    assert store.copies() == [copy, replace(copy, output="rows")]
    full = replace(copy, put_at=BEGIN, digest="d", files=files, version=3, attempts=2, next_at=BEGIN + MINUTE, why="ß")
    with store.delivering() as open_:
        open_.keep_copy(full)
        open_.drop_copy("rows", "bucket")
        open_.keep_copy(replace(copy, output="rows"))
        assert open_.copy("rows", "bucket") is None
        assert open_.copy("map", "bucket") == full
    assert store.copies() == store.copies("map") == store.copies(outlet="bucket") == [full]
    assert store.copies("map", "wall") == []
