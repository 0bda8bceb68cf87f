"""Places to publish: one Protocol of four members for all of them."""

from typing import Protocol

from klaviatur.records import Health, Outgoing, Prepared, Receipt


class Outlet(Protocol):
    """A concrete destination: this shop's mail server, that Mastodon account.

    An adapter that can show beforehand what it would send also has `prepare` (see `Preparing`).
    """

    name: str

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Send a released wording once; `key` is the idempotency key, sent along where a platform knows such a thing.

        Raises Refused where it will never be taken, NotNow where a later try may succeed (nothing has left), and
        InDoubt where it was sent and the answer did not come.
        """
        ...

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """Take a delivery back; one that is gone already is taken back. Raises NotRetractable, Refused, NotNow."""
        ...

    def health(self) -> Health:
        """Return whether the place can be reached with the credentials it has; raises nothing."""
        ...


class Preparing(Protocol):
    """An outlet that shows what it would send."""

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return what `deliver` would send, with the problems that the platform would have with it; sends nothing."""
        ...
