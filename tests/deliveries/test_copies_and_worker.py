"""The worker renews copies: after runs of other processes, at the moment a sale ends, where a wording was withdrawn."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from tests.deliveries.copied import Shop, a_shop, only, renewed
from tests.deliveries.house import ADA, PIA
from tests.syndicate.catalogues import ANNA, gtin, row, switch_on

import klaviatur
from klaviatur.adapters.clock import SystemClock
from klaviatur.doors.worker import Worker
from klaviatur.doors.workspace.running import work
from klaviatur.records import Actor, MemberRole
from klaviatur.settings import Settings
from klaviatur.wiring.deliveries import Deliveries
from klaviatur.wiring.work import Works

RITA = Actor("rita", frozenset(MemberRole))
ALONE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
HEAD = "sku;name;description;preis;ean;marke;verfügbarkeit;bild;url;angebotspreis;angebot ab;angebot bis"
NAMES = ("google_merchant", "meta_catalog", "pinterest", "amazon_listings", "idealo")
VALUES = {
    "amazon_listings": {"seller_id": "A1"},
    "idealo": {"delivery_cost": "4.90", "delivery_time": "1-3 Werktage"},
}
BEGINS, ENDS = datetime(2020, 6, 10, tzinfo=UTC), datetime(2020, 6, 21, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path, new_database: Callable[[], str]) -> Iterator[Shop]:
    yield from a_shop(tmp_path, new_database())


def until(done: Callable[[], bool]) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + 30
    while not done():
        assert time.monotonic() < ends
        Event().wait(0.05)


@contextmanager
def at_work(
    folder: Path, settings: Settings, deliveries: Deliveries | None = None, look_s: float = 0.2
) -> Iterator[None]:
    with klaviatur.open_desk(folder, settings=settings) as desk:
        worker = Worker(desk, look_s=look_s, deliveries=deliveries)
        assert worker.start()
        try:
            yield
        finally:
            worker.stop()


def test_the_worker_puts_what_another_process_has_run(shop: Shop) -> None:
    with shop.opened() as deliveries:
        deliveries.publish("rows", "bucket", keep=True, by=PIA)
    with at_work(shop.folder, shop.settings, shop.opened()):
        shop.sell(row(1, preis="5,00 EUR"), row(2))
        shop.run()
        until(lambda: "5.00 EUR" in shop.text())
    assert shop.bucket.done == ["rows.csv", "rows.csv"]


def test_a_fault_of_ours_in_one_copy_does_not_take_the_others_along(shop: Shop) -> None:
    with shop.opened() as deliveries:
        for name in ("map", "rows"):
            deliveries.publish(name, "bucket", keep=True, by=PIA)
    shop.sell(row(1, url="https://shop.example/new", preis="5,00 EUR"))
    shop.run()
    shop.bucket.failing = [ZeroDivisionError("a fault")]
    with at_work(shop.folder, shop.settings, shop.opened()), shop.opened() as deliveries:
        until(lambda: [bool(copy.next_at) for copy in deliveries.copies.all() if copy.old] == [True])
        (copy,) = [copy for copy in deliveries.copies.all() if copy.old]
    assert copy.attempts == 1
    assert "ZeroDivisionError" in copy.why


@ALONE
def test_an_outlet_that_does_not_answer_holds_up_no_other_copy(shop: Shop) -> None:
    with shop.opened() as deliveries:
        for name in ("map", "rows"):
            deliveries.publish(name, "bucket", keep=True, by=PIA)
    shop.sell(row(1, url="https://shop.example/new", preis="5,00 EUR"))
    shop.run()
    hangs, goes_on = iter([True]), Event()
    shop.bucket.looking = lambda: goes_on.wait(30) if next(hangs, False) else None
    with at_work(shop.folder, shop.settings, shop.opened()):
        until(lambda: len(shop.bucket.done) == 3)
        goes_on.set()
        until(lambda: len(shop.bucket.done) == 4)
    assert set(shop.bucket.done[2:]) == {"map.xml", "rows.csv"}


@ALONE
def test_who_works_until_all_is_done_has_put_the_copies(tmp_path: Path, new_database: Callable[[], str]) -> None:
    shop = Shop(tmp_path / "workspace", new_database())
    shop.fill()
    shelf = tmp_path / "shelf" / "rows.csv"
    (shop.folder / "klaviatur.toml").write_text(f'outputs_folder = "{shop.settings.outputs_folder}"\n')
    with klaviatur.open_deliveries(shop.folder, settings=shop.settings) as deliveries:
        deliveries.keep_outlet("shelf", "folder", {"path": str(shelf.parent)}, version=1, by=ADA)
        deliveries.publish("rows", "shelf", keep=True, by=PIA)
    shop.sell(row(1, preis="5,00 EUR"), row(2))
    shop.run()
    assert work(str(shop.folder), until_done=True) == 0
    assert "5.00 EUR" in shelf.read_text(encoding="utf-8")


@ALONE
def test_a_copy_with_a_wording_that_was_withdrawn_is_told_as_old_and_put_after_the_run_that_follows(
    shop: Shop,
) -> None:
    shop.sell(row(1, beschreibung="Sie leuchtet warm und hat 12 Watt.", farbe="blau"), row(2))
    with klaviatur.open_desk(shop.folder, settings=shop.settings) as desk, shop.opened() as deliveries:
        (variant,) = desk.play("product", "A001", channels=["shopping_title"], by=RITA)
        desk.release(variant.id, wording=variant.wording, by=RITA)
        shop.run()
        deliveries.publish("rows", "bucket", keep=True, by=PIA)
        assert "Hell Leuchte" in shop.text()
        desk.withdraw(variant.id, "not ours", by=RITA)
        copy = only(deliveries)
        assert copy.old
        assert "release has ended" in copy.why
        assert renewed(deliveries) == []
        works = Works(desk)
        works.renew_outputs()
        assert [works.advance(one) for one in works.unfinished()] == [False]
        assert renewed(deliveries) == [True]
        assert "Hell Leuchte" not in shop.text()


# --- sales ----------------------------------------------------------------------------------------------------------
def bring(folder: Path, settings: Settings, sale: tuple[str, str]) -> None:
    """Bring one product with a sale from and until a moment, each may be ""."""
    said = ["A01", "Leuchte", "Eine Leuchte mit 4 Watt.", "9,90 EUR", gtin(1), "Hell", "auf Lager"]
    said += ["https://bild.example/1.jpg", "https://shop.example/1", "5,90 EUR", *sale]
    (folder.parent / "shop.csv").write_text(f"{HEAD}\n{';'.join(said)}\n", encoding="utf-8")
    with klaviatur.open_workspace(folder, settings=settings) as workspace:
        workspace.collect([folder.parent / "shop.csv"], source="shop")


def selling(tmp_path: Path, place: str, moment: datetime, sale: tuple[str, str], *names: str) -> Settings:
    """Make a workspace whose outputs were run and put onto a shelf at a moment, to be kept up to date there."""
    folder, settings = tmp_path / "workspace", Settings(database_url=place if "://" in place else "")
    bring(folder, settings, sale)
    clock = SystemClock(moment)
    with klaviatur.open_syndication(folder, settings=settings, clock=clock) as syndication:
        for name in names:
            switch_on(syndication, name, **VALUES.get(name, {}))
        assert {(run.state, run.held) for run in syndication.run(by=ANNA)} == {("done", 0)}
    with klaviatur.open_deliveries(folder, settings=settings, clock=clock) as deliveries:
        deliveries.keep_outlet("shelf", "folder", {"path": str(tmp_path / "shelf")}, version=1, by=ADA)
        for name in names:
            deliveries.publish(name, "shelf", keep=True, by=PIA)
    return settings


def on_sale(tmp_path: Path) -> set[str]:
    """Return the files on the shelf that state the price of the sale."""
    return {one.name for one in (tmp_path / "shelf").iterdir() if b"5.9" in one.read_bytes()}


@pytest.mark.parametrize(
    ("sale", "before"),
    [(("", "2020-06-20"), True), (("2020-06-21", ""), False)],
)
def test_copies_of_platforms_that_take_no_sale_by_halves_follow_at_its_moment(
    tmp_path: Path, new_database: Callable[[], str], sale: tuple[str, str], before: bool
) -> None:
    settings = selling(tmp_path, new_database(), BEGINS, sale, *NAMES)
    every = {one.name for one in (tmp_path / "shelf").iterdir()}
    assert len(every) == len(NAMES)
    assert on_sale(tmp_path) == (every if before else set())
    folder, late = tmp_path / "workspace", SystemClock(ENDS)
    with klaviatur.open_deliveries(folder, settings=replace(settings), clock=late) as deliveries:
        old = [copy for copy in deliveries.copies.all() if copy.old]
        assert [copy.output for copy in old] == ["idealo"]  # states one price alone
        assert "A sale began or ended" in old[0].why
        assert renewed(deliveries) == []
        with klaviatur.open_desk(folder, settings=settings) as desk:
            works = Works(desk)
            works.renew_outputs()
            assert [works.advance(one) for one in works.unfinished()] == [False]
        assert renewed(deliveries) == [True] * len(NAMES)
        assert not [copy for copy in deliveries.copies.all() if copy.old]
    assert on_sale(tmp_path) == (set() if before else every)


@ALONE
def test_the_worker_renews_copies_at_the_very_moment_a_sale_ends(
    tmp_path: Path, new_database: Callable[[], str]
) -> None:
    ends = (datetime.now(UTC) + timedelta(seconds=4)).replace(microsecond=0)
    sale = ("", ends.isoformat())
    settings = selling(tmp_path, new_database(), datetime.now(UTC), sale, "google_merchant")
    assert on_sale(tmp_path) == {"google_merchant.xml"}
    with at_work(tmp_path / "workspace", settings, look_s=60):  # it wakes by itself
        until(lambda: not on_sale(tmp_path))
        assert datetime.now(UTC) >= ends
