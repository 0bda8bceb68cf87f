"""Runs know when sales begin and end: a delta finds them though no fact changed, and makes what a full run makes."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from tests.syndicate.catalogues import ANNA, gtin, switch_on, whole

import klaviatur
from klaviatur import Syndication, Workspace
from klaviatur.adapters.clock import SystemClock
from klaviatur.adapters.outputs.locking import alone
from klaviatur.chain import syndicating
from klaviatur.errors import Overtaken
from klaviatur.records import Difference
from klaviatur.settings import Settings
from klaviatur.wiring import work
from klaviatur.wiring.work import Works

# Rows, groups, one price, a period told ahead, and no sale at all
NAMES = ("idealo", "google_merchant", "ucp", "woocommerce", "sitemap")
VALUES = {
    "idealo": {"delivery_cost": "4.90", "delivery_time": "1-3 Werktage"},
    "ucp": {"seller": "Haus Morgenrot"},
}
HEAD = "sku;name;description;preis;ean;marke;verfügbarkeit;bild;url;hauptartikel;farbe;angebotspreis;angebot ab;angebot bis"
SUMMER = ("5,90 EUR", "2020-06-10", "2020-06-20")
BEGINS, ENDS = datetime(2020, 6, 10, tzinfo=UTC), datetime(2020, 6, 21, tzinfo=UTC)
BEFORE = datetime(2020, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def line(number: int, price: str = "9,90 EUR", sale: Sequence[str] = ("", "", ""), parent: str = "") -> str:
    """Return a product as shops write it, with a sale and its period."""
    said = [f"A{number:02d}", f"Leuchte {number}", f"Eine Leuchte mit {number + 3} Watt.", price, gtin(number), "Hell"]
    said += [
        "auf Lager",
        f"https://bild.example/{number}.jpg",
        f"https://shop.example/{number}",
        parent,
        f"Ton {number}",
    ]
    return ";".join([*said, *sale])


def bring(workspace: Workspace, *lines: str) -> None:
    place = Path(workspace.folder) / "shop.csv"
    place.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    workspace.collect([place], source="shop")


CATALOGUE = (
    line(1, sale=SUMMER),
    line(2, sale=("6,90 EUR", "", "")),
    line(3),
    line(4, parent="A90"),
    line(5, sale=SUMMER, parent="A90"),
)


@pytest.fixture
def house(tmp_path: Path, new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> Iterator["House"]:
    place = new_database()
    database = place if place.startswith("postgresql") else ""
    monkeypatch.setenv("KLAVIATUR_DATABASE_URL", database)  # of the processes that help
    return House(tmp_path / "w", Settings(database_url=database))


class House:
    """A workspace whose outputs are run at one moment or another."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.bring(*CATALOGUE)
        with self.at(BEFORE) as syndication:
            for name in NAMES:
                switch_on(syndication, name, **VALUES.get(name, {}))

    def bring(self, *lines: str) -> None:
        with klaviatur.open_workspace(self.folder, settings=self.settings) as workspace:
            bring(workspace, *lines)

    def at(self, moment: datetime, **settings: object) -> Syndication:
        clock = SystemClock(moment)
        return klaviatur.open_syndication(self.folder, settings=replace(self.settings, **settings), clock=clock)

    def run(self, moment: datetime, *, full: bool = False, **settings: object) -> dict[str, str]:
        """Run all outputs at a moment, and return how each was run; none holds or stops anything."""
        with self.at(moment, **settings) as syndication:
            runs = syndication.run(full=full, by=ANNA)
            assert {(run.state, run.held) for run in runs} == {("done", 0)}
            return {run.output: run.kind.value for run in runs}

    def told(self) -> dict[str, bytes]:
        with self.at(BEFORE) as syndication:
            return {name: whole(syndication, name) for name in NAMES}

    def prices(self) -> dict[str, str]:
        """Return what idealo is told."""
        rows = csv.DictReader(io.StringIO(self.told()["idealo"].decode(), newline=""))
        return {row["sku"]: row["price"] for row in rows}

    def state(self, output: str) -> Path:
        return self.folder / "outputs" / output / "state.json"


def prices(**said: str) -> dict[str, str]:
    return {"A01": "9.90", "A02": "6.90", "A03": "9.90", "A04": "9.90", "A05": "9.90"} | said


