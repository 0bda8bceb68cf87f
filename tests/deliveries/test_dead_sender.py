"""What a process was sending when it died: asked again where the platform knows the key, in doubt elsewhere."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen

import pytest
from tests.deliveries.house import PIA, House, one

from klaviatur.adapters.stores.database import open_database
from klaviatur.adapters.work import ManyByFile, ManyByName
from klaviatur.chain.sending import keep_and_take
from klaviatur.errors import WorkspaceError
from klaviatur.ports import Delivering
from klaviatur.records import Delivery, DeliveryState, Receipt
from klaviatur.wiring.deliveries import SENDERS, Deliveries

PLANNED, SENDING, IN_DOUBT = DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.IN_DOUBT
HOLDS = """
import sys
from pathlib import Path
from klaviatur.adapters.stores.database import open_database
from klaviatur.adapters.work import ManyByFile, ManyByName
living = ManyByFile(Path(sys.argv[1]), "gone")
print(living.claim(), flush=True)
sys.stdin.read()
"""


@contextmanager
def a_lock(house: House, name: str) -> Iterator[None]:
    """Hold the lock of a sender, as another process could."""
    many = "://" in house.place
    living = ManyByName(open_database(house.place), name) if many else ManyByFile(house.folder / SENDERS, name)
    assert living.claim()
    try:
        yield
    finally:
        living.leave()


def taken_by(deliveries: Deliveries, sender: str) -> list[Delivery]:
    """Let a sender take what is due, and nothing more."""
    return [taken.delivery for taken in keep_and_take(deliveries._tools, [], sender=sender, room=8)]


def test_what_a_dead_sender_was_sending_is_in_doubt_or_asked_again(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    wall = one(deliveries.plan(variant.id, "wall", by=PIA))
    safe = one(deliveries.plan(variant.id, "safe", by=PIA))
    assert len(taken_by(deliveries, "gone")) == 2
    assert deliveries.send_due() == 1
    assert house.platform.arrived_keys() == [safe.id]
    doubt = deliveries.delivery(wall.id)
    assert (doubt.state, doubt.attempts) == (IN_DOUBT, 1)
    assert "has died before" in doubt.why
    assert one(house.lines("delivery.in_doubt")).entry.thing == f"delivery:{wall.id}"
    assert deliveries.delivery(safe.id).attempts == 2


def test_what_a_living_sender_is_sending_is_left_to_it(house: House, deliveries: Deliveries) -> None:
    other = house.deliveries()
    other._live()
    variant = house.release()
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    (taken,) = taken_by(other, other._sender.name)
    assert deliveries.send_due() == 0
    assert deliveries.delivery(planned.id).state is SENDING
    other._sender.answers.append((taken, ValueError("lost")))
    other.send_due()
    assert deliveries.delivery(planned.id).state is IN_DOUBT


def test_a_sender_that_lost_its_lock_takes_it_again_before_it_sends(house: House, deliveries: Deliveries) -> None:
    other, variant = house.deliveries(), house.release()
    other._live()
    house.lose_locks()
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    other.send_due(limit=0)
    taken_by(other, other._sender.name)
    assert deliveries.send_due() == 0
    assert deliveries.delivery(planned.id).state is SENDING
    house.lose_locks()
    other.close()


def test_a_sender_sends_nothing_while_somebody_else_has_its_lock(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    with a_lock(house, deliveries._sender.name):
        assert deliveries.send_due() == 0
        assert deliveries.delivery(planned.id).state is PLANNED
    assert deliveries.send_due() == 1


def test_an_answer_that_comes_after_all_ends_the_doubt(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    (taken,) = taken_by(deliveries, "slow")
    deliveries.send_due()
    assert deliveries.delivery(planned.id).state is IN_DOUBT
    keep_and_take(deliveries._tools, [(taken, Receipt("late"))], sender="slow", room=0)
    assert deliveries.delivery(planned.id).receipt == Receipt("late")
    assert deliveries.delivery(planned.id).state is DeliveryState.DELIVERED


def test_a_sender_that_is_killed_is_known_to_be_dead(house: House) -> None:
    folder = house.folder / SENDERS
    living = ManyByFile(folder, "here")
    assert living.claim()
    with Popen([sys.executable, "-c", HOLDS, str(folder)], stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        assert living.dead(["gone", "here", "never"]) == ["never"]
        os.kill(process.pid, signal.SIGKILL)
    assert living.dead(["gone", "here"]) == ["gone"]
    living.leave()
    assert list(folder.iterdir()) == []


def test_an_answer_is_kept_in_the_next_round_when_the_database_is_busy(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    store, opened = deliveries.store, 0
    real = store.delivering

    @contextmanager
    def busy() -> Iterator[Delivering]:
        nonlocal opened
        opened += 1
        if opened == 3:  # holding, taking, keeping
            raise WorkspaceError("locked")
        with real() as open_:
            yield open_

    store.delivering = busy  # type: ignore[method-assign, assignment]
    with pytest.raises(WorkspaceError):
        deliveries.send_due()
    assert deliveries.delivery(planned.id).state is SENDING
    deliveries.send_due()
    assert deliveries.delivery(planned.id).state is DeliveryState.DELIVERED
    assert len(house.platform.arrived) == 1
