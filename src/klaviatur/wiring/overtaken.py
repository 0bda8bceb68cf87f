"""Which outputs hold a wording that may not leave any more; asked before each file, so by few rows.

The signed audit decides: rows can only take away what it allows, whoever wrote them.
"""

from datetime import datetime, timedelta

from klaviatur.adapters.stores.outputs import StoredOutputs
from klaviatur.errors import Overtaken
from klaviatur.ports.outputs import ShelfState
from klaviatur.records import OutputProfile

LONGEST = timedelta(days=1)  # that may pass between a release's end and the transaction's that says so

PRICES = frozenset({"price", "selling_price"})  # what fields state of a product, see OutputField.parity
PERIOD = frozenset({"sale_from", "sale_until"})


def channels_of(profile: OutputProfile) -> tuple[str, ...]:
    """Return the channels whose wordings an output may state."""
    return tuple(sorted({said.partition(":")[0] for said in profile.wordings.values()}))


def is_overtaken(store: StoredOutputs, output: str, state: ShelfState) -> bool:
    """Return whether an output was made with a release of a channel it states that has ended since, or nobody knows.

    The channels are those of the profile it was made with, whatever that says by now. Raises AuditBroken where the
    audit does not hold, so that nobody can know.
    """
    if not state.marks.releases or state.channels == ():
        return False
    return not _is_known(store, output, state) or _has_ended(store, state)


def insist_on_standing(store: StoredOutputs, output: str, state: ShelfState, newest: ShelfState) -> None:
    """Raise Overtaken for an output that may not leave any more, and say what to do; AuditBroken as `is_overtaken`."""
    if not is_overtaken(store, output, state):
        return
    if newest.withheld:
        raise Overtaken(
            f"The output {output!r} holds a wording whose release has ended, and the run since then could not "
            f"replace it. {newest.withheld}"
        )
    if not _is_known(store, output, state):
        raise Overtaken(
            f"The output {output!r} was made from another state of the database, so nobody knows whether its wordings "
            f"are released. Run it again: klaviatur syndicate {output} --by NAME"
        )
    raise Overtaken(
        f"The output {output!r} holds a wording whose release has ended, so it does not leave like this. "
        f"Run it again: klaviatur syndicate {output} --by NAME"
    )


def insist_on_prices(profile: OutputProfile, state: ShelfState, now: datetime) -> None:
    """Raise Overtaken for an output whose one price stopped holding when a sale began or ended, until the next run.

    Those that state the period of a sale beside its price have said so ahead; those without prices say the same.
    """
    output = profile.name
    if state.due is None or state.due > now or not _states_one_price(profile):
        return
    raise Overtaken(
        f"A sale began or ended since the output {output!r} was made, so prices in it hold no more and it does not "
        f"leave like this. Run it again: klaviatur syndicate {output} --by NAME"
    )


def _states_one_price(profile: OutputProfile) -> bool:
    stated = {kind for field in profile.fields for kind in field.parity}
    return bool(stated & PRICES) and not stated & PERIOD


def _has_ended(store: StoredOutputs, state: ShelfState) -> bool:
    found = store.followed(state.marks)
    if found is None or store.states_any(found.ended, state.marks, state.channels):
        return True
    releases = {one[0] for one in state.marks.releases}
    return bool(releases & store.ended_releases(state.channels, since=state.at - LONGEST))


def _is_known(store: StoredOutputs, output: str, state: ShelfState) -> bool:
    """Return whether the run that made an output is one of this database: not where an older backup was put back."""
    run = store.find_run(state.run, output)
    return run is not None and run.at == state.at and store.followed(state.marks) is not None
