"""A team on both databases, a clock that is set by hand, and passwords that are checked quickly."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from teamwork import HandClock, OpenTeam, Team

from klaviatur.adapters.signing_in.passwords import Argon2Passwords
from klaviatur.records import Actor
from klaviatur.settings import Settings
from klaviatur.wiring.members import Members, open_members


@pytest.fixture
def open_team(new_database: Callable[[], str], tmp_path: Path) -> Iterator[OpenTeam]:
    opened: list[Members] = []

    def open_one(place: str = "", clock: HandClock | None = None, **settings: object) -> Team:
        place, clock = place or new_database(), clock or HandClock()
        known = Settings(database_url=place if "://" in place else f"sqlite:///{place}", **settings)  # type: ignore[arg-type]
        quick = Argon2Passwords(memory_kib=64, rounds=1, lanes=1)
        members = open_members(tmp_path, settings=known, clock=clock, passwords=quick)
        opened.append(members)
        return Team(members, clock, place, tmp_path)

    yield open_one
    for members in opened:
        members.close()


@pytest.fixture
def team(open_team: OpenTeam) -> Team:
    return open_team()


@pytest.fixture
def anna(team: Team) -> Actor:
    """The first member, who may do everything."""
    return team.start()
