"""Where deliveries and outlets are kept: one transaction for what changes, plain questions beside it."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from klaviatur.ports.desk import Deciding
from klaviatur.records import Delivery, DeliveryState, Health, KeptOutlet, OutputCopy, Pause, Release


class Delivering(Deciding, Protocol):
    """A transaction of the desk in which deliveries change, too: what stands in it stands until it ends."""

    def paused(self) -> Pause | None:
        """Return the pause of everything, None where there is none."""
        ...

    def keep_pause(self, pause: Pause | None) -> None:
        """Keep the pause of everything, or with None that there is none."""
        ...

    def outlet(self, name: str) -> KeptOutlet:
        """Return an outlet as it is set up now. Raises UnknownOutlet."""
        ...

    def keep_outlet(self, outlet: KeptOutlet) -> None:
        """Keep an outlet's next version. Raises Conflict where its version is not the next one."""
        ...

    def keep_outlet_state(self, name: str, *, paused: str | None = None, health: Health | None = None) -> None:
        """Keep that an outlet is paused ("": open again), or how it was seen; None leaves each as it is."""
        ...

    def let_wait(self, outlet: str, until: datetime) -> None:
        """Let an outlet wait until then, where it does not wait longer already."""
        ...

    def end_waiting(self, outlet: str) -> None:
        """Let an outlet wait no longer, nor what is planned for it, or kept there, and was to be tried later."""
        ...

    def copy(self, output: str, outlet: str) -> OutputCopy | None:
        """Return a copy that is kept up to date, None where nobody ordered it, or somebody ended it."""
        ...

    def add_copy(self, copy: OutputCopy) -> None:
        """Keep a new copy; one that is there already stays as it is."""
        ...

    def keep_copy(self, copy: OutputCopy) -> None:
        """Keep a known copy as it now is; one that somebody ended does not come back."""
        ...

    def drop_copy(self, output: str, outlet: str) -> None:
        """Keep a copy up to date no longer."""
        ...

    def delivery(self, id: str) -> Delivery:  # noqa: A002 - the field's name
        """Return a delivery as it is in this transaction. Raises UnknownDelivery."""
        ...

    def find_deliveries(self, ids: Sequence[str]) -> Sequence[Delivery]:
        """Return those of these deliveries that are there."""
        ...

    def planned_with(self, delivery: Delivery) -> Sequence[Delivery]:
        """Return what was planned with a delivery and is in its state, itself among them, by id.

        The same release of a variant, to the same outlet, for the same moment: one for each recipient.
        """
        ...

    def add_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Keep new deliveries; what is there already stays as it is."""
        ...

    def keep_delivery(self, delivery: Delivery) -> None:
        """Keep a known delivery as it now is."""
        ...

    def due(self, limit: int, *, without: Collection[str] = ()) -> Sequence[Delivery]:
        """Return planned deliveries that may leave now, in the order they were planned for; none of these outlets.

        Only from outlets that are open, and for each recipient of an outlet only the first one while none is being
        sent to them.
        """
        ...

    def planned_without_release(self, limit: int) -> Sequence[Delivery]:
        """Return planned deliveries whose release has ended."""
        ...

    def sent_by(self, senders: Iterable[str]) -> Sequence[Delivery]:
        """Return what these senders are sending."""
        ...

    def begun_since(self, outlet: str, since: datetime) -> tuple[int, datetime | None]:
        """Return how many deliveries of an outlet were begun after a moment, and when the first of them was."""
        ...

    def standing_there(self, delivery: Delivery) -> Delivery | None:
        """Return the newest other delivery of the same variant that stands where this one goes, with its receipt."""
        ...

    def suppressed(self, marks: Sequence[str]) -> frozenset[str]:
        """Return those of these marks that have unsubscribed."""
        ...

    def suppress(self, mark: str, outlet: str, why: str) -> bool:
        """Keep that a recipient does not want an outlet any more; False where that is known."""
        ...

    def shown(self, member: str) -> str:
        """Return the name under which a member is shown; their own name where nobody is known by it."""
        ...

    def proved(self, release: Release) -> bool:
        """Return whether the audit, too, says that this release was given and has not ended.

        Raises AuditBroken where a line since then was cut out or changed.
        """
        ...

    def first_release(self, variant: str) -> Release | None:
        """Return the first release that a variant ever had."""
        ...


class DeliveryStore(Protocol):
    """Keeps deliveries and outlets."""

    def delivering(self) -> AbstractContextManager[Delivering]:
        """Open a transaction that is kept at the end, and undone when the block raises."""
        ...

    def looking(self) -> AbstractContextManager[Delivering]:
        """Open a transaction that sees one state of everything and changes nothing."""
        ...

    def outlets(self) -> Sequence[KeptOutlet]:
        """Return the newest version of each outlet, by name."""
        ...

    def outlet(self, name: str) -> KeptOutlet:
        """Return an outlet as it is set up now. Raises UnknownOutlet."""
        ...

    def copies(self, output: str = "", outlet: str = "") -> Sequence[OutputCopy]:
        """Return what is kept up to date, by output and outlet; of these alone where they are named."""
        ...

    def delivery(self, id: str) -> Delivery:  # noqa: A002 - the field's name
        """Return a delivery. Raises UnknownDelivery."""
        ...

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
        ...

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
        """Return one of the deliveries that were planned together and are in one state, and how many they are.

        By the moment they are planned for, from `since` to before `until`.
        """
        ...

    def counts(self, outlet: str = "") -> dict[DeliveryState, int]:
        """Return how many deliveries, of an outlet or of all, are in each state; all states are named."""
        ...

    def paused(self) -> Pause | None:
        """Return the pause of everything, None where there is none."""
        ...

    def stopped(self, outlet: str) -> bool:
        """Return whether everything or this outlet is paused at this moment."""
        ...

    def stands(self, delivery: Delivery) -> bool:
        """Return whether the release of a delivery stands at this moment."""
        ...

    def next_due(self) -> datetime | None:
        """Return when the next planned delivery may leave, None where nothing is planned or everything is paused."""
        ...

    def something_to_do(self, sender: str) -> bool:
        """Return whether a sender has reason to open a transaction: due, without release, or of another sender."""
        ...

    def senders(self) -> Sequence[str]:
        """Return the names of all who are sending something."""
        ...

    def unsettled(self, limit: int) -> Sequence[tuple[Delivery, int | None]]:
        """Return what is held, in doubt or failed, and what was delivered and whose release has ended since.

        Each with the id of the release that stands for its variant now.
        """
        ...

    def close(self) -> None:
        """Let go of what is behind."""
        ...
