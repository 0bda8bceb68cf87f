"""The library's way to deliveries: `klaviatur.open_deliveries()`; all doors and the worker use this one object.

Everything that changes something takes the actor, never optional: who does it, with which rights, by which door.
"""

import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from klaviatur.adapters.clock import SystemClock
from klaviatur.adapters.sources.decoding import decode
from klaviatur.adapters.stores import StoredDeliveries, open_delivery_store
from klaviatur.adapters.stores.database import open_database
from klaviatur.adapters.work import Living, ManyByFile, ManyByName
from klaviatur.chain import outlets as outlet_story
from klaviatur.chain import planning
from klaviatur.chain.advising import advice
from klaviatur.chain.leaving import Leaving, insist_on_channel, look_at, look_up, with_pictures
from klaviatur.chain.sending import Sender
from klaviatur.errors import NotReady, SettingError
from klaviatur.ports import Clock
from klaviatur.records import (
    Actor,
    Advice,
    Delivery,
    DeliveryState,
    Health,
    KeptOutlet,
    Marking,
    Passport,
    Pause,
    Prepared,
    Receipt,
    Recipients,
    Severity,
)
from klaviatur.review.rights import allow
from klaviatur.settings import Settings, settings_of, zone_of
from klaviatur.syndicate.delivering import Patience
from klaviatur.syndicate.outgoing import marking_of, outgoing_of
from klaviatur.syndicate.recipients import in_list, in_text, why_wrong
from klaviatur.wiring.audit_key import audit_key
from klaviatur.wiring.copies import Copies
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.outlets import Kinds, Lending
from klaviatur.wiring.pictures import picture_with_bytes
from klaviatur.wiring.secrets import Secrets
from klaviatur.wiring.unsubscribing import Unsubscribing
from klaviatur.wiring.workspace import DATABASE, make_place

if TYPE_CHECKING:
    from klaviatur.wiring.syndication import Syndication

SENDERS = "senders"  # folder with a lock for each process that sends
SETTLES_S = 5.0  # a pause waits so long for what is being handed over
PARALLEL = 10  # deliveries handed over at a time
SAMPLE = "name@example.org"  # recipient of what is only prepared
COMMON = frozenset({"rate", "link", "recipients", "recipients_file"})  # settings that every kind may have
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
READER = Actor("recipient", frozenset(), via="page")  # who unsubscribes: nobody of the house


