"""A house with a desk, deliveries, and platforms that stand in memory; time moves when a test says so."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from klaviatur.adapters.stores import StoredDesk, open_desk_store
from klaviatur.chain import reviewing
from klaviatur.ports import Clock
from klaviatur.records import (
    Actor,
    AuditLine,
    Delivery,
    DeliveryState,
    KeptVariant,
    MemberRole,
    Passport,
    Source,
    State,
)
from klaviatur.settings import Settings
from klaviatur.syndicate.delivering import Patience
from klaviatur.testing.desks import a_text, keep, release
from klaviatur.testing.platforms import FakeOutlet, FakePlatform, fake_passport
from klaviatur.wiring.audit_key import audit_key
from klaviatur.wiring.deliveries import Deliveries, open_deliveries
from klaviatur.wiring.outlets import Kinds

PIA = Actor("pia", frozenset({MemberRole.PUBLISHER}))
ADA = Actor("ada", frozenset({MemberRole.ADMIN}))
BEN = Actor("ben", frozenset({MemberRole.REVIEWER}))
ADA_REVIEWS = Actor("ada", frozenset(MemberRole))
LEA = Actor("lea", frozenset({MemberRole.ANALYST}))
BEGIN = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
PUBLIC = "https://press.example"
PASSPORTS = (
    fake_passport("wall", retractable=True, rate="3/60"),
    fake_passport("mail", recipients=True),
    fake_passport("safe", idempotent=True),
    fake_passport("site", retractable=True, updates=True),
)
PLANNED, DELIVERED = DeliveryState.PLANNED, DeliveryState.DELIVERED


@dataclass
class HandClock:
    """Time that a test moves on."""

    at: datetime = BEGIN

    def now(self) -> datetime:
        return self.at

    def go(self, **how: float) -> None:
        self.at += timedelta(**how)


@dataclass
class House:
    folder: Path
    place: str
    clock: HandClock = field(default_factory=HandClock)
    platform: FakePlatform = field(default_factory=FakePlatform)
    opened: list[Deliveries | StoredDesk] = field(default_factory=list)
    passports: Sequence[Passport] = PASSPORTS

    def deliveries(self, clock: Clock | None = None, *, without: str = "", zone: str = "") -> Deliveries:
        """Open the deliveries once more: another process's view of them, which may lack a kind of outlet."""
        kinds = Kinds(
            [one for one in self.passports if one.kind != without],
            lambda kept, _, __: FakeOutlet(kept.name, self.platform),
        )
        place = self.place if "://" in self.place else ""
        settings = Settings(database_url=place, public_url=PUBLIC, time_zone=zone)
        opened = open_deliveries(
            self.folder, settings=settings, clock=clock or self.clock, kinds=kinds, patience=Patience(tries=4)
        )
        self.opened.append(opened)
        return opened

    def desk(self) -> StoredDesk:
        """Open the desk once more."""
        desk = open_desk_store(self.where, now=self.clock.now, audit_key=audit_key(self.folder))
        self.opened.append(desk)
        return desk

    @property
    def where(self) -> str | Path:
        return self.place if "://" in self.place else self.folder / "klaviatur.db"

    def release(
        self, words: str = "Der Park ist da.", *, key: str = "solar", channel: str = "x", **head: object
    ) -> KeptVariant:
        """Keep a wording of a text and release it; `head` says more of the text, such as its embargo."""
        with self.desk().deciding() as open_:
            source: Source = replace(a_text(f"Solarpark {key}"), **head)  # type: ignore[arg-type]
            variant = keep(open_, open_.keep_source("text", key, source, title="Solarpark", by="anna"), channel, words)
            release(open_, variant)
            return open_.variant(variant.id)

    def withdraw(self, variant: KeptVariant) -> None:
        with self.desk().deciding() as open_:
            open_.keep_variant(replace(open_.variant(variant.id), state=State.DRAFT, why="wrong figure"))

    def desk_withdraw(self, variant: KeptVariant) -> None:
        """Withdraw as a reviewer does: with a line in the audit."""
        reviewing.withdraw(self.desk(), variant.id, why="wrong figure", by=ADA_REVIEWS)

    def reword(self, variant: KeptVariant, words: str, *, released: bool = True) -> None:
        with self.desk().deciding() as open_:
            new = keep(open_, open_.source(variant.source), variant.channel, words, by="anna")
            if released:
                release(open_, new)

    def lose_locks(self) -> None:
        """End the connections that say which senders live, as a restart of the database does; a file has none."""
        if "://" in self.place:
            with psycopg.connect(self.place) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(l.pid, 5000) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
                    "WHERE l.locktype = 'advisory' AND d.datname = current_database()"
                )

    def lines(self, what: str) -> list[AuditLine]:
        return [line for line in self.desk().audit(limit=10_000) if line.entry.what == what]

    def close(self) -> None:
        for one in self.opened:
            one.close()


def states(deliveries: Deliveries) -> list[DeliveryState]:
    return [delivery.state for delivery in deliveries.deliveries(limit=1_000)]


def one(deliveries: Sequence[Delivery]) -> Delivery:
    (only,) = deliveries
    return only


@contextmanager
def a_house(folder: Path, place: str) -> Iterator[House]:
    house = House(folder, place)
    try:
        yield house
    finally:
        house.close()


Places = Callable[[], str]
