"""How a run of outputs is done: in full or as a delta, compared across outputs, kept all at once or not at all."""

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from klaviatur.adapters.outputs.damage import Unreadable, insist_whole
from klaviatur.adapters.outputs.dues import due_keys, with_dues
from klaviatur.adapters.outputs.parting import limits_of, parts_of
from klaviatur.adapters.outputs.room import NO_ROOM, lacks_room
from klaviatur.adapters.outputs.shelf import OutputShelf
from klaviatur.adapters.stores.catalogue import StoredCatalogue
from klaviatur.adapters.stores.outputs import StoredOutputs
from klaviatur.chain.syndicating import Affected, Made, Progress, affected, make_all
from klaviatur.errors import AuditBroken, KlaviaturError, WorkspaceError
from klaviatur.ports.outputs import Changed, Ended, Marks, Part, ShelfState, Totals, Writing
from klaviatur.records import Actor, Difference, OutputProfile, Run, RunKind
from klaviatur.syndicate.grouping import grouped
from klaviatur.syndicate.planning import Plan
from klaviatur.syndicate.stopping import Stop, why_stopped
from klaviatur.wiring.nowhere import Nowhere
from klaviatur.wiring.output_hand import Ordered
from klaviatur.wiring.output_hands import Help, several
from klaviatur.wiring.overtaken import channels_of

ALONE = 40_000  # products that one process makes faster than others are started
AT_ONCE = 4  # outputs that are brought to the disk at a time
DAMAGED = "Files of the output were damaged or gone, so all of it was made anew."
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
    seen: frozenset[str] | None = None  # products of which it was found out when they are due; None: all
    ended: Ended | None = None  # once it is in the place of the old one, or that stays
    damaged: bool = False  # what lies there cannot be read

    @property
    def kind(self) -> RunKind:
        """Return how much of the catalogue is looked at."""
        return RunKind.FULL if self.state is None else RunKind.DELTA

    def anew(self) -> None:
        """Make all of it, since what lies there cannot be read."""
        self.state, self.damaged, self.looked_at, self.seen = None, True, None, None
        self.run = replace(self.run, kind=self.kind, message=DAMAGED) if self.run else None


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
    if not wanted:
        return []
    with store.catalogue() as catalogue, _uncollected():
        running, refused = _prepared(store, catalogue, wanted, full=full)
        runs = store.refuse(refused, by=by)
        if not running:
            return runs
        begun = store.begin({one.plan.name: one.kind for one in running}, by=by)
        for one, run in zip(running, begun, strict=True):
            one.run = replace(run, message=DAMAGED if one.damaged else "")
        with _failing(store, running):
            marks = catalogue.marks()
            differences = _make_sound(catalogue, running, progress, helping)
            with ThreadPoolExecutor(AT_ONCE) as pool:
                ended = list(pool.map(lambda one: _end(one, marks, differences), running))
            runs += store.end(ended)
    for one in (one for one in running if one.writing and one.writing.grown):
        with suppress(OSError, pl.exceptions.PolarsError):  # there is no room for it; the next run tries again
            one.shelf.compact()
    return runs


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no circles of objects meanwhile: rows make none, and to look takes a tenth of a run."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _print_of(plan: Plan) -> str:
    """Return what has to be the same for a delta: profile, settings, and the engine that hashes records."""
    return f"{plan.print} {pl.__version__} {plan.setup.moment.zone if plan.setup.moment else ''}"


def _prepared(
    store: StoredOutputs, catalogue: StoredCatalogue, wanted: Sequence[tuple[Plan, OutputShelf]], *, full: bool
) -> tuple[list[Running], dict[str, str]]:
    """Return the outputs as they are made, and those that cannot be, with the reason of each."""
    last = store.last_runs()
    found: dict[Marks, tuple[bool, frozenset[str]]] = {}
    running = [_found(store, plan, shelf, None if full else last.get(plan.name)) for plan, shelf in wanted]
    decided, refused = _decided(catalogue, running)
    running = [one for one in running if one.plan.name not in refused]
    # Of all of them: what one makes anew the others are held against.
    due = decided.union(*(_due(one) for one in running))
    for one in running:
        state = one.state
        if state is not None:
            if state.marks not in found:
                changed = catalogue.changed(state.marks)
                found[state.marks] = (changed.all_of_them, changed.keys | due)
            everything, one.changed = found[state.marks]
            if everything or len(one.changed) > max(50, WORTHWHILE * state.totals.items):
                one.state = None
    return running, refused


def _decided(catalogue: StoredCatalogue, running: Sequence[Running]) -> tuple[frozenset[str], dict[str, str]]:
    """Return the products of which the audit says something since outputs were made, and which outputs it stops.

    It stops those that may state wordings where it does not hold since then, or was never looked at: nobody knows what
    is released.
    """
    told: dict[Marks | None, Changed | AuditBroken] = {}
    refused: dict[str, str] = {}
    stating = [one for one in running if channels_of(one.plan.profile)] if catalogue.any_released() else []
    for one in stating:
        since = one.state.marks if one.state else None
        if since not in told:
            told[since] = _asked(catalogue, since)
        said = told[since]
        if isinstance(said, AuditBroken):
            refused[one.plan.name] = str(said)
        elif said.all_of_them:
            one.state = None
    return frozenset[str]().union(*(said.keys for said in told.values() if isinstance(said, Changed))), refused


def _asked(catalogue: StoredCatalogue, since: Marks | None) -> Changed | AuditBroken:
    try:
        return catalogue.decided(since)
    except AuditBroken as error:
        return error


