"""Whole outputs at outlets that take files: put there once, or kept up to date. See `Deliveries.copies`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from klaviatur.adapters.outlets import Placed, Storing
from klaviatur.adapters.outputs.locking import putting
from klaviatur.adapters.stores import StoredDeliveries
from klaviatur.chain import copying
from klaviatur.chain.leaving import Leaving
from klaviatur.errors import (
    AuditBroken,
    Conflict,
    KlaviaturError,
    NotNow,
    NotReady,
    Overtaken,
)
from klaviatur.ports import Clock
from klaviatur.records import SYSTEM, Actor, CopiedFile, KeptOutlet, MemberRole, OutputCopy, Receipt
from klaviatur.review.rights import allow

if TYPE_CHECKING:
    from klaviatur.wiring.syndication import Syndication

PUTTING = "copies"  # folder with a lock for each output that is put to an outlet
WORKER = replace(SYSTEM, roles=frozenset({MemberRole.PUBLISHER}))  # who renews, by the order of a person


class Stopped(NotReady):
    """Something is to leave by no outlet, or not by this one, at this moment."""


@dataclass(slots=True)
class Copies:
    """Outputs at outlets: puts them there, knows which are kept up to date, and says which are old and why."""

    folder: Path
    store: StoredDeliveries
    tools: Leaving
    lend: Callable[[KeptOutlet], AbstractContextManager[Placed]]
    syndication: Callable[[], "Syndication"]
    clock: Clock
    ended: Callable[[], bool]  # whether this process is to put nothing any more

    # --- what people order ------------------------------------------------------------------------------------------
    def publish(self, output: str, outlet: str, *, keep: bool = False, by: Actor) -> Receipt:
        """Put all files of an output to an outlet; `keep` it up to date there from now on. See Deliveries.publish."""
        allow(by, "deliver")
        kept = self.store.outlet(outlet)
        self._insist_on_open(output, kept)
        with self.syndication() as syndication:
            syndication.leaving(output, lambda _: None)  # before anything else: is it known, may it leave
            if keep and not _is_on(syndication, output):
                raise NotReady(
                    f"The output {output!r} is switched off, so no run renews it, and it is kept up to date nowhere. "
                    f"Switch it on: klaviatur outputs on {output} --by NAME"
                )
            with putting(self.folder / PUTTING, output, outlet):
                return self._put(syndication, output, kept, anew=True, keep=keep, by=by)

    def stop(self, output: str, outlet: str, *, by: Actor) -> bool:
        """Keep an output up to date at an outlet no longer; its files stay there. False where nobody ordered it."""
        return copying.stop_copy(self.store, output, outlet, by=by)

    # --- what is seen -----------------------------------------------------------------------------------------------
    def all(self, output: str = "", outlet: str = "") -> Sequence[OutputCopy]:
        """Return what is kept up to date, by output and outlet, of these alone where named: whether old, and why."""
        copies = self.store.copies(output, outlet)
        if not copies:
            return ()
        with self.syndication() as syndication:
            return [self._seen(syndication, copy) for copy in copies]

    def due(self) -> Sequence[OutputCopy]:
        """Return the copies that are old and may be put now: those that wait for an outlet only at their moment."""
        now = self.clock.now()
        return [one for one in self.all() if one.old and (not one.why or (one.next_at and one.next_at <= now))]

    # --- what a worker does -----------------------------------------------------------------------------------------
    def renew(self, copy: OutputCopy) -> bool:
        """Put what has changed of an output to where it is kept up to date; False where that cannot be done now.

        Where the outlet does not take it, that and the next try are kept. A later pause, or a run, is waited for.
        """
        try:
            with putting(self.folder / PUTTING, copy.output, copy.outlet), self.syndication() as syndication:
                if not self.store.copies(copy.output, copy.outlet):
                    return False
                kept = self.store.outlet(copy.outlet)
                self._put(syndication, copy.output, kept, by=WORKER)
        except (AuditBroken, Conflict, Overtaken, Stopped):
            return False
        except KlaviaturError as error:
            self.put_off(copy, str(error), asked_s=error.retry_after_s if isinstance(error, NotNow) else None)
            return False
        return True

    def put_off(self, copy: OutputCopy, why: str, *, asked_s: float | None = None) -> None:
        """Keep why a copy could not be put; it is tried again later."""
        for known in self.store.copies(copy.output, copy.outlet):
            copying.put_off(self.tools, known, why, asked_s=asked_s)

    # --- how it is done ---------------------------------------------------------------------------------------------
    def _put(
        self,
        syndication: "Syndication",
        output: str,
        kept: KeptOutlet,
        *,
        anew: bool = False,
        keep: bool = False,
        by: Actor,
    ) -> Receipt:
        known = next(iter(self.store.copies(output, kept.name)), None)
        there = _there(known, kept, anew=anew)
        copy = replace(known or OutputCopy(output, kept.name, by.name, kept.at), version=kept.version)
        self._insist_on_own_name(syndication, output, kept.name)
        with self.lend(kept) as placed:
            if not isinstance(placed, Storing):
                raise NotReady(
                    f"Outlet {kept.name!r} ({kept.kind}) takes no files, so {output!r} did not leave. Take a folder or "
                    "a bucket."
                )
            place = _Place(placed, lambda: self._insist_on_open(output, kept), lambda: self._begin(known, copy))
            with self._remembering(place, copy, there):
                put = syndication.leaving(output, lambda lying: lying.put(place, there))
        done = replace(copy, digest=put.digest, files=tuple(there.values()))
        copying.note_put(self.store, done, put.receipt, keep=keep, by=by)
        return put.receipt

    def _begin(self, known: OutputCopy | None, copy: OutputCopy) -> None:
        """Keep that nobody knows what stands there: a process that dies on the way says nothing more."""
        if known:
            copying.keep_state(self.store, replace(copy, digest="", files=()))

    @contextmanager
    def _remembering(self, place: "_Place", copy: OutputCopy, there: Mapping[str, CopiedFile]) -> Iterator[None]:
        """Keep which files stand there where not all could be put."""
        try:
            yield
        except BaseException:
            if place.begun:
                copying.keep_state(self.store, replace(copy, digest="", files=tuple(there.values())))
            raise

    def _seen(self, syndication: "Syndication", copy: OutputCopy) -> OutputCopy:
        """Return a copy with whether it is old, and why: what keeps the output or the outlet, else the last try."""
        kept = self.store.outlet(copy.outlet)
        try:
            _insist_on_runs(syndication, copy)
            digest = syndication.leaving(copy.output, lambda lying: lying.state.totals.digest)
        except KlaviaturError as error:
            return replace(copy, old=True, why=str(error), next_at=None)
        if (copy.digest, copy.version) == (digest, kept.version):
            return replace(copy, why="", next_at=None)
        try:
            self._insist_on_open(copy.output, kept)
        except Stopped as error:
            return replace(copy, old=True, why=str(error), next_at=None)
        changed = copy.version != kept.version  # the outlet is another one since: what was said of it holds no more
        return replace(copy, old=True, why="", next_at=None) if changed else replace(copy, old=True)

    def _insist_on_open(self, output: str, kept: KeptOutlet) -> None:
        pause, kept = self.store.paused(), self.store.outlet(kept.name)
        if pause:
            raise Stopped(
                f"Everything is paused ({pause.why}), so {output!r} did not leave. End it: klaviatur go-on --by NAME"
            )
        if kept.paused:
            raise Stopped(
                f"Outlet {kept.name!r} is paused ({kept.paused}), so {output!r} did not leave. Open it: klaviatur "
                f"outlets open {kept.name} --by NAME"
            )
        if self.ended():
            raise Stopped(f"This process ends, so {output!r} did not leave. It is put when it works again.")

    def _insist_on_own_name(self, syndication: "Syndication", output: str, outlet: str) -> None:
        """Raise NotReady where another output that is kept up to date there has a file of the same name."""
        file = syndication.leaving(output, lambda lying: lying.profile.file)
        for other in self.store.copies(outlet=outlet):
            theirs = syndication.profiles.get(other.output)
            names = {one.name for one in other.files} | ({theirs.file} if theirs else set())
            if other.output != output and file in names:
                raise NotReady(
                    f"The file {file!r} at {outlet!r} is that of the output {other.output!r}, which is kept up to date "
                    f"there. Take another outlet, or end that: klaviatur outputs publish {other.output} {outlet} "
                    "--stop --by NAME"
                )


class _Place:
    """An outlet as files are put to it: looks at pauses before each of them, and says once that something is begun."""

    def __init__(self, placed: Storing, insist: Callable[[], None], begin: Callable[[], None]) -> None:
        self._placed, self._insist, self._begin = placed, insist, begin
        self.begun = False

    def put(self, name: str, media_type: str, chunks: Iterable[bytes]) -> Receipt:
        """Keep a file under a name. Raises Stopped, Refused, NotNow."""
        self._change()
        return self._placed.put(name, media_type, chunks)

    def has(self, name: str) -> bool:
        """Return whether there is a file of this name."""
        return self._placed.has(name)

    def drop(self, name: str) -> None:
        """Remove a file. Raises Stopped, Refused, NotNow."""
        self._change()
        self._placed.drop(name)

    def _change(self) -> None:
        self._insist()
        if not self.begun:
            self.begun = True
            self._begin()


def _there(known: OutputCopy | None, kept: KeptOutlet, *, anew: bool) -> dict[str, CopiedFile]:
    """Return the files that stand at an outlet as it is now; `anew`: none of them is taken for what it should be."""
    files = known.files if known and known.version == kept.version else ()
    return {one.name: replace(one, digest="") if anew else one for one in files}


def _is_on(syndication: "Syndication", output: str) -> bool:
    on, _ = syndication.store.settings().get(output, (False, {}))
    return on


def _insist_on_runs(syndication: "Syndication", copy: OutputCopy) -> None:
    """Raise NotReady for an output that is switched off: no run renews it."""
    if not _is_on(syndication, copy.output):
        raise NotReady(
            f"The output {copy.output!r} is switched off, so no run renews it. Switch it on: klaviatur outputs on "
            f"{copy.output} --by NAME - or keep it up to date there no longer: klaviatur outputs publish {copy.output} "
            f"{copy.outlet} --stop --by NAME"
        )
