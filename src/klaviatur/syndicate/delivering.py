"""What becomes of a delivery: each step takes it as it is and returns it as it is afterwards, or raises NotReady.

planned -> sending -> delivered -> retracted
  |  ^        |-> planned (a later try) | failed (refused, or no try is left)
  |  |        +-> in_doubt -> delivered or planned (a person has found out)
  |  +-- held | failed | cancelled (tried again)
  +-> held (its release ended) | cancelled
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from klaviatur.errors import NotReady
from klaviatur.records import Delivery, DeliveryState, Receipt

PLANNED, SENDING, DELIVERED = DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.DELIVERED
FAILED, IN_DOUBT, HELD = DeliveryState.FAILED, DeliveryState.IN_DOUBT, DeliveryState.HELD
CANCELLED, RETRACTED = DeliveryState.CANCELLED, DeliveryState.RETRACTED
LONGEST = 2_000  # characters of a reason


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is tried, and how long the sender waits in between: twice as long each time."""

    first_s: float = 30.0
    most_s: float = 6 * 3600.0
    tries: int = 12  # about a day and a quarter in all

    def wait_s(self, attempts: int, luck: float, asked_s: float | None = None) -> float:
        """Return how long to wait after so many attempts; `luck` in [0, 1) spreads those that failed together.

        Never shorter than what the platform asked for (Retry-After).
        """
        doubled = self.first_s * 2.0 ** min(attempts - 1, 40)
        spread = min(self.most_s, doubled * (0.75 + luck / 2))
        return max(self.first_s, spread, asked_s or 0.0)


# --- The sender's steps ---------------------------------------------------------------------------------------------
def begin(delivery: Delivery, sender: str, at: datetime) -> Delivery:
    """Take a planned delivery to be sent now. Raises NotReady before its moment."""
    _insist(delivery, "be sent", PLANNED)
    if delivery.due_at > at:
        raise NotReady(f"Delivery {delivery.id!r} is planned for {delivery.due_at.isoformat()}, which is later.")
    attempts = delivery.attempts + 1
    return replace(delivery, state=SENDING, attempts=attempts, sending_since=at, sender=sender, next_at=None, why="")


def delivered(delivery: Delivery, receipt: Receipt, at: datetime) -> Delivery:
    """Keep what the platform answered; an answer that comes after somebody doubted it settles the doubt."""
    _insist(delivery, "be noted as delivered", SENDING, IN_DOUBT)
    return replace(delivery, state=DELIVERED, receipt=receipt, ended_at=at, sender="", why="")


def later(
    delivery: Delivery, why: str, at: datetime, *, patience: Patience, luck: float, asked_s: float | None = None
) -> Delivery:
    """Plan another try of what has not left; failed where no try is left."""
    _insist(delivery, "be tried later", SENDING)
    if delivery.attempts >= patience.tries:
        return _ended(delivery, FAILED, f"after {delivery.attempts} tries: {why}", at)
    wait = timedelta(seconds=patience.wait_s(delivery.attempts, luck, asked_s))
    return replace(delivery, state=PLANNED, next_at=at + wait, sender="", why=_short(why))


def refused(delivery: Delivery, why: str, at: datetime) -> Delivery:
    """End what the platform will never take."""
    _insist(delivery, "be noted as refused", SENDING)
    return _ended(delivery, FAILED, why, at)


def doubted(
    delivery: Delivery, why: str, at: datetime, *, idempotent: bool, patience: Patience, luck: float
) -> Delivery:
    """Note that nobody knows whether it arrived; where the platform knows the key, the next try finds out."""
    _insist(delivery, "be doubted", SENDING)
    if idempotent and delivery.attempts < patience.tries:
        return later(delivery, why, at, patience=patience, luck=luck)
    return replace(delivery, state=IN_DOUBT, sender="", why=_short(why))


def left_behind(delivery: Delivery, at: datetime, *, idempotent: bool) -> Delivery:
    """Take over what a sender that died was sending: tried again with the same key, or else in doubt."""
    _insist(delivery, "be taken over", SENDING)
    if idempotent:
        return replace(delivery, state=PLANNED, next_at=at, sender="", why="the process that sent it has died")
    why = "the process that sent it has died before the platform's answer was kept"
    return replace(delivery, state=IN_DOUBT, sender="", why=why)


def given_back(delivery: Delivery) -> Delivery:
    """Put back what was taken and has not been handed to the outlet: the try does not count."""
    _insist(delivery, "be put back", SENDING)
    attempts = delivery.attempts - 1
    return replace(delivery, state=PLANNED, attempts=attempts, sending_since=None, sender="", next_at=None)


def hold(delivery: Delivery, why: str) -> Delivery:
    """Hold what must not leave."""
    _insist(delivery, "be held", PLANNED)
    return replace(delivery, state=HELD, next_at=None, why=_short(why))


def wait(delivery: Delivery, until: datetime, why: str) -> Delivery:
    """Let a planned delivery wait; what it was planned for stays."""
    _insist(delivery, "wait", PLANNED)
    return replace(delivery, next_at=until, why=_short(why))


# --- What people decide ---------------------------------------------------------------------------------------------
def move(delivery: Delivery, at: datetime) -> Delivery:
    """Plan it for another moment."""
    _insist(delivery, "be moved", PLANNED)
    return replace(delivery, planned_at=at, next_at=None, why="")


def cancel(delivery: Delivery, why: str, at: datetime) -> Delivery:
    """End what has not left."""
    _insist(delivery, "be cancelled", PLANNED, HELD, FAILED)
    return _ended(delivery, CANCELLED, why, at)


def again(delivery: Delivery, at: datetime) -> Delivery:
    """Plan anew what did not leave, with all its tries."""
    _insist(delivery, "be planned again", HELD, FAILED, CANCELLED)
    planned = max(delivery.planned_at, at)
    return replace(
        delivery, state=PLANNED, planned_at=planned, attempts=0, next_at=None, ended_at=None, sender="", why=""
    )


def resolve(delivery: Delivery, why: str, at: datetime, *, arrived: bool) -> Delivery:
    """End a doubt: it did arrive, or it is planned again."""
    _insist(delivery, "be resolved", IN_DOUBT)
    if arrived:
        return replace(delivery, state=DELIVERED, ended_at=at, why=_short(why))
    return replace(delivery, state=PLANNED, attempts=0, next_at=at, why=_short(why))


def retract(delivery: Delivery, why: str, at: datetime) -> Delivery:
    """Note that the platform took it back."""
    _insist(delivery, "be taken back", DELIVERED)
    return _ended(delivery, RETRACTED, why, at)


# --- What they share ------------------------------------------------------------------------------------------------
def insist_on_reason(why: str, what: str) -> str:
    """Return a reason without space around it. Raises NotReady where none was written."""
    if not why.strip():
        raise NotReady(f"Write {what}: whoever looks at this later needs to know.")
    return _short(why.strip())


def _insist(delivery: Delivery, what: str, *states: DeliveryState) -> None:
    if delivery.state in states:
        return
    wanted = " or ".join(state.value for state in states)
    raise NotReady(
        f"Delivery {delivery.id!r} to {delivery.outlet!r} is {delivery.state.value}, so it cannot {what}; only what is "
        f"{wanted} can."
    )


def _ended(delivery: Delivery, state: DeliveryState, why: str, at: datetime) -> Delivery:
    return replace(delivery, state=state, ended_at=at, next_at=None, sender="", why=_short(why))


def _short(why: str) -> str:
    return why if len(why) <= LONGEST else f"{why[: LONGEST - 4]} ..."
