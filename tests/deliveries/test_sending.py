"""What is planned leaves once, at its moment, and what comes back is kept."""

from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest
from tests.deliveries.house import ADA, BEGIN, BEN, DELIVERED, LEA, PIA, PLANNED, House, one, states

from klaviatur.chain.sending import Answer, Stopped, hand_over, keep_and_take
from klaviatur.errors import InDoubt, NotAllowed, NotNow, NotReady, NotReleased, NotRetractable, Refused
from klaviatur.records import Bilingual, DeliveryState, Method, Outgoing, Pause, Problem, Severity
from klaviatur.wiring.deliveries import Deliveries

HELD, FAILED, IN_DOUBT = DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.IN_DOUBT


def test_a_released_wording_leaves_once_with_its_marking(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    assert deliveries.plan(variant.id, "wall", by=PIA) == [planned]
    assert deliveries.send_due() == 1
    assert deliveries.send_due() == 0
    key, outgoing = one(house.platform.arrived)
    assert (key, outgoing.variant, outgoing.title) == (planned.id, variant.id, "Solarpark")
    assert outgoing.part("text") == "Der Park ist da."
    assert outgoing.marking.method is Method.ALGORITHMIC
    assert (outgoing.marking.machine_share, outgoing.marking.reviewed_by) == (1.0, "anna")
    assert outgoing.published_at == BEGIN
    sent = deliveries.delivery(planned.id)
    assert (sent.state, sent.attempts, sent.ended_at) == (DELIVERED, 1, BEGIN)
    assert sent.receipt is not None
    line = one(house.lines("delivery.delivered"))
    assert (line.who, line.via, line.entry.thing) == ("klaviatur", "worker", f"delivery:{planned.id}")
    assert ("receipt", sent.receipt.id) in line.entry.details
    assert one(house.lines("delivery.planned")).who == "pia"


def test_nothing_leaves_a_second_too_early(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    at = BEGIN + timedelta(hours=1)
    deliveries.plan(variant.id, "wall", at=at, by=PIA)
    assert deliveries.next_due() == at
    house.clock.at = at - timedelta(microseconds=1)
    assert deliveries.send_due() == 0
    house.clock.at = at
    assert deliveries.send_due() == 1


def test_an_embargo_holds_to_the_second(house: House, deliveries: Deliveries) -> None:
    embargo = BEGIN + timedelta(days=1)
    variant = house.release(embargo=embargo)
    with pytest.raises(NotReady, match="under embargo until"):
        deliveries.plan(variant.id, "wall", at=embargo - timedelta(seconds=1), by=PIA)
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    assert planned.planned_at == embargo
    with pytest.raises(NotReady, match="under embargo"):
        deliveries.move(planned.id, BEGIN, by=PIA)
    house.clock.at = embargo - timedelta(seconds=1)
    assert deliveries.send_due() == 0
    house.clock.go(seconds=1)
    assert deliveries.send_due() == 1


def test_an_embargo_without_a_zone_is_german_time_in_a_german_text(house: House, deliveries: Deliveries) -> None:
    local = (BEGIN + timedelta(hours=5)).replace(tzinfo=None)
    variant = house.release(embargo=local)
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    assert planned.planned_at == BEGIN + timedelta(hours=4)


def test_an_embargo_that_comes_after_the_plan_holds_too(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    deliveries.plan(variant.id, "wall", by=PIA)
    with house.desk().deciding() as open_:
        known = open_.source(variant.source)
        later = open_.parsed(known.source)
        newer = replace(later, id="f" * 64, embargo=BEGIN + timedelta(hours=2))
        open_.keep_source("text", known.key, newer, title=known.title, by="anna")
    assert deliveries.send_due() == 0
    waiting = one(deliveries.deliveries())
    assert (waiting.state, waiting.next_at) == (PLANNED, BEGIN + timedelta(hours=2))
    assert "under embargo" in waiting.why
    house.clock.go(hours=2)
    assert deliveries.send_due() == 1


def test_what_the_platform_cannot_take_now_is_tried_later_and_later(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    deliveries.plan(variant.id, "wall", by=PIA)
    house.platform.answer(*[NotNow("busy")] * 4)
    waits = []
    for _ in range(4):
        assert deliveries.send_due() == 1
        now = one(deliveries.deliveries())
        waits.append((now.due_at - house.clock.now()).total_seconds())
        house.clock.at = now.due_at
    assert 30 <= waits[0] <= 37.5
    assert 45 <= waits[1] <= 75
    assert 90 <= waits[2] <= 150
    assert (now.state, now.attempts, now.why) == (FAILED, 4, "after 4 tries: busy")
    assert house.platform.arrived == []
    again = deliveries.again(now.id, by=PIA)
    assert (again.state, again.attempts) == (PLANNED, 0)
    assert deliveries.send_due() == 1
    assert states(deliveries) == [DELIVERED]


def test_a_platform_that_names_a_time_is_asked_by_nobody_before(house: House, deliveries: Deliveries) -> None:
    first, second = house.release(), house.release("Noch einer.", key="wind")
    deliveries.plan(first.id, "wall", by=PIA)
    house.clock.go(seconds=1)
    deliveries.plan(second.id, "wall", by=PIA)
    house.platform.answer(NotNow("slow down", retry_after_s=900))
    assert deliveries.send_due() == 1
    house.clock.go(seconds=890)
    assert deliveries.send_due() == 0
    house.clock.go(seconds=10)
    assert deliveries.send_due() == 2


def test_an_outlet_keeps_to_its_rate(house: House, deliveries: Deliveries) -> None:
    for number in range(5):
        deliveries.plan(house.release(f"Nummer {number}.", key=f"k{number}").id, "wall", by=PIA)
    assert deliveries.send_due() == 3
    assert deliveries.send_due() == 0
    assert deliveries.next_due() == BEGIN + timedelta(seconds=60)
    house.clock.go(seconds=60)
    assert deliveries.send_due() == 2


def test_what_is_refused_has_failed_and_says_why(house: House, deliveries: Deliveries) -> None:
    deliveries.plan(house.release().id, "wall", by=PIA)
    house.platform.answer(Refused("the account is gone"))
    deliveries.send_due()
    failed = one(deliveries.deliveries())
    assert (failed.state, failed.why, failed.due_at) == (FAILED, "the account is gone", BEGIN)
    assert one(house.lines("delivery.failed")).entry.why == "the account is gone"
    assert one(deliveries.proposals()).do == "try_again"


def test_what_nobody_knows_is_in_doubt_until_a_person_says(house: House, deliveries: Deliveries) -> None:
    deliveries.plan(house.release().id, "wall", by=PIA)
    house.platform.answer(InDoubt("no answer in 20 s"))
    deliveries.send_due()
    house.clock.go(days=2)
    assert deliveries.send_due() == 0
    doubt = one(deliveries.deliveries(states=[IN_DOUBT]))
    assert one(deliveries.proposals()).do == "resolve"
    with pytest.raises(NotReady, match="cannot be cancelled"):
        deliveries.cancel(doubt.id, "away with it", by=PIA)
    with pytest.raises(NotReady, match="Write how you know"):
        deliveries.resolve(doubt.id, arrived=True, why=" ", by=PIA)
    resolved = deliveries.resolve(doubt.id, arrived=True, why="seen on the page", by=PIA)
    assert (resolved.state, resolved.why) == (DELIVERED, "seen on the page")
    assert len(house.platform.arrived) == 1


def test_a_doubt_that_did_not_arrive_leaves_again(house: House, deliveries: Deliveries) -> None:
    deliveries.plan(house.release().id, "wall", by=PIA)
    house.platform.answer(InDoubt("no answer"))
    deliveries.send_due()
    house.platform.arrived.clear()
    doubt = one(deliveries.deliveries())
    deliveries.resolve(doubt.id, arrived=False, why="it is not there", by=PIA)
    assert deliveries.send_due() == 1
    assert house.platform.arrived_keys() == [doubt.id]


def test_where_the_platform_knows_the_key_a_doubt_is_asked_again(house: House, deliveries: Deliveries) -> None:
    house.platform.idempotent = True
    deliveries.plan(house.release().id, "safe", by=PIA)
    house.platform.answer(InDoubt("no answer"))
    deliveries.send_due()
    waiting = one(deliveries.deliveries())
    assert waiting.state is PLANNED
    house.clock.at = waiting.due_at
    assert deliveries.send_due() == 1
    assert len(house.platform.arrived) == 1
    assert states(deliveries) == [DELIVERED]


def test_a_fault_of_an_outlet_is_a_doubt_and_stops_nobody_else(house: House, deliveries: Deliveries) -> None:
    deliveries.plan(house.release().id, "wall", by=PIA)
    house.clock.go(seconds=1)
    deliveries.plan(house.release("Wind.", key="wind").id, "wall", by=PIA)
    house.platform.answer(ZeroDivisionError("oops"))
    assert deliveries.send_due() == 2
    doubt = one(deliveries.deliveries(states=[IN_DOUBT]))
    assert doubt.why == "ZeroDivisionError: oops"
    assert len(deliveries.deliveries(states=[DELIVERED])) == 1


def test_what_is_planned_for_one_place_leaves_in_its_order(house: House, deliveries: Deliveries) -> None:
    words = [f"Nummer {number}." for number in range(3)]
    for number, said in enumerate(words):
        at = BEGIN + timedelta(minutes=number)
        deliveries.plan(house.release(said, key=f"k{number}").id, "safe", at=at, by=PIA)
    house.clock.go(hours=1)
    assert deliveries.send_due() == 3
    assert house.platform.texts() == words


def test_a_pause_lets_nothing_leave_until_somebody_goes_on(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    pause = deliveries.pause_all("a crisis", by=BEN)
    assert deliveries.pause_all("another", by=PIA) == pause
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    assert deliveries.send_due() == 0
    assert deliveries.paused() == pause
    deliveries.go_on(by=BEN)
    deliveries.go_on(by=BEN)
    deliveries.pause_outlet("wall", "new password", by=PIA)
    assert deliveries.send_due() == 0
    assert deliveries.outlet("wall").paused == "new password"
    deliveries.open_outlet("wall", by=PIA)
    assert deliveries.send_due() == 1
    assert house.platform.arrived_keys() == [planned.id]
    assert [len(house.lines(what)) for what in ("deliveries.paused", "deliveries.go_on", "outlet.paused")] == [1, 1, 1]


def test_what_was_taken_when_somebody_pauses_is_put_back(house: House, deliveries: Deliveries) -> None:
    many = [f"leser{number}@example.org" for number in range(3)]
    planned = [each.id for each in deliveries.plan(house.release().id, "mail", recipients=many, by=PIA)]

    def press(_: object) -> None:
        with deliveries.store.delivering() as open_:
            open_.keep_pause(Pause("a crisis", "ben", BEGIN))

    tools = deliveries._tools
    taken = keep_and_take(tools, [], sender="me", room=3)
    assert len(taken) == 3
    house.platform.answer(press)
    answers: list[Answer] = [(taken[0].delivery, hand_over(tools, taken[0]))]
    for late in taken[1:]:
        with pytest.raises(Stopped, match="paused") as stopped:
            hand_over(tools, late)
        answers.append((late.delivery, stopped.value))
    assert keep_and_take(tools, answers, sender="me", room=3) == []
    assert house.platform.arrived_keys() == [taken[0].delivery.id]
    assert sorted(states(deliveries)) == sorted([DELIVERED, PLANNED, PLANNED])
    assert {deliveries.delivery(id_).attempts for id_ in planned} == {0, 1}
    deliveries.go_on(by=PIA)
    assert deliveries.send_due() == 2


def test_an_outlet_that_does_not_answer_leaves_room_for_the_others(house: House, deliveries: Deliveries) -> None:
    stuck, go_on = Event(), Event()

    def hang(outgoing: Outgoing) -> None:
        if outgoing.recipient:
            stuck.set()
            assert go_on.wait(60)

    house.platform.answer(*[hang] * 100)
    many = [f"leser{number}@example.org" for number in range(30)]
    deliveries.plan(house.release().id, "mail", recipients=many, by=PIA)
    round_ = Thread(target=deliveries.send_due, daemon=True)
    round_.start()
    assert stuck.wait(60)
    post = one(deliveries.plan(house.release(key="other").id, "safe", by=PIA))
    for _ in range(1_200):  # a minute at most, on a busy machine
        if deliveries.delivery(post.id).state is DELIVERED:
            break
        Event().wait(0.05)
    assert deliveries.delivery(post.id).state is DELIVERED
    assert deliveries.flying() == deliveries._sender.share < deliveries._sender.parallel
    go_on.set()
    round_.join(60)
    assert len(house.platform.arrived) == 31


def test_nothing_arrives_any_more_once_the_button_has_answered(house: House, deliveries: Deliveries) -> None:
    many = [f"leser{number}@example.org" for number in range(60)]
    deliveries.plan(house.release().id, "mail", recipients=many, by=PIA)
    half = Event()

    def slowly(_: object) -> None:
        if len(house.platform.arrived) > 10:
            half.set()
        Event().wait(0.01)

    house.platform.answer(*[slowly] * 60)
    worker = Thread(target=deliveries.send_due, daemon=True)
    worker.start()
    assert half.wait(60)
    elsewhere = house.deliveries()
    elsewhere.pause_all("a crisis", by=BEN)
    arrived = len(house.platform.arrived)
    assert elsewhere.flying() == 0
    worker.join(60)
    assert len(house.platform.arrived) == arrived < 60
    elsewhere.go_on(by=BEN)
    deliveries.send_due()
    assert len(house.platform.arrived) == 60


def test_a_delivery_is_moved_cancelled_and_planned_again(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    planned = one(deliveries.plan(variant.id, "wall", at=BEGIN + timedelta(hours=1), by=PIA))
    with pytest.raises(NotReady, match="is planned for 'wall' already"):
        deliveries.plan(variant.id, "wall", at=BEGIN + timedelta(hours=2), by=PIA)
    moved = deliveries.move(planned.id, BEGIN + timedelta(hours=2), by=PIA)
    assert moved.planned_at == BEGIN + timedelta(hours=2)
    cancelled = deliveries.cancel(planned.id, "not now", by=PIA)
    assert (cancelled.state, cancelled.ended_at, cancelled.why) == (DeliveryState.CANCELLED, BEGIN, "not now")
    house.clock.go(hours=3)
    assert deliveries.send_due() == 0
    assert deliveries.again(planned.id, by=PIA).planned_at == house.clock.now()
    assert deliveries.send_due() == 1
    with pytest.raises(NotReady, match="is delivered, so it cannot be moved"):
        deliveries.move(planned.id, BEGIN + timedelta(days=9), by=PIA)


def test_only_who_may_plans_and_pauses(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    for actor in (ADA, BEN, LEA):
        with pytest.raises(NotAllowed, match="may not plan, stop and take back"):
            deliveries.plan(variant.id, "wall", by=actor)
    with pytest.raises(NotAllowed, match="may not pause"):
        deliveries.pause_all("why", by=LEA)
    with pytest.raises(NotAllowed, match="may not set up outlets"):
        deliveries.keep_outlet("x", "wall", {}, version=1, by=PIA)
    assert deliveries.deliveries() == []


def test_what_is_out_is_taken_back_where_the_platform_can(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    wall = one(deliveries.plan(variant.id, "wall", by=PIA))
    safe = one(deliveries.plan(variant.id, "safe", by=PIA))
    deliveries.send_due()
    assert deliveries.proposals() == []
    house.withdraw(variant)
    advice = one(deliveries.proposals())
    assert (advice.delivery.id, advice.do) == (wall.id, "retract")
    taken = deliveries.retract(wall.id, "wrong figure", by=PIA)
    assert (taken.state, house.platform.retracted) == (DeliveryState.RETRACTED, [taken.receipt.id])  # type: ignore[union-attr]
    with pytest.raises(NotRetractable, match="takes nothing back"):
        deliveries.retract(safe.id, "wrong figure", by=PIA)
    with pytest.raises(NotReady, match="is retracted, so it cannot be taken back"):
        deliveries.retract(wall.id, "wrong figure", by=PIA)
    assert deliveries.proposals() == []


def test_what_the_platform_would_not_take_is_not_planned(house: House, deliveries: Deliveries) -> None:
    said = Bilingual("Zu lang.", "Too long."), Bilingual("Kürzen.", "Shorten it.")
    house.platform.problems = (Problem("", "fake.long", "E1", Severity.BLOCK, *said),)
    variant = house.release()
    with pytest.raises(NotReady, match=r"Too long\. Shorten it\."):
        deliveries.plan(variant.id, "wall", by=PIA)
    assert deliveries.prepare(variant.id, "wall").body == b"Der Park ist da."
    house.withdraw(variant)
    with pytest.raises(NotReleased, match="has no release"):
        deliveries.prepare(variant.id, "wall")


def test_an_outlet_of_a_kind_that_is_not_known_here_waits_and_stops_nobody_else(
    house: House, deliveries: Deliveries
) -> None:
    variant = house.release()
    wall = one(deliveries.plan(variant.id, "wall", by=PIA))
    safe = one(deliveries.plan(variant.id, "safe", by=PIA))
    older = house.deliveries(without="wall")
    assert older.send_due() == 1
    assert older.delivery(safe.id).state is DELIVERED
    waiting = older.delivery(wall.id)
    assert (waiting.state, waiting.due_at) == (PLANNED, BEGIN + timedelta(hours=6))
    assert "no kind of outlet 'wall'" in waiting.why
    house.withdraw(variant)
    older.send_due()
    assert one(older.proposals()).do == "release_anew"


def test_a_round_hands_over_no_more_than_it_is_allowed(house: House, deliveries: Deliveries) -> None:
    addresses = [f"p{number}@x.de" for number in range(20)]
    deliveries.plan(house.release().id, "mail", recipients=addresses, by=PIA)
    assert deliveries.send_due(limit=7) == 7
    assert deliveries.counts()[DELIVERED] == 7
    assert deliveries.send_due() == 13
    assert sorted(outgoing.recipient for _, outgoing in house.platform.arrived) == sorted(addresses)
