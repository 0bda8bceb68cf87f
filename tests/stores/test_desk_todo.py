"""What waits for a member: the newest first, of each kind no more than is shown, whoever has how much."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from klaviatur.adapters.stores import StoredDesk, open_desk_store
from klaviatur.records import KeptVariant, State
from klaviatur.testing.desks import BEGIN, bring_text, keep

HERS = {
    "assigned": {"assigned": "ada"},
    "sent_by": {"sent_by": "ada"},
    "changed_by": {"changed_by": "ada"},
}
SEEN = {
    "assigned": {State.DRAFT, State.IN_REVIEW, State.NEEDS_CHANGES, State.STALE},
    "sent_by": {State.NEEDS_CHANGES, State.STALE},
    "changed_by": {State.NEEDS_CHANGES, State.STALE},
}


@pytest.fixture
def desk(new_database: Callable[[], str]) -> Iterator[StoredDesk]:
    with open_desk_store(new_database(), now=lambda: BEGIN) as opened:
        yield opened


@pytest.fixture
def everything(desk: StoredDesk) -> list[KeptVariant]:
    """A variant in each state but released, in each way hers, each changed a minute after the one before."""
    made: list[KeptVariant] = []
    with desk.deciding() as deciding:
        for how, said in HERS.items():
            source = bring_text(deciding, how, f"Text {how}")
            for state in State:
                if state is not State.RELEASED:
                    variant = keep(deciding, source, state.value, f"{how} {state}", by="ben")
                    at = BEGIN + timedelta(minutes=len(made))
                    made.append(replace(variant, state=state, changed_at=at, **said))  # type: ignore[arg-type]
                    deciding.keep_variant(made[-1])
    return made


def test_what_waits_is_in_the_order_of_its_last_change(desk: StoredDesk, everything: list[KeptVariant]) -> None:
    hers = [v for v in everything if v.state in SEEN[next(how for how in HERS if getattr(v, how) == "ada")]]
    wanted = [variant.id for variant in reversed(hers)]
    assert [variant.id for variant in desk.todo("ada")] == wanted
    for limit in range(1, len(wanted) + 2):
        assert [variant.id for variant in desk.todo("ada", limit=limit)] == wanted[:limit]
    assert (list(desk.todo("")), list(desk.todo("emil"))) == ([], [])


def test_what_is_hers_in_several_ways_is_shown_once(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        variant = keep(deciding, bring_text(deciding, "solar", "Solarpark"), "x", "Er ist da.", by="ada")
        deciding.keep_variant(replace(variant, state=State.STALE, assigned="ada", sent_by="ada"))
    assert [one.id for one in desk.todo("ada")] == [variant.id]


@pytest.mark.parametrize("held", [3, 1_100])
def test_the_board_of_a_member_is_the_same_whether_they_have_few_or_many(desk: StoredDesk, held: int) -> None:
    channels = 25
    with desk.deciding() as deciding:
        for number in range(-(-held // channels)):
            source = bring_text(deciding, f"text-{number}", f"Text {number}")
            for channel in range(min(channels, held - number * channels)):
                variant = keep(deciding, source, f"c{channel}", f"Wort {number} {channel}", by="ben")
                deciding.keep_variant(replace(variant, assigned="ada"))
        bring_text(deciding, "other", "Anderes")
    rows = desk.board(assigned="ada", limit=200).rows
    assert sum(len(row.variants) for row in rows) == held
    assert {variant.assigned for row in rows for variant in row.variants} == {"ada"}
    assert "other" not in {row.source.key for row in rows}
