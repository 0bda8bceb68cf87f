"""How tests make outlets."""

from collections.abc import Mapping
from datetime import UTC, datetime

from klaviatur.adapters.clock import SystemClock
from klaviatur.adapters.outlets import Placed, make_outlet
from klaviatur.records import KeptOutlet

NOW = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)


def making(kind: str, values: Mapping[str, str], secrets: Mapping[str, str] | None = None, *, name: str = "") -> Placed:
    """Return an outlet of a kind with settings and secrets, at 8 o'clock on 3 March 2027."""
    kept = KeptOutlet(name or f"our-{kind}", kind, values, 1, NOW, "anna")
    return make_outlet(kept, secrets or {}, SystemClock(NOW))
