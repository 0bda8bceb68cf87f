"""A workspace whose released wordings leave for a folder, and a browser for each of its people."""

from dataclasses import dataclass
from pathlib import Path

from tests.site.site_house import Browser

from klaviatur.records import Actor, KeptVariant
from klaviatur.wiring.deliveries import Deliveries
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.members import Members
from klaviatur.wiring.syndication import Syndication
from klaviatur.wiring.work import Works

ANNA, BEN, CLEO = "anna", "ben", "cleo"
TEAM = {ANNA: ("author", "reviewer", "admin"), BEN: ("publisher",), CLEO: ("analyst",)}
CHANNELS = ("linkedin", "mastodon", "sms")
SHELF = "ablage"  # an outlet: a folder beside the workspace
PRODUCTS = """Artikelnummer;EAN;Produktname;Beschreibung;Marke;Bild;Link;Verfügbarkeit;Preis
A-1;4006381333931;Schraubendreher;Der Griff ist aus Holz.;Holzmann;https://shop.example/a1.jpg;https://shop.example/a1;auf Lager;4,90 EUR
A-2;4006381333932;Hammer;Der Stiel ist aus Esche.;Holzmann;https://shop.example/a2.jpg;https://shop.example/a2;auf Lager;14,90 EUR
A-3;;Zange;Die Griffe sind aus Buche.;Holzmann;https://shop.example/a3.jpg;https://shop.example/a3;auf Lager;
"""


@dataclass
class LeavingHouse:
    """A workspace with a team; ANNA decides, BEN delivers, CLEO looks."""

    desk: Desk
    members: Members
    works: Works
    outputs: Syndication
    deliveries: Deliveries
    browsers: dict[str, Browser]
    shelf: Path

    def __getitem__(self, name: str) -> Browser:
        return self.browsers[name]

    def actor(self, name: str) -> Actor:
        return self.members.actor(name)

    def variant(self, channel: str) -> KeptVariant:
        return next(v for v in self.desk.source("text", "buecherei.md")[2] if v.channel == channel)

    def plan(self, channel: str = "mastodon", **more: object) -> str:
        """Plan a delivery to the shelf and return its id."""
        planned = self.deliveries.plan(self.variant(channel).id, SHELF, by=self.actor(BEN), **more)  # type: ignore[arg-type]
        return planned[0].id

    def work_off(self) -> None:
        """Do everything that was ordered, as a worker does."""
        for number in self.works.unfinished():
            while self.works.advance(number):
                pass
