"""A house on each database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.deliveries.house import ADA, House, a_house

from klaviatur.wiring.deliveries import Deliveries


@pytest.fixture
def house(new_database: Callable[[], str], tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path, new_database()) as house:
        yield house


@pytest.fixture
def deliveries(house: House) -> Deliveries:
    """The deliveries of the house, with an outlet of each kind that is called like its kind."""
    deliveries = house.deliveries()
    for passport in house.passports:
        deliveries.keep_outlet(passport.kind, passport.kind, {}, version=1, by=ADA)
    return deliveries
