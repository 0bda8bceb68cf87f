"""Whatever is not released does not leave: not by the library, the command line, the API, a page or the worker."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner
from sqlalchemy import update
from tests.site.site_house import PASSWORD, Browser, browser_of

from klaviatur.adapters.stores.database import open_database, writing
from klaviatur.adapters.stores.desk.packing import packed
from klaviatur.adapters.stores.schema_desk import revisions
from klaviatur.doors.cli import cli
from klaviatur.doors.worker import Worker
from klaviatur.errors import NotReleased
from klaviatur.records import Actor, Bilingual, DeliveryState, Finding, KeptVariant, Severity, State, VariantPart
from klaviatur.settings import Settings
from klaviatur.testing.desks import bring_text, keep, release
from klaviatur.wiring.deliveries import Deliveries, open_deliveries
from klaviatur.wiring.desk import Desk, open_desk
from klaviatur.wiring.members import open_members
from klaviatur.wiring.work import Works

WORDS = "Der Solarpark Lindhof liefert seit heute Strom."
SPOILED = ("draft", "withdrawn", "edited", "stale", "vouchless", "forged")
SHELF = "shelf"
SCOPES = ("read", "write", "review", "release", "deliver", "admin")


@dataclass
class House:
    """A workspace with a wording for each way not to be released; all but the draft were planned while they were."""

    desk: Desk
    deliveries: Deliveries
    browser: Browser
    by: Actor
    token: str
    shelf: Path
    variants: dict[str, KeptVariant]

    def planned(self, name: str) -> list[str]:
        return [one.id for one in self.deliveries.deliveries(variant=self.variants[name].id)]

    def nothing_left(self) -> bool:
        return not list(self.shelf.rglob("*.txt"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, shelf = (tmp_path_factory.mktemp("no_route") / name for name in ("workspace", "shelf"))
    with ExitStack() as opened:
        desk = opened.enter_context(open_desk(folder, settings=Settings()))
        members = opened.enter_context(open_members(folder, settings=Settings()))
        deliveries = opened.enter_context(open_deliveries(desk=desk))
        signed = members.redeem(members.first_link(), PASSWORD, name="anna", shown="Anna Ahrens")
        by = members.change_roles("anna", ("author", "reviewer", "publisher", "admin"), by=members.actor("anna"))
        actor = members.actor(by.name)
        token = members.make_token("anna", SCOPES, by=actor)[1]
        browser = browser_of(desk, members, Works(desk), signed.secret, signed.session.csrf)
        opened.callback(browser.client.app.state.leaving.close)  # type: ignore[attr-defined]
        deliveries.keep_outlet(SHELF, "folder", {"path": str(shelf)}, version=1, by=actor)
        house = House(desk, deliveries, browser, actor, token, shelf, {})
        for name in SPOILED:
            house.variants[name] = spoiled(house, name)
        yield house


def spoiled(house: House, name: str) -> KeptVariant:
    """Return a wording that is released and planned, and then spoiled as its name says; a draft never was."""
    with house.desk.store.deciding() as open_:
        variant = keep(open_, bring_text(open_, name, f"Quelle {name}"), "mastodon", WORDS)
        if name != "draft":
            release(open_, variant)
    if name != "draft":
        house.deliveries.plan(variant.id, SHELF, by=house.by)
    with house.desk.store.deciding() as open_:
        now = open_.variant(variant.id)
        if name in {"withdrawn", "stale"}:
            open_.keep_variant(replace(now, state=State.STALE if name == "stale" else State.DRAFT, why="price"))
        if name == "edited":
            keep(open_, open_.source(variant.source), "mastodon", f"{WORDS}!", by="anna")
    if name in {"vouchless", "forged"}:
        forge(house, variant, name)
    return variant


def forge(house: House, variant: KeptVariant, name: str) -> None:
    """Write to the database behind everybody's back: other words, or a finding that blocks."""
    checked = house.desk.opened(variant.id).revision.checked
    other = replace(checked.variant, parts=(VariantPart("text", "Kauft jetzt!"),))
    finding = Finding("claim.unsupported", Severity.BLOCK, Bilingual("Nein.", "No."), words="Strom")
    forged = replace(checked, variant=other) if name == "forged" else replace(checked, findings=(finding,))
    engine = open_database(house.desk.folder / "klaviatur.db")
    with writing(engine) as connection:
        changed = update(revisions).where(revisions.c.variant == variant.id)
        connection.execute(changed.values(checked=packed(forged)))
    engine.dispose()