class Deliveries:
    """What leaves a workspace to single places: outlets, plans, the sender. Closes its database at the end of a `with`.

    Made by `open_deliveries`.
    """

    def __init__(
        self,
        folder: Path,
        store: StoredDeliveries,
        settings: Settings,
        *,
        key: bytes,
        clock: Clock,
        kinds: Kinds,
        patience: Patience,
        parallel: int = PARALLEL,
    ) -> None:
        self.folder, self.store, self.settings = folder, store, settings
        self._kinds, self._clock = kinds, clock
        self._secrets = Secrets(folder)
        self._lending = Lending(kinds, self._secrets, clock, folder)
        self._unsubscribing = Unsubscribing(key, settings.public_url)
        self._tools = Leaving(
            store,
            kinds.passport,
            self._lending.lend,
            self._unsubscribing.mark,
            self._unsubscribing.address,
            partial(picture_with_bytes, folder),
            patience,
            zone=zone_of(settings),
        )
        self._living: Living | None = None
        self._ended, self._rounds = Event(), Lock()
        lend, ended = self._lending.lend, self._ended.is_set
        self.copies = Copies(folder, store, self._tools, lend, self._syndication, clock, ended)
        self._sender = Sender(self._tools, uuid4().hex, parallel, self._dead, self._stopped)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database, after what is being sent has been answered."""
        self.stop()
        with self._rounds:
            self._lending.close()
            if self._living:
                self._living.leave()
                self._living = None
        self.store.close()

    # --- outlets ----------------------------------------------------------------------------------------------------
    def kinds(self) -> Sequence[Passport]:
        """Return what each kind of outlet can do, its settings and limits."""
        return self._kinds.passports

    def outlets(self) -> Sequence[KeptOutlet]:
        """Return all outlets as they are set up now, by name."""
        return self.store.outlets()

    def outlet(self, name: str) -> KeptOutlet:
        """Return an outlet as it is set up now. Raises UnknownOutlet."""
        return self.store.outlet(name)

    def takers(self) -> Sequence[KeptOutlet]:
        """Return the outlets that take whole files, by name."""
        files = {one.kind for one in self.kinds() if one.files}
        return [one for one in self.outlets() if one.kind in files]

    def secrets_of(self, name: str) -> frozenset[str]:
        """Return which secrets of an outlet are set; what they are is shown to nobody."""
        return frozenset(self._lending.secrets_of(self.store.outlet(name)))

    def keep_outlet(
        self,
        name: str,
        kind: str,
        values: Mapping[str, str],
        *,
        secrets: Mapping[str, str] | None = None,
        version: int,
        by: Actor,
    ) -> KeptOutlet:
        """Keep the next version of an outlet (1 for a new one); secrets that are not named stay as they are.

        Raises SettingError for a setting that is missing or wrong, Conflict where the version is not the next one.
        """
        allow(by, "outlets")
        if not _NAME.fullmatch(name):
            raise SettingError(f"{name!r} cannot be an outlet's name. Use 1 to 60 of a-z, 0-9, '.', '-', '_'.")
        given, passport = dict(secrets or {}), self._kinds.passport(kind)
        _insist_on_fields(name, passport, values, given)
        tried = KeptOutlet(name, kind, dict(values), version, SystemClock().now(), by.name)
        self._lending.opened(tried, self._lending.secrets_of(tried) | given).close()
        kept = outlet_story.keep_outlet(self.store, name, kind, values, version=version, by=by)
        self._secrets.keep(name, given)
        self._lending.close()
        return kept

    def pause_outlet(self, name: str, why: str, *, by: Actor) -> KeptOutlet:
        """Let nothing leave by an outlet until it is opened again; returns as `pause_all` does."""
        kept = outlet_story.pause_outlet(self.store, name, why, by=by)
        self._settle(name)
        return kept

    def open_outlet(self, name: str, *, by: Actor) -> KeptOutlet:
        """End the pause of an outlet."""
        return outlet_story.open_outlet(self.store, name, by=by)

    def check_outlet(self, name: str) -> Health:
        """Ask an outlet's platform whether it can be reached, and keep what was seen. Raises SettingError."""
        return outlet_story.check_outlet(self._tools, name)

    # --- planning ---------------------------------------------------------------------------------------------------
    def plan(
        self, variant: str, outlet: str, *, at: datetime | None = None, recipients: Sequence[str] = (), by: Actor
    ) -> Sequence[Delivery]:
        """Plan the delivery of what is released of a variant, for now or a moment; the same again changes nothing.

        Goes to these recipients, else to those of the outlet. An address that is wrong or has unsubscribed is a
        delivery that is held, doubles are left out. Raises NotReleased, UnknownOutlet, and NotReady where the outlet
        does not take it, its platform would refuse it, or its source is under embargo at that moment.
        """
        allow(by, "deliver")
        goes_to = recipients or self._listed(self.store.outlet(outlet))
        self._insist_on_fit(variant, outlet)
        return planning.plan(self._tools, variant, outlet, at=at, recipients=goes_to, by=by)

    def recipients(self, outlet: str, given: Sequence[str] = ()) -> Recipients:
        """Return what would become of addresses, without any of the outlet's own; nothing is planned."""
        kept = self.store.outlet(outlet)
        with self.store.looking() as open_:
            return look_at(self._tools, open_, kept, given or self._listed(kept))

    def prepare(self, variant: str, outlet: str) -> Prepared:
        """Return what would leave, with what the platform would have against it.

        Raises NotReleased, SettingError, and NotReady for a channel that the outlet does not take.
        """
        kept = self.store.outlet(outlet)
        with self.store.looking() as open_:
            released = look_up(open_, variant)
        insist_on_channel(kept, self._kinds.passport(kept.kind), released.variant.channel)
        to = SAMPLE if self._kinds.passport(kept.kind).recipients else ""
        unsubscribe = self._unsubscribing.address(outlet, to) if to else ""
        link = kept.values.get("link", "")
        outgoing = outgoing_of(
            released, delivery="0" * 32, recipient=to, link=link, unsubscribe=unsubscribe, zone=self._tools.zone
        )
        with self._lending.lend(kept) as placed:
            return placed.prepare(with_pictures(self._tools, outgoing, kept.kind))

    def marking(self, variant: str) -> Marking:
        """Return who wrote the wording that is released of a variant. Raises NotReleased."""
        with self.store.looking() as open_:
            return marking_of(look_up(open_, variant))

    def move(self, id: str, at: datetime, *, by: Actor) -> Delivery:  # noqa: A002 - the field's name
        """Plan a delivery for another moment. Raises NotReady where it is not planned, or before an embargo ends."""
        return planning.move(self.store, id, at, by=by)[0]

    def cancel(self, id: str, why: str, *, by: Actor) -> Delivery:  # noqa: A002 - the field's name
        """End a delivery that has not left. Raises NotReady."""
        return planning.cancel(self.store, id, why, by=by)[0]

    def again(self, id: str, *, by: Actor) -> Delivery:  # noqa: A002 - the field's name
        """Plan anew what is held, failed or cancelled, with the release that stands now. Raises NotReleased."""
        return planning.again(self._tools, id, by=by)[0]

    def retract(self, id: str, why: str, *, by: Actor) -> Delivery:  # noqa: A002 - the field's name
        """Have the platform take back what was delivered. Raises NotRetractable, NotReady, Refused, NotNow."""
        return planning.retract(self._tools, id, why, by=by)

    def resolve(self, id: str, *, arrived: bool, why: str, by: Actor) -> Delivery:  # noqa: A002 - the field's name
        """End a doubt with what somebody found out; what did not arrive is planned again. Raises NotReady."""
        return planning.resolve(self.store, id, arrived=arrived, why=why, by=by)[0]

    # --- all recipients of a plan -----------------------------------------------------------------------------------
    def planned_with(self, id: str) -> Sequence[Delivery]:  # noqa: A002 - the field's name
        """Return what was planned with a delivery and is in its state, itself among them: one for each recipient."""
        with self.store.looking() as open_:
            return open_.planned_with(open_.delivery(id))

    def move_all(self, id: str, at: datetime, *, by: Actor) -> Sequence[Delivery]:  # noqa: A002 - the field's name
        """Move all of `planned_with`, or none. Raises as `move`."""
        return planning.move(self.store, id, at, together=True, by=by)

    def cancel_all(self, id: str, why: str, *, by: Actor) -> Sequence[Delivery]:  # noqa: A002 - the field's name
        """Cancel all of `planned_with`, or none. Raises NotReady."""
        return planning.cancel(self.store, id, why, together=True, by=by)

    def again_all(self, id: str, *, by: Actor) -> Sequence[Delivery]:  # noqa: A002 - the field's name
        """Plan all of `planned_with` anew; others whose address is wrong or unsubscribed stay. Raises as `again`."""
        return planning.again(self._tools, id, together=True, by=by)

    def resolve_all(
        self,
        id: str,  # noqa: A002 - the field's name
        *,
        arrived: bool,
        why: str,
        by: Actor,
    ) -> Sequence[Delivery]:
        """End the doubts of all of `planned_with`, or none. Raises NotReady."""
        return planning.resolve(self.store, id, arrived=arrived, why=why, together=True, by=by)

    # --- stops ------------------------------------------------------------------------------------------------------
    def pause_all(self, why: str, *, by: Actor) -> Pause:
        """Let nothing leave by any outlet until `go_on`.

        Returns once what was being handed over, by whatever process, has been answered; see `flying` for what had not
        within some seconds.
        """
        pause = planning.pause_all(self.store, why, by=by)
        self._settle("")
        return pause

    def flying(self) -> int:
        """Return how many deliveries are being handed over at this moment."""
        return self.store.counts()[DeliveryState.SENDING]

    def go_on(self, *, by: Actor) -> None:
        """End the pause of everything."""
        planning.go_on(self.store, by=by)

    def paused(self) -> Pause | None:
        """Return the pause of everything, None where there is none."""
        return self.store.paused()

    # --- those who want no more -------------------------------------------------------------------------------------
    def unsubscription(self, token: str) -> str:
        """Return the outlet that an address for unsubscribing is of; changes nothing. Raises UnknownDelivery."""
        outlet, _ = self._unsubscribing.read(token)
        return self.store.outlet(outlet).name

    def unsubscribe(self, token: str) -> str:
        """Keep that this recipient wants nothing of the outlet any more; return its name. Twice is once."""
        outlet, mark = self._unsubscribing.read(token)
        planning.suppress(self.store, outlet, mark, "one-click unsubscription", by=READER)
        return outlet

    def suppress(self, outlet: str, recipient: str, why: str, *, by: Actor) -> bool:
        """Keep that somebody said they want nothing of an outlet any more; False where that is known."""
        allow(by, "deliver")
        if wrong := why_wrong(recipient):
            raise NotReady(f"The address {recipient!r} {wrong}. Write it like name@example.org.")
        return planning.suppress(self.store, outlet, self._unsubscribing.mark(outlet, recipient), why, by=by)

    # --- reading ----------------------------------------------------------------------------------------------------
    def deliveries(
        self,
        *,
        states: Sequence[DeliveryState] = (),
        outlet: str = "",
        variant: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        after: str = "",
        limit: int = 100,
    ) -> Sequence[Delivery]:
        """Return deliveries planned from `since` to before `until`, by that moment; `after` is the last one seen."""
        return self.store.deliveries(
            states=states, outlet=outlet, variant=variant, since=since, until=until, after=after, limit=limit
        )

    def plans(
        self,
        *,
        states: Sequence[DeliveryState] = (),
        outlet: str = "",
        variant: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 100,
    ) -> Sequence[tuple[Delivery, int]]:
        """Return one of the deliveries planned together and in one state, and how many they are, by their moment."""
        return self.store.plans(states=states, outlet=outlet, variant=variant, since=since, until=until, limit=limit)

    def delivery(self, id: str) -> Delivery:  # noqa: A002 - the field's name
        """Return a delivery. Raises UnknownDelivery."""
        return self.store.delivery(id)

    def counts(self, outlet: str = "") -> Mapping[DeliveryState, int]:
        """Return how many deliveries, of an outlet or of all, are in each state."""
        return self.store.counts(outlet)

    def proposals(self, *, limit: int = 100) -> Sequence[Advice]:
        """Return what a person had best do about deliveries that did not go as planned, or should be taken back."""
        return advice(self._tools, limit)

    # --- the sender -------------------------------------------------------------------------------------------------
    def send_due(self, *, limit: int = 100) -> int:
        """Send what is due, one round of at most so many; return how many were handed to their outlets."""
        with self._rounds:
            if self._stopped():
                return 0
            try:
                return self._sender.round(limit)
            finally:
                self._lending.close()

    def next_due(self) -> datetime | None:
        """Return when the next planned delivery may leave, None where nothing is planned or everything is paused."""
        return self.store.next_due()

    def stop(self) -> None:
        """Hand nothing over any more; what has been is answered and kept before the round ends."""
        self._ended.set()

    # --- whole outputs ----------------------------------------------------------------------------------------------
    def publish(self, output: str, outlet: str, *, keep: bool = False, by: Actor) -> Receipt:
        """Put the files of a whole output, as it is now, to an outlet that takes files; the same names are replaced.

        It is one file, or parts and their index: then the receipt is that of the last one, and says how many there are.
        `keep`: a worker keeps it up to date there from now on, see `copies`; if it cannot be put, nothing is ordered.
        Raises NotReady for an outlet that takes none or is paused, UnknownOutput, Refused and NotNow.
        """
        return self.copies.publish(output, outlet, keep=keep, by=by)

    def _syndication(self) -> "Syndication":
        home = import_module("klaviatur.wiring.syndication")  # data frames, only for whole outputs
        opened: Syndication = home.open_syndication(self.folder, settings=self.settings, clock=self._clock)
        return opened

    # --- how it is done ---------------------------------------------------------------------------------------------
    def _settle(self, outlet: str) -> None:
        """Wait until nothing is being handed over, to this outlet or ("") to any: what was taken before a pause."""
        ends = time.monotonic() + SETTLES_S
        states = [DeliveryState.SENDING]
        while self.store.deliveries(states=states, outlet=outlet, limit=1) and time.monotonic() < ends:
            time.sleep(0.02)

    def _stopped(self) -> bool:
        """Return whether this sender may begin nothing: it is to end, or others could take it for dead."""
        return self._ended.is_set() or not self._live()

    def _live(self) -> bool:
        """Have a lock that says this sender lives, before anything is sent in its name; False where it has none."""
        if self._living is None:
            many, name = self.settings.database_url, self._sender.name
            self._living = ManyByName(open_database(many), name) if many else ManyByFile(self.folder / SENDERS, name)
        return self._living.claim()

    def _dead(self, names: Sequence[str]) -> Sequence[str]:
        return self._living.dead(names) if self._living else ()

    def _listed(self, kept: KeptOutlet) -> list[str]:
        """Return the recipients that an outlet itself has. Raises SettingError for a list that cannot be read."""
        listed = in_text(kept.values.get("recipients", ""))
        if name := kept.values.get("recipients_file", "").strip():
            place = (self.folder / name).resolve()
            if not place.is_relative_to(self.folder.resolve()):
                raise SettingError(f"The list {name!r} of outlet {kept.name!r} is not in the workspace. Put it there.")
            try:
                listed += in_list(decode(place.read_bytes())[0])
            except OSError as error:
                raise SettingError(f"The list {name!r} of outlet {kept.name!r} cannot be read: {error}.") from error
        alone = kept.values.get("to", "").strip()  # a mailing list's own address
        return listed or [alone] if alone else listed

    def _insist_on_fit(self, variant: str, outlet: str) -> None:
        """Raise NotReady where the platform would not take this wording as it is."""
        problems = [one for one in self.prepare(variant, outlet).problems if one.severity is Severity.BLOCK]
        if problems:
            first = problems[0]
            raise NotReady(f"Outlet {outlet!r} would not take it: {first.message.en} {first.proposal.en}".strip())


