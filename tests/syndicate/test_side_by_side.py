"""What outputs state is looked at side by side first; that finds the very differences that a look at all of it finds."""

from collections.abc import Mapping, Sequence
from random import Random

import polars as pl
import pytest

from klaviatur.records import Difference
from klaviatur.syndicate import parity
from klaviatur.syndicate.parity import PARTS, STATED, Reading, compare

Row = dict[str, object]
KEYS = ["C", "A", "B"]
BEYOND = "Z"  # a product that the first reading does not have
SAID: Mapping[str, list[object]] = {
    "price": ["9.9", "10"],
    "selling_price": ["8", "9.9"],
    "currency": ["EUR", "USD"],
    "gtin": ["4006381333931", "96385074"],
    "title": ["Leuchte", "Leuchte rot", "Leuchte…", "Lampe"],
    "number": ["12 3", "12 4", "12 …"],
    "availability": [1, 2, 3, 6],
}
PLACES: Mapping[str, list[object]] = {
    "currency_wanted": ["EUR", "USD"],
    "locale": ["de_DE", "en_GB"],
    "origin": ["", "shop:title"],
    "told": ["", "shop:body"],
}


def keys_of(random: Random) -> list[str]:
    """Return the keys of an output's rows: all products, some of them, groups and their members, or others."""
    some = random.choices(KEYS, k=random.randint(1, 6))
    several = KEYS * random.randint(2, PARTS + 2)
    return random.choice([KEYS, random.sample(KEYS, len(KEYS)), some, several, [*some[:3], BEYOND]])


def stated(random: Random) -> list[Reading]:
    """Return what outputs state: of one truth more or less, but for a few rows that say something else."""
    truth = {key: {name: random.choice(values) for name, values in SAID.items()} for key in (*KEYS, BEYOND)}
    first = KEYS if random.random() < 0.8 else random.choices(KEYS, k=4)
    alike, rows = random.random() < 0.2, list[Row]()
    for output in range(random.randint(2, 4)):
        for key in first if alike or not output else keys_of(random):
            said = {name: value for name, value in truth[key].items() if random.random() < 0.8}
            rows.append({**said, **{name: some[0] for name, some in PLACES.items()}, "key": key, "output": f"{output}"})
    for _ in range(random.choice([0, 1, 1, 1, 2])):
        name, values = random.choice([*SAID.items(), *SAID.items(), *PLACES.items()])
        random.choice(rows)[name] = random.choice(values)
    whole = pl.DataFrame(rows, schema=STATED)
    return [Reading(str(name), some) for (name,), some in whole.group_by("output", maintain_order=True)]


def looked_at_as_a_whole(readings: Sequence[Reading]) -> list[Difference]:
    with pytest.MonkeyPatch.context() as plain:
        plain.setattr(parity, "_in_doubt", lambda stated: stated)
        return compare(readings)


@pytest.mark.parametrize("seed", range(4))
def test_side_by_side_the_very_same_differences_are_found(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - makes outputs, guards nothing
    for _ in range(60):
        readings = stated(random)
        assert compare(readings) == looked_at_as_a_whole(readings)
