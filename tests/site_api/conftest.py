"""A workspace with a text, products and variants, and the API over it, each with a token that may do everything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from klaviatur.doors.site.app import create_app
from klaviatur.records import Actor, MemberRole
from klaviatur.settings import Settings
from klaviatur.wiring.desk import Desk, open_desk
from klaviatur.wiring.members import Members, open_members

EVERYBODY = Actor("anna", frozenset(MemberRole))
PASSWORD = "ein langes Wort im Wind"
TEXT = """# Bibliothek öffnet am Sonntag

Kassel, 3. März 2027

Die Stadtteilbibliothek öffnet ab dem 4. April 2027 auch sonntags von 13 bis 17 Uhr. Das hat die Stadt am Mittwoch
mitgeteilt. Im ersten Jahr kostet das 18.000 Euro.

„Viele Familien haben nur am Sonntag Zeit“, sagt die Leiterin Jana Vogt. Die Ausleihe übernehmen Automaten.
"""
TABLE = """Artikelnummer;Produktname;Beschreibung;Gewicht (kg);Preis
A-1;Schraubendreher;Der Griff ist aus Holz.;0,2;4,90 EUR
A-2;Hammer;Der Stiel ist aus Esche.;0,6;14,90 EUR
"""


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(workspace="unused")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("api") / "workspace"
    with open_desk(folder, settings=settings) as opened:
        opened.add_typed(TEXT, key="bibliothek.md", by=EVERYBODY)
        opened.play("text", "bibliothek.md", channels=("linkedin", "x_post", "newsletter"), by=EVERYBODY)
        table = Path(folder) / "werkzeug.csv"
        table.write_text(TABLE, encoding="utf-8")
        opened.products.collect([table])
        opened.play("product", "A-1", channels=("product_page",), by=EVERYBODY)
        yield opened


@pytest.fixture(scope="module")
def members(desk: Desk, settings: Settings) -> Iterator[Members]:
    with open_members(desk.folder, settings=settings) as opened:
        opened.redeem(opened.first_link(), PASSWORD, name="anna", shown="Anna Ahrens")
        yield opened


@pytest.fixture(scope="module")
def app(desk: Desk, members: Members, settings: Settings) -> FastAPI:
    return create_app(desk, members, settings)


@pytest.fixture(scope="module")
def token(members: Members) -> str:
    scopes = ("read", "write", "review", "release", "deliver", "admin")
    return members.make_token("anna", scopes, by=members.actor("anna"))[1]


@pytest.fixture
def client(app: FastAPI, token: str) -> Iterator[TestClient]:
    with TestClient(app, headers={"Authorization": f"Bearer {token}"}, raise_server_exceptions=False) as opened:
        yield opened