def _due(one: Running) -> frozenset[str]:
    """Return the products that say something else at this moment than when the output was made."""
    moment = one.plan.setup.moment
    try:
        return due_keys(one.shelf.folder, one.state, moment.at) if one.state and moment else frozenset()
    except Unreadable:
        one.anew()
        return frozenset()


def _found(store: StoredOutputs, plan: Plan, shelf: OutputShelf, last: Run | None) -> Running:
    """Return an output with the state a delta of it can begin with, where there is one."""
    state = shelf.newest()
    if state is None:
        return Running(plan, shelf, None, damaged=bool(last and last.state == "done"))
    one = Running(plan, shelf, _usable(store, plan, state, last))
    if one.state is not None:
        try:
            insist_whole(shelf.folder, state)
        except Unreadable:
            one.anew()
    return one


def _usable(store: StoredOutputs, plan: Plan, state: ShelfState, last: Run | None) -> ShelfState | None:
    """Return a state that a delta can begin with: of this very profile, of a run whose end was kept.

    That is the last run, or one behind which others were stopped: a delta needs less room than a disk may lack for all.
    """
    if last is None or state.print != _print_of(plan):
        return None
    own: Run | None = last
    if state.run != last.id:
        stopped = last.state == "stopped_by_parity" or last.message == NO_ROOM
        own = store.find_run(state.run, plan.name) if stopped else None
    ended = own and (own.state == "done" or (state.withheld and own.message == state.withheld))
    return state if ended else None


def _make_sound(
    catalogue: StoredCatalogue, running: Sequence[Running], progress: Progress | None, helping: Help
) -> list[Difference]:
    """Make outputs; once more, and in full, those of which it is found out meanwhile that they cannot be read."""
    while True:
        try:
            return _make(catalogue, running, progress, helping)
        except Unreadable:
            broken = [one for one in running if one.damaged and one.state is not None]
            if not broken:
                raise
            for one in running:
                _discard(one)
            for one in broken:
                one.anew()


def _discard(one: Running) -> None:
    if one.writing:
        one.writing.discard()
        one.writing = None
    one.shelf.tidy()


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
    with ThreadPoolExecutor(AT_ONCE) as pool:  # what lies there is read while products are
        coming = [pool.submit(_begun, one, one.state, near) for one in some if one.state]
        made = [Made(one.plan, _Coming(writing)) for one, writing in zip(some, coming, strict=True)]
        for one, begun in zip(some, made, strict=True):
            one.made, one.looked_at, one.seen = begun, near.looked_at(one.plan), near.keys
        differences = make_all(made, catalogue, near.outline, progress=progress)
        for writing in coming:  # also where there was nothing to write
            writing.result()
        return differences


def _begun(one: Running, state: ShelfState, near: Affected) -> Writing:
    try:
        writing = one.writing = one.shelf.begin_delta(state, _number(one), near.records(one.plan))
    except Unreadable:
        one.damaged = True
        raise
    return writing


@dataclass(frozen=True, slots=True)
class _Coming:
    """Where records go as soon as it is ready; see `ports.outputs.Adding`."""

    writing: Future[Writing]

    def add(self, records: pl.DataFrame, separator: str) -> object:
        return self.writing.result().add(records, separator)

    def take(self, placed: object) -> None:
        self.writing.result().take(placed)


def _number(one: Running) -> int:
    return one.run.id if one.run else 0


def _end(one: Running, marks: Marks, differences: Sequence[Difference]) -> Ended:
    """Put a new output in the place of the old one, unless it says something else than another one does."""
    ended = _settled(one, marks, differences)
    if one.writing:
        one.writing.commit()
    one.ended = ended
    return ended


def _settled(one: Running, marks: Marks, differences: Sequence[Difference]) -> Ended:
    if not (one.run and one.writing and one.made):
        raise AssertionError  # all of them were made
    said = [difference for difference in differences if any(name == one.plan.name for name, _ in difference.said)]
    state = _state(one, marks)
    counted = _counted(one.run, state.totals, one.writing)
    if said:
        _discard(one)
        message = why_stopped(Stop(len(said), said[0].what, said[0].key))
        return Ended(replace(one.run, state="stopped_by_parity", message=message))
    wrong = why_wrong(one.plan.profile, state.totals, state.parts)
    if wrong:
        kept = {} if counted.delivered else {name: getattr(counted, name) for name in ("items", "held", "grouping")}
        counted = replace(one.run, **kept, state="failed", message=wrong)
    state = with_dues(one.shelf.folder, state, one.state, one.made.dues, one.seen)
    one.writing.settle(replace(state, withheld=wrong))
    return Ended(counted, one.made.problems, None if one.looked_at is None else list(one.looked_at))


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
        channels=channels_of(one.plan.profile),
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
            if not one.ended:
                _discard(one)
        message = NO_ROOM if lacks_room(error) else str(error)[:500]
        store.end(one.ended or Ended(replace(one.run, state="failed", message=message)) for one in running if one.run)
        if message == NO_ROOM:
            raise _without_room(running) from error
        raise


def _without_room(running: Sequence[Running]) -> WorkspaceError:
    """Return what is said where a disk was full: of outputs that had their place by then, which these are."""
    new = ", ".join(one.plan.name for one in running if one.ended and one.ended.run.state == "done")
    before = ", ".join(one.plan.name for one in running if not one.ended)
    if not new:
        return WorkspaceError(NO_ROOM)
    return WorkspaceError(
        f"The disk with the outputs has no room left. New: {new}. As before: {before}. Make room, then run them again: "
        "klaviatur syndicate --by NAME"
    )


def shelf_of(folder: Path, output: str) -> OutputShelf:
    """Return where an output of a workspace lies."""
    return OutputShelf(folder / "outputs" / output)
