"""A workspace with its members, a clock that is set by hand, and the audit, which must hold as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from klaviatur.adapters.stores.desk.store import open_desk_store
from klaviatur.records import Actor, AuditLine
from klaviatur.review.chain import verify
from klaviatur.wiring.members import Members

PASSWORD = "vier Tassen Nebel im Regal"
ADDRESS = "203.0.113.7"


@dataclass
class HandClock:
    """A clock that moves when it is told to."""

    at: datetime = field(default_factory=lambda: datetime(2027, 3, 1, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class Team:
    """An open workspace with its members, its clock, and its audit."""

    members: Members
    clock: HandClock
    place: str
    folder: Path

    def start(self, name: str = "anna", password: str = PASSWORD) -> Actor:
        """The first start: one member who may do everything."""
        self.members.redeem(self.members.first_link(), password, name=name, shown=name.title(), language="en")
        return self.members.actor(name, via="page")

    def join(self, name: str, *roles: str, password: str = PASSWORD, email: str = "") -> Actor:
        """Somebody invited, who has come in."""
        admin = next(m.name for m in self.members.members() if "admin" in m.roles)
        _, link = self.members.invite(
            name, name.title(), roles or ("author",), email=email, language="en", by=self.as_(admin)
        )
        self.members.redeem(link, password)
        return self.as_(name)

    def as_(self, name: str) -> Actor:
        return self.members.actor(name, via="page")

    def lines(self, what: str = "") -> list[AuditLine]:
        """Lines of the audit, which must hold as a whole."""
        store = open_desk_store(self.place, audit_key=self.key)
        found = list(store.audit(limit=1000))
        store.close()
        assert verify(found, self.key).whole
        return [line for line in found if line.entry.what.startswith(what)]

    @property
    def key(self) -> bytes:
        return bytes.fromhex((self.folder / "audit.key").read_text())


OpenTeam = Callable[..., Team]