ON_SALE = prices(A01="5.90", A05="5.90")


@ON_SQLITE
@pytest.mark.parametrize(
    ("moment", "wanted"),
    [(BEGINS - SECOND, prices()), (BEGINS, ON_SALE), (ENDS - SECOND, ON_SALE), (ENDS, prices())],
)
def test_a_delta_finds_what_begins_or_ends_and_makes_what_a_full_run_makes(
    house: House, moment: datetime, wanted: dict[str, str]
) -> None:
    house.run(BEFORE)
    assert house.prices() == prices()
    assert set(house.run(moment).values()) == {"delta"}
    assert house.prices() == wanted
    told = house.told()
    with house.at(moment) as syndication:
        assert syndication.parity(published=True) == []
    assert set(house.run(moment, full=True).values()) == {"full"}
    assert house.told() == told


@ON_SQLITE
def test_who_was_told_a_sale_ahead_needs_no_other_word_when_it_begins(house: House) -> None:
    house.run(BEFORE)
    before = house.told()
    assert b"2020-06-10T00:00+0000/2020-06-21T00:00+0000" in before["google_merchant"]
    house.run(BEGINS)
    after = house.told()
    assert {name for name in NAMES if before[name] != after[name]} == {"idealo", "ucp"}
    house.run(ENDS)
    assert b"5.90" not in b"".join(house.told().values())


@ON_SQLITE
def test_a_run_between_begin_and_end_waits_for_the_end(house: House) -> None:
    """What is due is found once, and again when it is due again; nothing is made anew in between."""
    for moment, due in ((BEFORE, BEGINS), (BEGINS, ENDS), (ENDS, None)):
        house.run(moment)
        assert {orjson.loads(house.state(name).read_bytes())["due"] for name in NAMES} == {
            due.isoformat() if due else None
        }
        with house.at(moment) as syndication:
            assert syndication.due() == {}
            assert {(one.due, one.overdue) for one in syndication.outputs() if one.on} == {(due, False)}
            assert {run.changed for run in syndication.run(by=ANNA)} == {0}
    assert not [place for name in NAMES for place in house.state(name).parent.glob("dues-*")]


def test_a_changed_period_is_due_at_the_new_moment(house: House) -> None:
    house.run(BEFORE)
    later = line(1, sale=("5,90 EUR", "2020-06-10", "2020-06-25"))
    house.bring(later, *CATALOGUE[1:])
    house.run(BEGINS)
    house.run(ENDS)
    assert house.prices() == prices(A01="5.90")
    house.bring(line(1), *CATALOGUE[1:])
    house.run(ENDS)
    assert house.prices() == prices()
    assert "dues" not in {place.name[:4] for place in house.state("idealo").parent.iterdir()}


@ON_SQLITE
def test_where_it_cannot_be_read_what_is_due_all_is_made_anew(house: House) -> None:
    house.run(BEFORE)
    for name, ends in (("idealo", 0), ("ucp", 8)):  # all of it, and so that its ends look sound
        (place,) = house.state(name).parent.glob("dues-*")
        told = place.read_bytes()
        place.write_bytes(told[:ends] + b"x" * (len(told) - 2 * ends) + told[len(told) - ends :])
    kinds = house.run(BEGINS)
    assert {name for name in NAMES if kinds[name] == "full"} == {"idealo", "ucp"}
    assert house.prices()["A01"] == "5.90"


def test_several_processes_take_one_moment(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syndicating, "STRETCH", 2)
    house.run(BEGINS)
    told = house.told()
    with house.at(BEGINS, output_processes=2) as syndication:
        syndication.run(full=True, by=ANNA)
    assert house.told() == told
    assert house.run(ENDS, output_processes=2) == dict.fromkeys(NAMES, "delta")
    assert house.prices() == prices()


@ON_SQLITE
def test_outputs_made_at_different_moments_are_held_against_each_other(house: House) -> None:
    house.run(BEFORE)
    with house.at(BEGINS) as syndication:
        syndication.run(["idealo"], by=ANNA)
        assert set(syndication.due()) == set(NAMES) - {"idealo"}
        assert set(syndication.due().values()) == {BEGINS}
        known = {one.name: (one.due, one.overdue) for one in syndication.outputs() if one.on}
        assert known == dict.fromkeys(NAMES, (BEGINS, True)) | {"idealo": (ENDS, False)}
        found = syndication.parity(published=True)
        assert {(one.key, one.said[-1][0]) for one in found if one.what == "file"} == {("A01", "ucp"), ("A90", "ucp")}
        syndication.run(by=ANNA)
        assert syndication.parity(published=True) == list[Difference]()
        assert syndication.due() == {}
    assert house.prices() == ON_SALE


