"""A workspace with its people and their browsers."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from fastapi.testclient import TestClient
from playwright.sync_api import Page

from klaviatur.doors.site import create_app
from klaviatur.doors.site.sessions import COOKIE
from klaviatur.records import Actor, KeptVariant
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.members import Members

OpenPage = Callable[..., Page]


@dataclass
class Site:
    """A workspace with its desk, its members and their browsers."""

    desk: Desk
    members: Members
    secrets: dict[str, str]
    base: str = ""
    open_pages: ExitStack = field(default_factory=ExitStack)

    def actor(self, name: str) -> Actor:
        return self.members.session(self.secrets[name])[0]

    def csrf(self, name: str) -> str:
        return self.members.session(self.secrets[name])[1].csrf

    def browser(self, name: str) -> "Person":
        """Return a browser without script in which somebody is signed in."""
        app = create_app(self.desk, self.members, self.desk.settings)
        client = TestClient(app, base_url="http://localhost", follow_redirects=False)
        client.cookies.update({COOKIE: self.secrets[name], "klaviatur_language": "en"})
        return Person(self.open_pages.enter_context(client), self.csrf(name))

    def variant(self, channel: str, locale: str = "de") -> KeptVariant:
        rows = self.desk.board(limit=50).rows
        return next(v for row in rows for v in row.variants if (v.channel, v.locale) == (channel, locale))

    def texts(self, variant: str) -> list[str]:
        return [part.text for part in self.desk.opened(variant).revision.checked.variant.parts]

    def reword(self, channel: str, old: str, new: str, by: str = "ben") -> KeptVariant:
        """Put other words into a variant, as somebody does who edits it."""
        kept = self.variant(channel)
        texts = self.texts(kept.id)
        assert any(old in text for text in texts)
        edited = [text.replace(old, new) for text in texts]
        return self.desk.edit(kept.id, edited, base=kept.revision, by=self.actor(by)).variant


@dataclass
class Person:
    """Somebody signed in, who reads pages and sends forms."""

    client: TestClient
    csrf: str

    def read(self, place: str, status: int = 200) -> str:
        answer = self.client.get(place, headers={"accept": "text/html"})
        assert answer.status_code == status, answer.text[:2000]
        return answer.text

    def send(self, place: str, /, *, status: int = 303, **fields: str | Sequence[str]) -> str:
        """Send a form and return where it leads, or the page that came instead."""
        answer = self.client.post(place, data={"csrf": self.csrf, **fields}, headers={"accept": "text/html"})
        assert answer.status_code == status, answer.text[:2000]
        return answer.headers.get("location", "") or answer.text
