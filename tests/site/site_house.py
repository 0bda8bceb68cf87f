"""A workspace with a team, and a browser for each of them."""

from dataclasses import dataclass, field

from fastapi.testclient import TestClient
from httpx2 import Response

from klaviatur.doors.site import create_app
from klaviatur.doors.site.sessions import COOKIE
from klaviatur.records import KeptVariant
from klaviatur.settings import Settings
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.members import Members
from klaviatur.wiring.work import Works

PLACES = (
    "/",
    "/sources",
    "/sources/new",
    "/sources/text/buecherei.md",
    "/board",
    "/search?q=ferry",
    "/works",
    "/audit",
    "/audit/verify",
    "/settings",
    "/help",
)
PASSWORD = "ein-langer-satz-aus-dem-garten"
ANNA, BEN = "anna", "ben"
TEAM = {ANNA: ("author", "admin"), BEN: ("reviewer", "publisher"), "cleo": ("analyst",)}
GERMAN = """# Die Stadtbücherei öffnet ab März auch sonntags

Die Stadtbücherei Hainbach öffnet ab dem 7. März 2027 auch sonntags von 13 bis 18 Uhr. Der Gemeinderat hat dafür
48.000 Euro im Jahr bewilligt.

„Viele Familien haben nur am Wochenende Zeit“, sagt Bibliotheksleiterin Mara Lenk. Zwei neue Stellen werden besetzt.

Im vergangenen Jahr kamen 112.400 Menschen in die Bücherei. Das waren 9 Prozent mehr als im Jahr davor.
"""
ENGLISH = """# The harbour ferry runs on batteries from May

The harbour ferry of Port Lowen will run on batteries from 3 May 2027. The new engine saves 180,000 litres of diesel a
year, the operator Lowen Lines says.

“Passengers will notice the silence first,” said captain Ida Marsh. A crossing still takes 12 minutes.
"""
CHANNELS = ("press_release", "linkedin", "mastodon", "sms", "newsletter")


@dataclass
class Browser:
    """Somebody's browser, signed in or not; forms are sent with the token of their session."""

    client: TestClient
    csrf: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"accept": "text/html", "accept-language": "en"})

    def get(self, place: str, **headers: str) -> Response:
        return self.client.get(place, headers=self.headers | headers)

    def json(self, place: str) -> Response:
        return self.client.get(place, headers={"accept": "application/json"})

    def post(self, place: str, data: dict[str, object] | None = None, **more: object) -> Response:
        sent = {"csrf": self.csrf} | (data or {})
        return self.client.post(place, data=sent, headers=self.headers, **more)  # type: ignore[arg-type]

    def follow(self, answer: Response) -> Response:
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])


@dataclass
class House:
    """A workspace with a team, and a browser for each of them."""

    desk: Desk
    members: Members
    works: Works
    browsers: dict[str, Browser]

    def __getitem__(self, name: str) -> Browser:
        return self.browsers[name]

    def variants(self, key: str = "buecherei.md") -> dict[str, KeptVariant]:
        return {variant.channel: variant for variant in self.desk.source("text", key)[2]}

    def work_off(self) -> None:
        """Do everything that was ordered, as a worker does."""
        for number in self.works.unfinished():
            while self.works.advance(number):
                pass


def browser_of(desk: Desk, members: Members, works: Works, secret: str = "", csrf: str = "") -> Browser:
    """Return a browser with this session, with none where there is no secret."""
    app = create_app(desk, members, Settings(), works=works)
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)
    if secret:
        client.cookies.set(COOKIE, secret)
    return Browser(client, csrf)