@pytest.mark.parametrize("name", SPOILED)
def test_the_library_plans_and_shows_nothing_of_it(house: House, name: str) -> None:
    variant = house.variants[name].id
    with pytest.raises(NotReleased):
        house.deliveries.plan(variant, SHELF, by=house.by)
    with pytest.raises(NotReleased):
        house.deliveries.prepare(variant, SHELF)


@pytest.mark.parametrize("name", SPOILED)
def test_no_command_plans_or_shows_it(house: House, name: str) -> None:
    before, variant = house.planned(name), house.variants[name].id
    here = ["--workspace", str(house.desk.folder)]
    for words in (["deliver", variant, SHELF, "--by", "anna"], ["deliver", variant, SHELF, "--look"]):
        result = CliRunner().invoke(cli, [*words, *here])
        assert result.exit_code == 2, result.output
        assert variant in result.output
    assert house.planned(name) == before


@pytest.mark.parametrize("name", SPOILED)
def test_the_api_plans_and_shows_nothing_of_it(house: House, name: str) -> None:
    before, variant = house.planned(name), house.variants[name].id
    client, token = house.browser.client, {"Authorization": f"Bearer {house.token}"}
    asked = {"variant": variant, "outlet": SHELF, "recipients": []}
    assert client.post("/api/deliveries", json=asked, headers=token).status_code == 409
    shown = client.get("/api/deliveries/prepare", params={"variant": variant, "outlet": SHELF}, headers=token)
    assert shown.status_code == 409
    assert house.planned(name) == before


@pytest.mark.parametrize("name", SPOILED)
def test_no_page_plans_it(house: House, name: str) -> None:
    before, variant = house.planned(name), house.variants[name].id
    assert house.browser.post(f"/review/{variant}/deliver", {"outlet": SHELF}).status_code == 409
    assert house.planned(name) == before


@pytest.mark.parametrize("name", SPOILED)
def test_no_door_hands_it_out(house: House, name: str, tmp_path: Path) -> None:
    variant, token = house.variants[name].id, {"Authorization": f"Bearer {house.token}"}
    assert list(house.desk.export(variants=[variant], by=house.by)) == []
    assert house.browser.client.get("/api/released", params={"variant": variant}, headers=token).json() == []
    out = ["--out", str(tmp_path / "out"), "--by", "anna", "--workspace", str(house.desk.folder)]
    told = CliRunner().invoke(cli, ["desk", "export", "--variant", variant, *out])
    assert (told.exit_code, f"klaviatur desk show {variant}" in told.output) == (2, True)
    assert not list(tmp_path.rglob("*.*"))
    assert house.browser.post("/export").status_code == 409  # of all of them nothing is released


def test_the_worker_sends_nothing_of_it_and_holds_what_was_planned(house: House) -> None:
    worker = Worker(house.desk)
    assert worker.start()
    for _ in range(1_200):  # a minute at most, on a busy machine
        if house.deliveries.counts()[DeliveryState.HELD] == len(SPOILED) - 1:
            break
        Event().wait(0.05)
    worker.stop()
    counts = house.deliveries.counts()
    assert {state: number for state, number in counts.items() if number} == {DeliveryState.HELD: len(SPOILED) - 1}
    assert house.nothing_left()
    for name in SPOILED[1:]:
        (held,) = house.planned(name)
        with pytest.raises(NotReleased):
            house.deliveries.again(held, by=house.by)
    assert house.deliveries.send_due() == 0
    assert house.nothing_left()
