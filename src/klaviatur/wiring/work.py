"""Durable work at a desk: what was ordered, done item by item, each item and how far the work is in one transaction.

An order is a row of its own, so nothing is lost between the click and the worker; `advance` may be called for an item
that was done already, by a worker that died before it could say so, and does it no second time.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any, BinaryIO, Literal
from uuid import uuid4

import orjson

from klaviatur.errors import Conflict, KlaviaturError, NotReady, SourceUnreadable
from klaviatur.ports import Deciding
from klaviatur.records import SYSTEM, Actor, Entry, Imported, MemberRole, Run, SourceKind, Work
from klaviatur.review.rights import allow
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.syndication import open_syndication
from klaviatur.wiring.texts import choose_channels

INBOX = "inbox"
ENDED = ("done", "failed", "stopped")
AGAIN = timedelta(minutes=10)  # after which a run is ordered again that came to nothing
SHOWN = 3  # names of what is ordered that stand in a title
BLOCK = 1 << 20  # bytes of an upload that are copied at a time
Progress = Callable[[str, int, int], None]  # id of the work, done, total (0: not known)


@dataclass(frozen=True, slots=True)
class PlayOrder:
    """Sources to be played, one after the other."""

    sources: tuple[tuple[SourceKind, str], ...] = ()
    every_product: bool = False  # all products of the workspace instead, or those that answer the search
    search: str = ""
    channels: tuple[str, ...] = ()  # none: all
    locale: str = ""
    voice: str = ""
    writer: str = "embedded"
    again: bool = False
    roles: tuple[str, ...] = ()  # of who ordered it, at that moment


@dataclass(frozen=True, slots=True)
class CollectOrder:
    """A file of products to be brought in."""

    file: str  # below the workspace's inbox
    name: str  # as it was uploaded
    source: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunOrder:
    """Outputs to be run, all that are on where none is named."""

    outputs: tuple[str, ...] = ()
    full: bool = False
    roles: tuple[str, ...] = ()


@dataclass(slots=True)
class Works:
    """Takes orders and carries them on. `hand_over` tells a worker of a new one."""

    desk: Desk
    hand_over: Callable[[str], None] = lambda _: None
    seen: dict[str, int] = field(default_factory=dict)  # rows of an import that runs in this process
    overtaken: Mapping[str, int] = field(default_factory=dict)  # outputs that did not leave then, and their runs
    due: Mapping[str, datetime] = field(default_factory=dict)  # outputs that time had overtaken then, since when
    next_due: datetime | None = None  # when a sale in an output begins or ends next
    since: datetime | None = None  # when both were forgotten last

    # --- ordering ----------------------------------------------------------------------------------------------------
    def order_play(self, order: PlayOrder, *, by: Actor) -> Work:
        """Order that sources are played. Raises NotAllowed, UnknownSource, UnknownProduct, UnknownChannel."""
        allow(by, "play")
        if order.channels:
            choose_channels(order.channels, self.desk.settings, products=True)
        total = self._count(order)
        names = [key for _, key in order.sources[:SHOWN]] or [order.search or "*"]
        title = ", ".join(names) + (" ..." if len(order.sources) > SHOWN else "")
        return self._order(uuid4().hex, "play", title, replace(order, roles=_roles(by)), total=total, by=by)

    def order_collect(self, data: BinaryIO, name: str, *, source: str = "", by: Actor) -> Work:
        """Order that a file of products is brought in; it is kept in the inbox until that is done."""
        allow(by, "collect")
        id_ = uuid4().hex
        shown = PurePath(name.replace("\\", "/")).name or "products"
        place = self.desk.folder / INBOX / id_ / shown
        place.parent.mkdir(parents=True)
        self._keep_upload(data, place)
        order = CollectOrder(f"{id_}/{shown}", shown, source, _roles(by))
        return self._order(id_, "collect", shown, order, by=by)

    def order_run(self, outputs: Sequence[str] = (), *, full: bool = False, by: Actor) -> Work:
        """Order that outputs are run, those that are on where none is named. Raises NotAllowed, UnknownOutput."""
        allow(by, "syndicate")
        with open_syndication(desk=self.desk) as syndication:
            names = [syndication.output(name).name for name in outputs]
        order = RunOrder(tuple(names), full, _roles(by))
        return self._order(uuid4().hex, "syndicate", ", ".join(names) or "*", order, by=by)

    def renew_outputs(self) -> None:
        """Order that outputs are run which hold a wording whose release has ended: until then they do not leave.

        And those of which a sale has begun or ended. Each is ordered once, and again where that did not help for long.
        """
        with open_syndication(desk=self.desk) as syndication:
            now = syndication.clock.now()
            if self.since is None or now - self.since >= AGAIN:
                self.overtaken, self.due, self.since = {}, {}, now
            overtaken, dues = syndication.overtaken_runs(), syndication.dues()
        due = {name: at for name, at in dues.items() if at <= now}
        news = {**dict(overtaken.items() - self.overtaken.items()), **dict(due.items() - self.due.items())}
        names = tuple(sorted(news))
        if names:
            order = RunOrder(names, roles=(MemberRole.PUBLISHER.value,))
            self._order(uuid4().hex, "syndicate", ", ".join(names), order, by=SYSTEM)
        self.overtaken, self.due = overtaken, due
        self.next_due = min((at for at in dues.values() if at > now), default=None)

    def stop_work(self, id_: str, *, by: Actor) -> Work:
        """Stop a piece of work after the item it is at; what is done stays.

        Raises NotAllowed, UnknownWork, and NotReady where it has ended already.
        """
        allow(by, "play")
        with self.desk.store.deciding() as deciding:
            work = deciding.work(id_)
            if work.state in ENDED:
                raise NotReady(f"The work {id_!r} has ended already ({work.state}). There is nothing to stop.")
            stopped = replace(work, state="stopped", ended_at=deciding.at)
            deciding.keep_work(stopped)
            deciding.note(Entry("work.stopped", f"work:{id_}"), by)
        return stopped

    def unfinished(self) -> list[str]:
        """Return the ids of what was ordered and has not ended, the oldest first."""
        return [work.id for work in reversed(self.desk.store.works(limit=10_000)) if work.state not in ENDED]

    # --- doing -------------------------------------------------------------------------------------------------------
    def advance(self, id_: str) -> bool:
        """Do the next item of a piece of work; whether there is more. What one item lacks ends no other."""
        work = self._begun(id_)
        if work.state in ENDED:
            return False
        order = orjson.loads(work.ordered)
        actor = Actor(work.by, frozenset(MemberRole(r) for r in order["roles"]), via="worker")
        if work.what == "collect":
            return self._collect(work, CollectOrder(**order), actor)
        if work.what == "syndicate":
            return self._run_outputs(work, RunOrder(tuple(order["outputs"]), order["full"]), actor)
        return self._play_next(work, _play_order(order), actor)

    def fail(self, id_: str, why: str) -> None:
        """Note that a piece of work cannot go on."""
        with self.desk.store.deciding() as deciding:
            work = deciding.work(id_)
            if work.state not in ENDED:
                deciding.keep_work(replace(work, state="failed", message=why, ended_at=deciding.at))

    def _begun(self, id_: str) -> Work:
        with self.desk.store.deciding() as deciding:
            work = deciding.work(id_)
            if work.state == "waiting":
                work = replace(work, state="running")
                deciding.keep_work(work)
        return work

    def _play_next(self, work: Work, order: PlayOrder, actor: Actor) -> bool:
        item = self._next_source(work, order)
        if item is None:
            self._end(work)
            return False
        kind, key, cursor = item
        advanced = replace(work, done=work.done + 1, cursor=cursor)
        try:
            self.desk.play(
                kind,
                key,
                channels=order.channels or None,
                locale=order.locale or None,
                voice=order.voice,
                writer=order.writer,
                again=order.again,
                within=lambda deciding: _keep(deciding, work, advanced),
                by=actor,
            )
        except _Elsewhere:
            return True
        except KlaviaturError as error:
            failed = replace(advanced, failed=work.failed + 1, message=f"{key}: {error}")
            with suppress(_Elsewhere), self.desk.store.deciding() as deciding:
                _keep(deciding, work, failed)
        return True

    def _next_source(self, work: Work, order: PlayOrder) -> tuple[SourceKind, str, str] | None:
        if order.every_product:
            keys = self.desk.products.keys(order.search, after=work.cursor, limit=1)
            return ("product", keys[0], keys[0]) if keys else None
        at = int(work.cursor or 0)
        return (*order.sources[at], str(at + 1)) if at < len(order.sources) else None

    def _collect(self, work: Work, order: CollectOrder, actor: Actor) -> bool:
        place = self.desk.folder / INBOX / order.file
        try:
            done = self.desk.products.collect(
                [place],
                source=order.source or None,
                work=work.id,
                progress=lambda _, rows: self._saw(work.id, rows),
                by=actor.name,
                via=actor.via,
            )
        except KlaviaturError as error:
            self._end(work, message=str(error), failed=1)
            return False
        finally:
            self.seen.pop(work.id, None)
        rows = sum(report.rows for report in done.imports)
        message = "; ".join([_told(report) for report in done.imports] + [message for _, message in done.failures])
        self._end(work, message=message, failed=len(done.failures), total=rows)
        shutil.rmtree(place.parent, ignore_errors=True)
        return False

    def _run_outputs(self, work: Work, order: RunOrder, actor: Actor) -> bool:
        """Run all outputs of an order together, because they are compared; done a second time it changes nothing."""
        try:
            with open_syndication(desk=self.desk) as syndication:
                runs = syndication.run(
                    order.outputs, full=order.full, progress=lambda *figures: self._came(work.id, *figures), by=actor
                )
        except KlaviaturError as error:
            self._came(work.id, 0, 0)
            self._end(work, message=str(error), failed=1)
            return False
        stopped = sum(run.state != "done" for run in runs)
        self._end(work, message="; ".join(map(_told_run, runs)), failed=stopped, total=len(runs))
        return False

    def _came(self, id_: str, done: int, total: int) -> None:
        """Note how far a run is, for people who look."""
        with self.desk.store.deciding() as deciding:
            work = deciding.work(id_)
            if work.state not in ENDED:
                deciding.keep_work(replace(work, done=done, total=total))

    def _saw(self, id_: str, rows: int) -> None:
        self.seen[id_] = rows

    def _end(self, work: Work, *, message: str = "", failed: int = 0, total: int = 0) -> None:
        """Note that a piece of work is done; a second time nothing happens."""
        with self.desk.store.deciding() as deciding:
            now = deciding.work(work.id)
            if now.state in ENDED:
                return
            nothing = (failed or now.failed) and not (now.done - now.failed or total)
            state: Literal["done", "failed"] = "failed" if nothing else "done"
            ended = replace(now, state=state, ended_at=deciding.at, message=message or now.message)
            deciding.keep_work(
                replace(ended, failed=now.failed + failed, total=total or now.total, done=total or now.done)
            )

    # --- how it is kept ----------------------------------------------------------------------------------------------
    def _order(
        self, id_: str, what: str, title: str, order: PlayOrder | CollectOrder | RunOrder, *, total: int = 0, by: Actor
    ) -> Work:
        told = orjson.dumps(asdict(order)).decode()
        with self.desk.store.deciding() as deciding:
            work = Work(id_, what, title, "waiting", by.name, deciding.at, total, ordered=told)
            deciding.keep_work(work)
            deciding.note(Entry("work.ordered", f"work:{id_}", f"{what} {title}"), by)
        self.hand_over(id_)
        return work

    def _count(self, order: PlayOrder) -> int:
        """Return how many sources are ordered, each of which must be known."""
        if order.every_product:
            return len(self.desk.products.keys(order.search))
        for kind, key in order.sources:
            _ = self.desk.source(kind, key) if kind == "text" else self.desk.products.product(key)
        return len(order.sources)

    def _keep_upload(self, data: BinaryIO, place: Path) -> None:
        most = self.desk.settings.table_max_bytes
        with place.open("wb") as kept:
            while block := data.read(BLOCK):
                kept.write(block)
                if kept.tell() > most:
                    break
        if place.stat().st_size > most:
            shutil.rmtree(place.parent)
            raise SourceUnreadable(f"{place.name!r} is larger than {most:,} bytes. Raise the setting table_max_bytes.")


class _Elsewhere(Conflict):
    """Another worker did this item meanwhile."""


def _keep(deciding: Deciding, before: Work, after: Work) -> None:
    """Keep how far a work is. Raises _Elsewhere where it moved since it was read, which undoes the transaction."""
    now = deciding.work(before.id)
    if now.cursor != before.cursor or now.state in ENDED:
        raise _Elsewhere(f"The work {before.id!r} was carried on elsewhere. Nothing of it is done twice.")
    deciding.keep_work(after)


def _play_order(order: dict[str, Any]) -> PlayOrder:
    lists = {name: tuple(order[name]) for name in ("channels", "roles")}
    return PlayOrder(**order | lists | {"sources": tuple((kind, key) for kind, key in order["sources"])})


def _roles(actor: Actor) -> tuple[str, ...]:
    return tuple(sorted(actor.roles))


def _told(report: Imported) -> str:
    return f"{report.rows} rows: {report.written} written, {report.unchanged} unchanged, {report.rejected} rejected" + (
        f", {report.stale} sentences stale" if report.stale else ""
    )


def _told_run(run: Run) -> str:
    told = f"{run.output}: {run.items} items = {run.delivered} delivered + {run.held} held back"
    said = run.message or ("" if run.state == "done" else run.state)
    return f"{told} ({said})" if said else told