def _insist_on_fields(name: str, passport: Passport, values: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    """Raise SettingError for settings a kind does not have, and for a secret among those that are kept and shown."""
    hidden = {one.name for one in passport.fields if one.secret}
    plain = {one.name for one in passport.fields} - hidden | COMMON
    for given, known in ((values, plain), (secrets, hidden)):
        unknown = sorted(given.keys() - known)
        if unknown and unknown[0] in hidden:
            raise SettingError(f"{unknown[0]!r} of outlet {name!r} is a secret. Give it as one: it is never shown.")
        if unknown:
            raise SettingError(
                f"Outlet {name!r} ({passport.kind}) has no setting {unknown[0]!r}. Known: {', '.join(sorted(known))}."
            )


def open_deliveries(
    folder: str | Path | None = None,
    *,
    settings: Settings | None = None,
    desk: Desk | None = None,
    clock: Clock | None = None,
    kinds: Kinds | None = None,
    patience: Patience | None = None,
    parallel: int = PARALLEL,
) -> Deliveries:
    """Open the deliveries of a workspace, or of an opened desk's; a folder that is none yet becomes one.

    `kinds`, `patience` and `clock` are for those who bring outlets or a time of their own. Raises WorkspaceError and
    SchemaOutdated.
    """
    place, settings = settings_of(desk.folder if desk else folder, settings or (desk.settings if desk else None))
    make_place(place, settings)
    key = audit_key(place, settings.audit_key)
    clock = clock or SystemClock()
    store = open_delivery_store(settings.database_url or place / DATABASE, now=clock.now, audit_key=key)
    return Deliveries(
        place,
        store,
        settings,
        key=key,
        clock=clock,
        kinds=kinds or Kinds(),
        patience=patience or Patience(),
        parallel=parallel,
    )
