"""A copy of an output at an outlet follows its output: put anew where that changed, told as old where it cannot be."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.deliveries.copied import NOW, Shop, a_shop, only, renewed
from tests.deliveries.house import ADA, BEN, PIA
from tests.syndicate.catalogues import ANNA, row

import klaviatur
from klaviatur.adapters.outputs.locking import putting
from klaviatur.errors import Conflict, NotAllowed, NotNow, NotReady, Refused, UnknownOutlet, UnknownOutput
from klaviatur.settings import Settings
from klaviatur.wiring.backups import back_up, restore_backup
from klaviatur.wiring.copies import PUTTING
from klaviatur.wiring.deliveries import Deliveries

AWAY = NotNow("The bucket is away.")


@pytest.fixture
def shop(tmp_path: Path, new_database: Callable[[], str]) -> Iterator[Shop]:
    yield from a_shop(tmp_path, new_database())


@pytest.fixture
def deliveries(shop: Shop) -> Iterator[Deliveries]:
    with shop.opened() as deliveries:
        yield deliveries


def test_a_copy_follows_its_output_whoever_runs_it_and_the_audit_says_by_whose_order(
    shop: Shop, deliveries: Deliveries
) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    copy = only(deliveries)
    assert (copy.output, copy.outlet, copy.by, copy.put_at, copy.old) == ("rows", "bucket", "pia", NOW, False)
    assert renewed(deliveries) == []
    shop.sell(row(1, preis="5,00 EUR"), row(2))
    assert renewed(deliveries) == []  # nothing has run
    shop.run()
    assert only(deliveries).old
    shop.clock.go(minutes=1)
    assert renewed(deliveries) == [True]
    assert "5.00 EUR" in shop.text()
    assert shop.text() == shop.wanted()
    copy = only(deliveries)
    assert (copy.by, copy.put_at, copy.old, copy.why) == ("pia", shop.clock.now(), False, "")
    first, second = shop.lines("output.published")
    assert (first.who, second.who, second.via) == ("pia", "klaviatur", "worker")
    assert ("ordered_by", "pia") in second.entry.details
    (kept,) = shop.lines("copy.kept")
    assert (kept.who, kept.entry.thing, kept.entry.details) == ("pia", "output:rows", (("outlet", "bucket"),))


def test_a_run_that_changes_nothing_puts_nothing(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    shop.run()
    with shop.syndication() as syndication:
        syndication.run(full=True, by=ANNA)
    assert renewed(deliveries) == []
    assert shop.bucket.done == ["rows.csv"]


def test_only_files_that_changed_are_put_the_index_last_and_parts_that_are_gone_are_taken_away(
    shop: Shop, deliveries: Deliveries
) -> None:
    shop.sell(*(row(number) for number in range(1, 6)))
    shop.run()
    deliveries.publish("map", "bucket", keep=True, by=PIA)
    assert shop.bucket.done == ["map-part1.xml", "map-part2.xml", "map-part3.xml", "map.xml"]
    shop.bucket.done.clear()
    shop.sell(*(row(number) for number in (1, 2, 3, 5)))
    shop.run()
    assert renewed(deliveries) == [True]
    assert shop.bucket.done == ["map-part2.xml", "map.xml", "-map-part3.xml"]
    assert set(shop.bucket.files) == {"map-part1.xml", "map-part2.xml", "map.xml"}
    assert {one.name for one in only(deliveries).files} == set(shop.bucket.files)
    shop.bucket.done.clear()
    del shop.bucket.files["map-part1.xml"]  # by somebody's hand
    shop.sell(row(1), row(2))
    shop.run()
    assert renewed(deliveries) == [True]
    assert set(shop.bucket.files) == {"map.xml"}


def test_where_the_outlet_is_away_it_is_tried_again_later_and_later(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    shop.sell(row(1))
    shop.run()
    shop.bucket.failing = [AWAY] * 12
    waits = []
    for _ in range(12):
        assert renewed(deliveries) == [False]
        copy = only(deliveries)
        assert (copy.old, copy.why, copy.put_at) == (True, str(AWAY), NOW)
        assert renewed(deliveries) == []  # not at once
        assert copy.next_at
        waits.append((copy.next_at - shop.clock.now()).total_seconds())
        shop.clock.at = copy.next_at
    assert waits[0] < 60 < waits[3]
    assert max(waits) <= 3600
    assert renewed(deliveries) == [True]
    assert (only(deliveries).old, only(deliveries).attempts, only(deliveries).why) == (False, 0, "")
    assert shop.text() == shop.wanted()


def test_a_platform_that_names_a_time_is_not_asked_before_it(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    shop.sell(row(1))
    shop.run()
    shop.bucket.failing = [NotNow("Wrong key.", retry_after_s=900)]
    renewed(deliveries)
    assert (only(deliveries).next_at - NOW).total_seconds() == 900
    shop.bucket.failing = [NotNow("Wrong key.", retry_after_s=900)]
    deliveries.open_outlet("bucket", by=PIA)  # somebody asks it once more
    assert renewed(deliveries) == [False]
    assert renewed(deliveries) == []
    deliveries.keep_outlet("bucket", "bucket", {}, version=2, by=ADA)  # and sets another key
    assert renewed(deliveries) == [True]


def test_what_was_put_before_an_outlet_went_away_is_not_put_again(shop: Shop, deliveries: Deliveries) -> None:
    shop.sell(*(row(number) for number in range(1, 6)))
    shop.run()
    deliveries.publish("map", "bucket", keep=True, by=PIA)
    shop.sell(*(row(number, url=f"https://shop.example/new/{number}") for number in range(1, 6)))
    shop.run()
    shop.bucket.done.clear()
    shop.bucket.failing = [None, AWAY]
    assert renewed(deliveries) == [False]
    assert shop.bucket.done == ["map-part1.xml"]
    shop.clock.go(hours=1)
    assert renewed(deliveries) == [True]
    assert shop.bucket.done[:3] == ["map-part1.xml", "map-part2.xml", "map-part3.xml"]


def test_after_a_process_that_died_on_the_way_all_is_put_again(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("map", "bucket", keep=True, by=PIA)
    shop.sell(*(row(number) for number in range(1, 6)))
    shop.run()
    seen = []
    shop.bucket.looking = lambda: seen.extend(deliveries.store.copies())
    renewed(deliveries)
    assert {(copy.digest, copy.files) for copy in seen} == {("", ())}  # what a killed process leaves


def test_an_output_that_goes_back_to_what_it_said_is_put_again_where_a_newer_one_may_stand(
    shop: Shop, deliveries: Deliveries
) -> None:
    deliveries.publish("map", "bucket", keep=True, by=PIA)
    shop.sell(row(1), row(3))
    shop.run()
    shop.bucket.looking = lambda: shop.bucket.files.update({"map.xml": ("", b"a newer one, and no answer")})
    shop.bucket.failing = [AWAY]
    assert renewed(deliveries) == [False]
    shop.bucket.looking = lambda: None
    shop.sell(row(1), row(2))
    shop.run()
    shop.clock.go(hours=1)
    assert renewed(deliveries) == [True]
    assert shop.text("map.xml") == shop.wanted("map")


def test_pauses_hold_copies_back_and_are_told_and_ended_pauses_let_them_go_on_at_once(
    shop: Shop, deliveries: Deliveries
) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    deliveries.pause_all("a crisis", by=BEN)
    assert not only(deliveries).old  # it says what the output says
    shop.sell(row(1))
    shop.run()
    assert renewed(deliveries) == []
    assert "a crisis" in only(deliveries).why
    deliveries.go_on(by=BEN)
    deliveries.pause_outlet("bucket", "the disk is full", by=PIA)
    assert renewed(deliveries) == []
    assert "the disk is full" in only(deliveries).why
    deliveries.open_outlet("bucket", by=PIA)
    assert renewed(deliveries) == [True]
    assert shop.text() == shop.wanted()


def test_a_pause_stops_what_is_being_put_before_its_next_file(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("map", "bucket", keep=True, by=PIA)
    shop.sell(*(row(number) for number in range(1, 6)))
    shop.run()
    shop.bucket.done.clear()
    shop.bucket.looking = lambda: deliveries.pause_all("a crisis", by=BEN)
    assert renewed(deliveries) == [False]
    assert shop.bucket.done == ["map-part1.xml"]
    assert (only(deliveries).old, only(deliveries).attempts) == (True, 0)
    shop.bucket.looking = lambda: None
    deliveries.go_on(by=BEN)
    assert renewed(deliveries) == [True]
    assert shop.bucket.done == ["map-part1.xml", "map-part2.xml", "map-part3.xml", "map.xml"]


def test_a_copy_whose_output_is_damaged_or_off_is_told_as_old(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    with shop.syndication() as syndication:
        syndication.switch("rows", on=False, by=ANNA)
        assert "switched off" in only(deliveries).why
        syndication.switch("rows", on=True, by=ANNA)
    assert not only(deliveries).old
    for file in (shop.folder / "outputs" / "rows").iterdir():
        if file.name != "state.json":
            file.unlink()
    copy = only(deliveries)
    assert copy.old
    assert "klaviatur syndicate rows --full" in copy.why
    assert renewed(deliveries) == []
    shop.run()
    assert not only(deliveries).old  # it says again what stands there


def test_another_place_of_the_outlet_gets_all_files(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("map", "bucket", keep=True, by=PIA)
    shop.bucket.done.clear()
    deliveries.keep_outlet("bucket", "bucket", {"host": "elsewhere"}, version=2, by=ADA)
    assert only(deliveries).old
    assert renewed(deliveries) == [True]
    assert shop.bucket.done == ["map.xml"]


def test_who_publishes_by_hand_puts_all_files_and_the_copy_knows(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("map", "bucket", keep=True, by=PIA)
    shop.sell(*(row(number) for number in range(1, 4)))
    shop.run()
    shop.bucket.done.clear()
    deliveries.publish("map", "bucket", by=PIA)
    assert shop.bucket.done == ["map-part1.xml", "map-part2.xml", "map.xml"]
    deliveries.publish("map", "bucket", keep=True, by=PIA)
    assert len(shop.lines("copy.kept")) == 1  # it was ordered already
    assert renewed(deliveries) == []


def test_a_copy_is_kept_no_longer_when_somebody_says_so_and_stays_where_it_is(
    shop: Shop, deliveries: Deliveries
) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    with pytest.raises(NotAllowed):
        deliveries.copies.stop("rows", "bucket", by=BEN)
    shop.sell(row(1))
    shop.run()
    due = deliveries.copies.due()
    assert deliveries.copies.stop("rows", "bucket", by=PIA)
    assert not deliveries.copies.stop("rows", "bucket", by=PIA)
    assert [deliveries.copies.renew(copy) for copy in due] == [False]
    assert deliveries.copies.all() == ()
    assert shop.bucket.done == ["rows.csv"]
    assert "rows.csv" in shop.bucket.files
    (line,) = shop.lines("copy.stopped")
    assert line.who == "pia"


def test_a_copy_that_is_ended_while_it_is_put_does_not_come_back(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    shop.sell(row(1))
    shop.run()
    shop.bucket.looking = lambda: deliveries.copies.stop("rows", "bucket", by=PIA)
    assert renewed(deliveries) == [True]
    assert deliveries.copies.all() == ()
    assert len(shop.lines("output.published")) == 2


def test_what_cannot_be_put_is_not_ordered(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.keep_outlet("wall", "wall", {}, version=1, by=ADA)
    wrong = [
        ("rows", "bucket", BEN, NotAllowed),
        ("rows", "nowhere", PIA, UnknownOutlet),
        ("../rows", "bucket", PIA, UnknownOutput),
    ]
    for output, outlet, by, error in wrong:
        with pytest.raises(error):
            deliveries.publish(output, outlet, keep=True, by=by)
    shop.bucket.failing = [Refused("No.")]
    with pytest.raises(Refused):
        deliveries.publish("rows", "bucket", keep=True, by=PIA)
    with shop.syndication() as syndication:
        syndication.switch("rows", on=False, by=ANNA)
    with pytest.raises(NotReady, match="klaviatur outputs on rows"):
        deliveries.publish("rows", "bucket", keep=True, by=PIA)
    assert deliveries.copies.all() == ()
    assert shop.lines("copy.kept") == []
    assert not (shop.folder / PUTTING / "rows").exists()


def test_two_outputs_with_a_file_of_one_name_do_not_overwrite_each_other(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    text = (shop.folder.parent / "profiles" / "rows.toml").read_text(encoding="utf-8")
    (shop.folder.parent / "profiles" / "twin.toml").write_text(
        text.replace('name = "rows"', 'name = "twin"', 1), encoding="utf-8"
    )
    with shop.syndication() as syndication:
        syndication.switch("twin", on=True, values={"base_url": "https://shop.example"}, by=ANNA)
    shop.run()
    with pytest.raises(NotReady, match="outputs publish rows bucket --stop --by NAME"):
        deliveries.publish("twin", "bucket", by=PIA)
    assert deliveries.publish("twin", "other", by=PIA)


def test_two_processes_do_not_put_one_copy_at_the_same_time(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    shop.sell(row(1))
    shop.run()
    with putting(shop.folder / PUTTING, "rows", "bucket"):
        assert renewed(deliveries) == [False]
        with pytest.raises(Conflict, match="at this moment"):
            deliveries.publish("rows", "bucket", by=PIA)
    assert only(deliveries).attempts == 0
    assert renewed(deliveries) == [True]


def test_a_profile_that_calls_its_file_otherwise_takes_the_old_one_away(shop: Shop, deliveries: Deliveries) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    place = shop.folder.parent / "profiles" / "rows.toml"
    place.write_text(place.read_text(encoding="utf-8").replace("rows.csv", "lines.csv"), encoding="utf-8")
    shop.sell(row(1))
    shop.run()
    assert renewed(deliveries) == [True]
    assert set(shop.bucket.files) == {"lines.csv"}


def test_a_restored_workspace_puts_nothing_until_somebody_lets_it_and_trusts_no_file_there(
    shop: Shop, deliveries: Deliveries, tmp_path: Path
) -> None:
    deliveries.publish("rows", "bucket", keep=True, by=PIA)
    back_up(shop.folder, tmp_path / "monday.zip", shop.settings)
    restore_backup(tmp_path / "monday.zip", tmp_path / "again", Settings())
    with klaviatur.open_deliveries(tmp_path / "again", settings=Settings()) as restored:
        pause = restored.paused()
        assert pause
        assert "restored from a backup" in pause.why
        (copy,) = restored.store.copies()
        assert (copy.by, copy.digest, copy.files) == ("pia", "", ())
        assert restored.copies.due() == []
