"""The story of an outlet: set up, paused, opened, looked at; each with its line in the audit."""

from collections.abc import Mapping

from klaviatur.chain.leaving import Leaving
from klaviatur.ports import DeliveryStore
from klaviatur.records import Actor, Entry, Health, KeptOutlet
from klaviatur.review.rights import allow
from klaviatur.syndicate.delivering import insist_on_reason


def keep_outlet(
    store: DeliveryStore, name: str, kind: str, values: Mapping[str, str], *, version: int, by: Actor
) -> KeptOutlet:
    """Keep the next version of an outlet; `version` is the one it follows plus one.

    What waited for another try, because a password was wrong for example, is tried at once.
    """
    allow(by, "outlets")
    with store.delivering() as open_:
        open_.keep_outlet(KeptOutlet(name, kind, dict(values), version, open_.at, by.name))
        open_.note(Entry("outlet.kept", f"outlet:{name}", details=(("kind", kind), ("version", str(version)))), by)
        open_.end_waiting(name)
        return open_.outlet(name)


def pause_outlet(store: DeliveryStore, name: str, why: str, *, by: Actor) -> KeptOutlet:
    """Let nothing leave by one outlet; what is being sent is ended."""
    allow(by, "pause")
    return _keep_state(store, name, insist_on_reason(why, "why the outlet is paused"), by)


def open_outlet(store: DeliveryStore, name: str, *, by: Actor) -> KeptOutlet:
    """End the pause of one outlet, and what it waits for: its platform is asked again at once."""
    allow(by, "pause")
    return _keep_state(store, name, "", by)


def _keep_state(store: DeliveryStore, name: str, paused: str, by: Actor) -> KeptOutlet:
    with store.delivering() as open_:
        known = open_.outlet(name)
        waited = not paused and known.waits_until is not None
        if not paused:
            open_.end_waiting(name)
        if known.paused != paused or waited:
            open_.keep_outlet_state(name, paused=paused)
            open_.note(Entry("outlet.paused" if paused else "outlet.opened", f"outlet:{name}", paused), by)
        return open_.outlet(name)


def check_outlet(tools: Leaving, name: str) -> Health:
    """Ask the platform whether it can be reached, and keep what was seen."""
    with tools.outlet(tools.store.outlet(name)) as outlet:
        health = outlet.health()
    with tools.store.delivering() as open_:
        open_.keep_outlet_state(name, health=health)
    return health
