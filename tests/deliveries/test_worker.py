"""The embedded worker sends what is due, at its moment."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from tests.deliveries.house import PIA, House, a_house, one

from klaviatur.adapters.clock import SystemClock
from klaviatur.doors.worker import Worker
from klaviatur.records import DeliveryState
from klaviatur.settings import Settings
from klaviatur.wiring.deliveries import Deliveries
from klaviatur.wiring.desk import open_desk


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path, str(tmp_path / "klaviatur.db")) as house:
        yield house


def test_the_worker_of_the_pages_sends_what_is_planned_not_before_its_moment(
    house: House, deliveries: Deliveries
) -> None:
    house.clock.at = datetime.now(UTC)
    variant, other = house.release(), house.release("Wind.", key="wind")
    arrived, moments = Event(), list[datetime]()

    def note(_: object) -> None:
        moments.append(datetime.now(UTC))
        if len(moments) == 2:
            arrived.set()

    house.platform.answer(note, note)
    with open_desk(house.folder, settings=Settings()) as desk:
        worker = Worker(desk, deliveries=house.deliveries(SystemClock()))
        worker.start()
        deliveries.plan(variant.id, "safe", by=PIA)
        at = datetime.now(UTC) + timedelta(seconds=1.5)
        later = one(deliveries.plan(other.id, "wall", at=at, by=PIA))
        assert arrived.wait(60)
        worker.stop()
    assert house.platform.arrived_keys()[-1] == later.id
    assert moments[-1] >= at
    assert {one.state for one in deliveries.deliveries()} == {DeliveryState.DELIVERED}
