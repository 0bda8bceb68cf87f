"""How a run of outputs is done: in full or as a delta, compared across outputs, kept all at once or not at all."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from klaviatur.adapters.outputs.parting import limits_of, parts_of
from klaviatur.adapters.outputs.shelf import OutputShelf
from klaviatur.adapters.stores.catalogue import StoredCatalogue
from klaviatur.adapters.stores.outputs import StoredOutputs
from klaviatur.chain.syndicating import Affected, Made, Progress, affected, make_all
from klaviatur.errors import KlaviaturError
from klaviatur.ports.outputs import Ended, Marks, Part, ShelfState, Totals, Writing
from klaviatur.records import Actor, Difference, OutputProfile, Run, RunKind
from klaviatur.syndicate.grouping import grouped
from klaviatur.syndicate.planning import Plan
from klaviatur.wiring.nowhere import Nowhere
from klaviatur.wiring.output_hand import Ordered
from klaviatur.wiring.output_hands import Help, several

ALONE = 40_000  # products that one process makes faster than others are started
AT_ONCE = 4  # outputs that are brought to the disk at a time
WORTHWHILE = 0.25  # share of changed products from which on all is made anew


@dataclass(slots=True)
class Running:
    """One output of a run."""

    plan: Plan
    shelf: OutputShelf
    state: ShelfState | None  # as it lies there; None: it is made in full
    run: Run | None = None
    writing: Writing | None = None
    made: Made | None = None
    changed: frozenset[str] = frozenset()
    looked_at: frozenset[str] | None = None  # None: all items
    ended: Ended | None = None  # once it is in the place of the old one, or that stays

    @property
    def kind(self) -> RunKind:
        """Return how much of the catalogue is looked at."""
        return RunKind.FULL if self.state is None else RunKind.DELTA


def run_outputs(
    store: StoredOutputs,
    wanted: Sequence[tuple[Plan, OutputShelf]],
    *,
    full: bool,
    progress: Progress | None,
    helping: Help,
    by: Actor,
) -> list[Run]:
    """Run outputs in one state of the catalogue; where two do not agree, both stay as they were.

    Nobody else may run outputs of this workspace meanwhile: what has no end here has lost its process.
    """
    store.close_lost(plan.name for plan, _ in wanted)
    with store.catalogue() as catalogue:
        running = _prepared(store, catalogue, wanted, full=full)
        begun = store.begin({one.plan.name: one.kind for one in running}, by=by)
        for one, run in zip(running, begun, strict=True):
            one.run = run
        with _failing(store, running):
            marks = catalogue.marks()
            differences = _make(catalogue, running, progress, helping)
            with ThreadPoolExecutor(AT_ONCE) as pool:
                ended = list(pool.map(lambda one: _end(one, marks, differences), running))
            runs = store.end(ended)
    for one in running:
        one.shelf.compact()
    return runs


def _print_of(plan: Plan) -> str:
    """Return what has to be the same for a delta: profile, settings, and the engine that hashes records."""
    return f"{plan.print} {pl.__version__}"


def _prepared(
    store: StoredOutputs, catalogue: StoredCatalogue, wanted: Sequence[tuple[Plan, OutputShelf]], *, full: bool
) -> list[Running]:
    last = store.last_runs()
    found: dict[Marks, tuple[bool, frozenset[str]]] = {}
    running = []
    for plan, shelf in wanted:
        state = None if full else _usable(plan, shelf, last.get(plan.name))
        one = Running(plan, shelf, state)
        if state is not None:
            if state.marks not in found:
                changed = catalogue.changed(state.marks)
                found[state.marks] = (changed.all_of_them, changed.keys)
            everything, one.changed = found[state.marks]
            if everything or len(one.changed) > max(50, WORTHWHILE * state.totals.items):
                one.state = None
        running.append(one)
    return running


def _usable(plan: Plan, shelf: OutputShelf, last: Run | None) -> ShelfState | None:
    """Return the state a delta can begin with: of this very profile, and the one that the last run left."""
    state = shelf.state()
    if state is None or last is None or state.print != _print_of(plan):
        return None
    known = state.run == last.id or last.state == "stopped_by_parity"
    return state if known and last.state in {"done", "stopped_by_parity"} else None


def _make(
    catalogue: StoredCatalogue, running: Sequence[Running], progress: Progress | None, helping: Help
) -> list[Difference]:
    whole = [one for one in running if one.state is None]
    others = [Made(one.plan, Nowhere()) for one in running if one.state is not None]  # what they say of all products
    differences = _make_full(catalogue, whole, others, progress, helping) if whole else []
    by_change: dict[frozenset[str], list[Running]] = {}
    for one in running:
        if one.state is not None:
            by_change.setdefault(one.changed, []).append(one)
    for keys, some in by_change.items():
        differences += _make_delta(catalogue, some, keys, progress)
    return differences


def _make_full(
    catalogue: StoredCatalogue,
    some: Sequence[Running],
    others: Sequence[Made],
    progress: Progress | None,
    helping: Help,
) -> list[Difference]:
    orders = []
    for one in some:
        writing = one.writing = one.shelf.begin_full(_number(one))
        one.made = Made(one.plan, writing)
        orders.append(Ordered(one.plan.profile, one.plan.setup, one.shelf.folder, writing.generation, _number(one)))
    orders += [Ordered(one.plan.profile, one.plan.setup) for one in others]
    made = [*(one.made for one in some if one.made), *others]
    outline = grouped(catalogue.outline())
    many = helping.processes > 1 and (helping.always or outline.height > ALONE)
    hands = several(orders, helping) if many else None
    return make_all(made, catalogue, outline, progress=progress, hands=hands)


def _make_delta(
    catalogue: StoredCatalogue, some: Sequence[Running], keys: frozenset[str], progress: Progress | None
) -> list[Difference]:
    near: Affected = affected(catalogue, keys)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(lambda one: _begun(one, near), some))
    return make_all(made, catalogue, near.outline, progress=progress)


def _begun(one: Running, near: Affected) -> Made:
    writing = one.writing = one.shelf.begin_delta(_number(one), near.records(one.plan))
    one.looked_at = near.looked_at(one.plan)
    one.made = Made(one.plan, writing, one.looked_at)
    return one.made


def _number(one: Running) -> int:
    return one.run.id if one.run else 0


def _end(one: Running, marks: Marks, differences: Sequence[Difference]) -> Ended:
    """Put a new output in the place of the old one, unless it says something else than another one does."""
    one.ended = _ended(one, marks, differences)
    return one.ended


def _ended(one: Running, marks: Marks, differences: Sequence[Difference]) -> Ended:
    if not (one.run and one.writing and one.made):
        raise AssertionError  # all of them were made
    said = [difference for difference in differences if any(name == one.plan.name for name, _ in difference.said)]
    state = _state(one, marks)
    counted = _counted(one.run, state.totals, one.writing)
    if said:
        one.writing.discard()
        message = f"{len(said)} differences to other outputs: {said[0].what} of {said[0].key!r}"
        return Ended(replace(one.run, state="stopped_by_parity", message=message))
    wrong = why_wrong(one.plan.profile, state.totals, state.parts)
    if wrong:
        one.writing.discard()
        counted = replace(one.run, state="failed", message=wrong)
    else:
        one.writing.commit(state)
    return Ended(counted, one.made.problems, None if one.looked_at is None else sorted(one.looked_at))


def why_wrong(profile: OutputProfile, totals: Totals, parts: Sequence[Part] = ()) -> str:
    """Return why nobody could read the file, or one of its parts, "" where all can."""
    limits = limits_of(profile)
    if totals.records < limits.least:
        return (
            f"No product may leave, and a file without any is not valid, so nothing was written. See what holds them: "
            f"klaviatur outputs held {profile.name}"
        )
    long = next((one for one in parts or (totals,) if not limits.held_by(one)), None)
    if long and parts:
        return (
            f"A product and its variants would be a file of {long.records} records in {long.bytes} bytes, which is "
            "longer than those who read it take, and they cannot be parted; so nothing was written. Shorten its texts, "
            "or join fewer variants."
        )
    if long or len(parts) > (limits.most_parts or len(parts)):
        return (
            f"The output would have {totals.records} records in {totals.bytes} bytes. Those who read it take at most "
            f"{limits.most} records and {limits.most_bytes} bytes (0: as many as there are), so nothing was written. "
            "Make profiles of your own for parts of the catalogue: docs/outputs.md says how."
        )
    return ""


def _state(one: Running, marks: Marks) -> ShelfState:
    if not (one.run and one.writing):
        raise AssertionError  # it was made
    writer, setup = one.plan.writer, replace(one.plan.setup, declared=tuple(sorted(one.writing.declared())))
    head, middles, tail = writer.head(setup), tuple(writer.middles(setup)), writer.tail(setup)
    separator = writer.separator(setup)
    state = ShelfState(
        run=one.run.id,
        print=_print_of(one.plan),
        at=one.run.at,
        marks=marks,
        head=head,
        middles=middles,
        tail=tail,
        separator=separator,
        totals=one.writing.totals(head, middles, tail, separator),
    )
    return replace(state, parts=parts_of(one.plan.profile, state, one.writing))


def _counted(run: Run, totals: Totals, writing: Writing) -> Run:
    return replace(
        run,
        items=totals.items,
        delivered=totals.delivered,
        held=totals.held,
        machine_items=totals.machine,
        grouping=totals.grouping,
        bytes=totals.bytes,
        digest=totals.digest,
        changed=writing.changed,
        removed=writing.removed,
        state="done",
    )


@contextmanager
def _failing(store: StoredOutputs, running: Sequence[Running]) -> Iterator[None]:
    """Leave outputs as they were, and say so in their runs, where something goes wrong before they are ready."""
    try:
        yield
    except (
        KlaviaturError,
        OSError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        pl.exceptions.PolarsError,
    ) as error:
        for one in running:
            if one.writing and not one.ended:
                one.writing.discard()
        message = str(error)[:500]
        store.end(one.ended or Ended(replace(one.run, state="failed", message=message)) for one in running if one.run)
        raise


def shelf_of(folder: Path, output: str) -> OutputShelf:
    """Return where an output of a workspace lies."""
    return OutputShelf(folder / "outputs" / output)