@ON_SQLITE
def test_a_preview_and_a_check_are_of_the_moment_somebody_looks(house: House) -> None:
    house.run(BEFORE)
    for moment, price in ((BEGINS - SECOND, b"9.90"), (BEGINS, b"5.90"), (ENDS, b"9.90")):
        with house.at(moment) as syndication:
            assert price in syndication.preview("idealo", "A01").body
            assert syndication.parity() == []


@ON_SQLITE
def test_days_begin_in_the_time_zone_of_the_workspace_and_another_one_makes_all_anew(house: House) -> None:
    house.run(BEFORE, time_zone="Europe/Berlin")
    assert house.run(BEGINS - timedelta(hours=2), time_zone="Europe/Berlin") == dict.fromkeys(NAMES, "delta")
    assert house.prices() == ON_SALE
    assert house.run(BEGINS - timedelta(hours=2)) == dict.fromkeys(NAMES, "full")
    assert house.prices() == prices()


@ON_SQLITE
def test_an_output_of_an_older_version_goes_on_working(house: House) -> None:
    house.run(BEGINS)
    for name in NAMES:
        said = orjson.loads(house.state(name).read_bytes())
        house.state(name).write_bytes(orjson.dumps({key: said[key] for key in said if key not in {"due", "dues"}}))
    assert house.prices() == ON_SALE
    assert house.run(BEGINS) == dict.fromkeys(NAMES, "delta")


@ON_SQLITE
def test_who_works_runs_the_outputs_again_when_a_sale_has_ended(house: House) -> None:
    house.run(BEGINS)
    assert house.prices() == ON_SALE
    with klaviatur.open_desk(house.folder, settings=house.settings) as desk:
        works = Works(desk)
        works.renew_outputs()
        works.renew_outputs()  # ordered once
        (ordered,) = works.unfinished()
        assert not works.advance(ordered)
        assert house.prices() == prices()
        works.renew_outputs()
        assert works.unfinished() == []


@ON_SQLITE
def test_who_works_tries_again_where_another_run_was_in_the_way(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.run(BEGINS)
    with klaviatur.open_desk(house.folder, settings=house.settings) as desk:
        works = Works(desk)
        works.renew_outputs()
        with alone(house.folder / "outputs"):
            assert not works.advance(works.unfinished()[0])
        works.renew_outputs()
        assert works.unfinished() == []  # not at once
        monkeypatch.setattr(work, "AGAIN", timedelta(0))
        works.renew_outputs()
        assert not works.advance(works.unfinished()[0])
    assert house.prices() == prices()


def test_one_price_does_not_leave_once_its_time_is_over_and_a_price_with_its_period_does(house: House) -> None:
    house.run(BEGINS)
    with house.at(ENDS - SECOND) as syndication:
        assert {name: bool(whole(syndication, name)) for name in NAMES} == dict.fromkeys(NAMES, True)
    with house.at(ENDS) as syndication:
        for name in ("idealo", "ucp"):
            with pytest.raises(Overtaken, match=f"klaviatur syndicate {name}"):
                syndication.feed(name)
            with pytest.raises(Overtaken):
                syndication.write(house.folder / "files", [name])
        for name in ("google_merchant", "woocommerce", "sitemap"):
            assert whole(syndication, name)
        syndication.run(by=ANNA)
        assert b"5.90" not in b"".join(whole(syndication, name) for name in NAMES)


@ON_SQLITE
def test_who_works_looks_again_at_the_moment_a_sale_ends(house: House) -> None:
    ends = datetime.now(UTC) + timedelta(seconds=5)
    house.bring(line(1, sale=("5,90 EUR", "2020-06-10", ends.isoformat(timespec="seconds"))), *CATALOGUE[1:])
    house.run(datetime.now(UTC))
    with klaviatur.open_desk(house.folder, settings=house.settings) as desk:
        works = Works(desk)
        works.renew_outputs()
        assert works.unfinished() == []
        assert works.next_due == ends.replace(microsecond=0)
