"""Why a run was stopped: its output does not say the same as another one; as a run keeps it, and read out of it again.

A run keeps one English sentence. Doors say it in their own words, so it is read back here, beside where it is written.
"""

import re
from ast import literal_eval
from dataclasses import dataclass

from klaviatur.records import Run

_KEPT = re.compile(r"""(\d+) differences to other outputs: (\w+) of (["'].*["'])""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where an output does not say the same as others."""

    differences: int
    what: str  # see Difference.what
    key: str  # of the first product


def why_stopped(stop: Stop) -> str:
    """Return the sentence that a run keeps; `stop_of` reads it."""
    return f"{stop.differences} differences to other outputs: {stop.what} of {stop.key!r}"


def stop_of(run: Run | None) -> Stop | None:
    """Return why a run was stopped, None for any other."""
    found = _KEPT.fullmatch(run.message) if run is not None and run.state == "stopped_by_parity" else None
    return Stop(int(found[1]), found[2], str(literal_eval(found[3]))) if found else None
