"""What may become of a delivery, tried in every order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from klaviatur.errors import NotReady
from klaviatur.records import Delivery, DeliveryState, Receipt, read_rate
from klaviatur.syndicate import delivering as steps
from klaviatur.syndicate.delivering import Patience

BEGIN = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
TRIES = 3
PATIENCE = Patience(tries=TRIES)
PLANNED, SENDING, DELIVERED = DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.DELIVERED
ENDED = {DELIVERED, DeliveryState.FAILED, DeliveryState.CANCELLED, DeliveryState.RETRACTED}
NEW = Delivery("d", "wall", "v", "w", 1, "", PLANNED, BEGIN, "pia", BEGIN)


class Life(RuleBasedStateMachine):
    """A delivery to a platform that does not know the key, with a sender that may die and people who decide."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        self.delivery = NEW
        self.left = 0  # how often it was handed over
        self.arrived = 0  # how often it truly arrived
        self.denied = 0  # how often a person said that it had not arrived

    @rule(minutes=st.integers(0, 600))
    def time_goes_on(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.delivery.state is PLANNED)
    @rule()
    def the_sender_takes_it(self) -> None:
        early = self.delivery.due_at > self.now
        try:
            self.delivery = steps.begin(self.delivery, "s", self.now)
            assert not early
            self.left += 1
        except NotReady:
            assert early

    @precondition(lambda self: self.delivery.state is SENDING)
    @rule(
        answer=st.sampled_from(["taken", "busy", "refused", "silence", "silence_taken", "death", "ended"]),
        asked=st.none() | st.floats(1, 9_000),
    )
    def an_answer_comes(self, answer: str, asked: float | None) -> None:
        luck, before = 0.5, self.delivery
        self.arrived += answer in {"taken", "silence_taken"}
        if answer == "taken":
            self.delivery = steps.delivered(before, Receipt("1"), self.now)
        elif answer == "busy":
            self.delivery = steps.later(before, "busy", self.now, patience=PATIENCE, luck=luck, asked_s=asked)
            assert self.delivery.state is not PLANNED or self.delivery.due_at >= self.now + timedelta(
                seconds=asked or 30
            )
        elif answer == "refused":
            self.delivery = steps.refused(before, "no", self.now)
        elif answer == "death":
            self.delivery = steps.left_behind(before, self.now, idempotent=False)
        elif answer == "ended":
            self.left -= 1
            self.delivery = steps.hold(steps.given_back(before), "ended")
        else:
            self.delivery = steps.doubted(before, "?", self.now, idempotent=False, patience=PATIENCE, luck=luck)

    @precondition(lambda self: self.delivery.state is DeliveryState.IN_DOUBT)
    @rule()
    def a_person_finds_out(self) -> None:
        self.denied += not self.arrived
        self.delivery = steps.resolve(self.delivery, "looked", self.now, arrived=bool(self.arrived))

    @rule(what=st.sampled_from(["move", "cancel", "again", "hold", "retract"]))
    def somebody_decides(self, what: str) -> None:
        said = {
            "move": (self.now,),
            "cancel": ("why", self.now),
            "again": (self.now,),
            "hold": ("why",),
            "retract": ("why", self.now),
        }
        try:
            self.delivery = getattr(steps, what)(self.delivery, *said[what])
        except NotReady as refused:
            assert self.delivery.state.value in str(refused)  # noqa: PT017 - which one is raised depends on the life

    @invariant()
    def it_never_arrives_twice(self) -> None:
        assert self.arrived <= 1

    @invariant()
    def its_fields_fit_its_state(self) -> None:
        now = self.delivery
        assert (now.ended_at is not None) == (now.state in ENDED)
        assert bool(now.sender) == (now.state is SENDING)
        assert now.attempts <= TRIES
        assert now.state is not DELIVERED or self.arrived == 1
        assert now.state is PLANNED or now.next_at is None
        assert (now.id, now.outlet, now.wording, now.release) == ("d", "wall", "w", 1)


Life.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
test_a_delivery_never_arrives_twice_and_always_says_what_it_is = Life.TestCase


@given(attempts=st.integers(1, 200), luck=st.floats(0, 1, exclude_max=True), asked=st.none() | st.floats(0, 1e6))
def test_waits_grow_stay_within_half_a_minute_and_six_hours_and_never_go_below_what_was_asked(
    attempts: int, luck: float, asked: float | None
) -> None:
    wait = Patience().wait_s(attempts, luck, asked)
    assert 30 <= wait <= max(6 * 3600, asked or 0)
    assert wait >= (asked or 0)
    assert Patience().wait_s(attempts + 1, luck) >= Patience().wait_s(attempts, luck)


def test_the_last_try_of_a_platform_that_knows_the_key_leaves_a_doubt_not_a_failure() -> None:
    sending = replace(NEW, state=SENDING, attempts=TRIES, sender="s")
    after = steps.doubted(sending, "?", BEGIN, idempotent=True, patience=PATIENCE, luck=0.0)
    assert after.state is DeliveryState.IN_DOUBT
    earlier = steps.doubted(replace(sending, attempts=1), "?", BEGIN, idempotent=True, patience=PATIENCE, luck=0.0)
    assert (earlier.state, earlier.why) == (PLANNED, "?")


def test_a_long_reason_is_kept_short() -> None:
    assert len(steps.refused(replace(NEW, state=SENDING), "x" * 9_000, BEGIN).why) == steps.LONGEST


@pytest.mark.parametrize(
    ("told", "rate"),
    [("300/10800", (300, 10800)), (" 3 / 60 ", (3, 60)), ("", (0, 0)), ("300 posts in 3 hours", (0, 0)), ("3/0", (0, 0)), ("²/3", (0, 0))],
)  # fmt: skip
def test_a_rate_is_read_as_it_is_told(told: str, rate: tuple[int, int]) -> None:
    assert read_rate(told) == rate
