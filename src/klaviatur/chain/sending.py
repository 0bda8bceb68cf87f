"""The sender's round: what is due is taken, handed to its outlet outside of any transaction, and the answer is kept.

    dead senders -> tried again with the same key, or in doubt       releases that ended -> held
    take:   transaction: not paused? released, these very words? subscribed? no embargo? -> planned becomes sending
    hand over (threads): paused? released still? -> outlet.deliver
    keep:   transaction: delivered | a later try | failed | in doubt, with its line in the audit

A process that dies anywhere in between leaves planned what it has not taken, and sending what it has.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from math import inf

from klaviatur.chain.leaving import Leaving, can, look_up, standing_there, with_pictures
from klaviatur.errors import AuditBroken, InDoubt, NotNow, NotReady, NotReleased, Refused, SettingError, UnknownSource
from klaviatur.ports import Delivering
from klaviatur.records import SYSTEM, Delivery, DeliveryState, Entry, KeptOutlet, Outgoing, Receipt, State, read_rate
from klaviatur.syndicate import delivering as steps
from klaviatur.syndicate.outgoing import Released, outgoing_of

SENDING, IN_DOUBT = DeliveryState.SENDING, DeliveryState.IN_DOUBT
OTHER_WORDS = (
    "The release it was planned with has ended, and another wording is released now. Plan it again: then that one goes."
)
UNSUBSCRIBED = "The recipient has unsubscribed meanwhile, so nothing goes there."
LOOKS = 50  # how often one transaction looks for more where what was due had to be held
LOOK_S = 1.0  # while one outlet does not answer, what comes due for others is looked for so often
AT_ONCE = 500  # deliveries whose release ended that are held in one transaction


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that this sender is sending, with all that its outlet gets."""

    delivery: Delivery
    outlet: KeptOutlet
    outgoing: Outgoing


class ReleaseEnded(NotReady):
    """The release ended between the transaction that took it and the moment it was to leave."""


class Stopped(NotReady):
    """Somebody paused everything, or the outlet, between that transaction and that moment."""


Answer = tuple[Delivery, Receipt | BaseException]


@dataclass(slots=True)
class Sender:
    """One sender of a process: sends in rounds, and forgets no answer that a busy database could not take at once."""

    tools: Leaving
    name: str
    parallel: int  # deliveries handed over at a time
    dead: Callable[[Sequence[str]], Sequence[str]]  # which of these senders are gone
    stopped: Callable[[], bool] = lambda: False
    answers: list[Answer] = field(default_factory=list)  # that are not kept yet

    @property
    def share(self) -> int:
        """Return how many of those at a time go to one outlet: one that does not answer leaves room for the others."""
        return self.parallel - self.parallel // 4

    def round(self, limit: int) -> int:
        """Send what is due, at most so many, and more while an outlet does not answer; return how many were begun."""
        if not self.answers and not self.tools.store.something_to_do(self.name):
            return 0
        others = [name for name in self.tools.store.senders() if name != self.name]
        take_over(self.tools, self.dead(others) if others else ())
        hold_unreleased(self.tools)
        flying = dict[Future[Receipt], Taken]()
        try:
            with ThreadPoolExecutor(self.parallel, thread_name_prefix="klaviatur-sender") as pool:
                return self._send(pool, flying, limit)
        finally:  # empty, unless something broke: then all have landed by now
            self.answers += [_answer(taken, landed) for landed, taken in flying.items()]

    def _send(self, pool: ThreadPoolExecutor, flying: dict[Future[Receipt], Taken], limit: int) -> int:
        begun = 0
        while True:
            room = 0 if self.stopped() else min(self.parallel - len(flying), limit - begun)
            use = Counter(one.outlet.name for one in flying.values())
            taken = keep_and_take(self.tools, self.answers, sender=self.name, room=room, use=use, share=self.share)
            self.answers.clear()
            begun += len(taken)
            flying |= {pool.submit(hand_over, self.tools, one): one for one in taken}
            if not flying:
                return begun
            done = wait(flying, timeout=LOOK_S, return_when=FIRST_COMPLETED).done
            self.answers += [_answer(flying.pop(landed), landed) for landed in done]
            limit += 0 if done else self.parallel  # an outlet that does not answer holds up no other


def _answer(taken: Taken, landed: Future[Receipt]) -> Answer:
    return taken.delivery, landed.exception() or landed.result()


# --- Before ---------------------------------------------------------------------------------------------------------
def take_over(tools: Leaving, senders: Sequence[str]) -> None:
    """Take over what dead senders were sending: tried again where the platform knows the key, in doubt elsewhere."""
    if not senders:
        return
    with tools.store.delivering() as open_:
        for delivery in open_.sent_by(senders):
            idempotent = can(tools, open_.outlet(delivery.outlet).kind, "idempotent")
            _keep(open_, steps.left_behind(delivery, open_.at, idempotent=idempotent))


def hold_unreleased(tools: Leaving) -> None:
    """Hold what is planned and whose release has ended, with the reason; one line for each variant and outlet."""
    with tools.store.delivering() as open_:
        lost = sorted(open_.planned_without_release(AT_ONCE), key=_what)
        for (variant, outlet), group in groupby(lost, key=_what):
            why = why_unreleased(open_, variant)
            held = [steps.hold(delivery, why) for delivery in group]
            for delivery in held:
                open_.keep_delivery(delivery)
            details = (("outlet", outlet), ("deliveries", str(len(held))))
            open_.note(Entry("delivery.held", f"variant:{variant}", why, details), SYSTEM)


def why_unreleased(open_: Delivering, variant: str) -> str:
    """Return why a planned wording does not leave, and what to do about it."""
    now = open_.variant(variant)
    if now.state is State.RELEASED:
        return OTHER_WORDS
    state = now.state.value.replace("_", " ")
    if not now.why:
        return f"Its release ended: the variant is {state}. Release it, then plan it again; what is released then goes."
    return (
        f"Its release ended: the variant is {state} ({now.why}). Release it, then plan it again; what is released then "
        "goes."
    )


def _what(delivery: Delivery) -> tuple[str, str]:
    return delivery.variant, delivery.outlet


# --- Taking ---------------------------------------------------------------------------------------------------------
def keep_and_take(
    tools: Leaving,
    answers: Sequence[Answer],
    *,
    sender: str,
    room: int,
    use: Mapping[str, int] | None = None,
    share: int = 1_000,
) -> list[Taken]:
    """Keep what came back and take as many as there is room for, in one transaction.

    `use` is how many are being handed over to each outlet already, `share` how many may be.
    """
    with tools.store.delivering() as open_:
        known = {one.id: one for one in open_.find_deliveries([delivery.id for delivery, _ in answers])}
        for delivery, answer in answers:
            _keep_answer(tools, open_, known[delivery.id], answer, sender)
        if room <= 0 or open_.paused():
            return []
        taking, taken = _Taking(tools, open_, sender, share, Counter(use or {})), list[Taken]()
        for _ in range(LOOKS):
            due = open_.due(room - len(taken), without=taking.full())
            taken += taking.take(due)
            if not due or len(taken) == room:
                break
        return taken


@dataclass(slots=True)
class _Taking:
    """One transaction's look at what is due."""

    tools: Leaving
    open_: Delivering
    sender: str
    share: int
    use: Counter[str]  # deliveries that are being handed over to an outlet, by its name
    released: dict[str, Released] = field(default_factory=dict)  # by variant; nothing ends meanwhile
    outlets: dict[str, KeptOutlet] = field(default_factory=dict)
    left: dict[str, float] = field(default_factory=dict)  # deliveries that an outlet's rate still allows

    def take(self, due: Iterable[Delivery]) -> list[Taken]:
        return [taken for taken in map(self._take, due) if taken]

    def full(self) -> list[str]:
        """Return the outlets that have their share."""
        return [outlet for outlet, number in self.use.items() if number >= self.share]

    def _take(self, delivery: Delivery) -> Taken | None:
        """Turn a planned delivery to sending, or hold it, or let it wait."""
        try:
            released = self._released(delivery)
        except (AuditBroken, NotReleased, UnknownSource) as error:
            _keep(self.open_, steps.hold(delivery, str(error)))
            return None
        if delivery.recipient and self.open_.suppressed([self.tools.mark(delivery.outlet, delivery.recipient)]):
            _keep(self.open_, steps.hold(delivery, UNSUBSCRIBED))
            return None
        if released.embargo and released.embargo > self.open_.at:
            until = released.embargo
            self.open_.keep_delivery(steps.wait(delivery, until, f"under embargo until {until.isoformat()}"))
            return None
        return self._begin(delivery, released) if self._may_use(delivery) else None

    def _released(self, delivery: Delivery) -> Released:
        known = self.released.get(delivery.variant) or look_up(self.open_, delivery.variant)
        self.released[delivery.variant] = known
        if (known.release.id, known.release.wording) != (delivery.release, delivery.wording):
            raise NotReleased(OTHER_WORDS)
        return known

    def _begin(self, delivery: Delivery, released: Released) -> Taken:
        begun = steps.begin(delivery, self.sender, self.open_.at)
        self.use[delivery.outlet] += 1
        self.open_.keep_delivery(begun)
        outlet = self._outlet(delivery.outlet)
        goes_to, there = delivery.recipient, standing_there(self.tools, self.open_, delivery)
        outgoing = outgoing_of(
            released,
            delivery=delivery.id,
            recipient=goes_to,
            planned_at=delivery.planned_at,
            link=outlet.values.get("link", ""),
            unsubscribe=self.tools.unsubscribe(delivery.outlet, goes_to) if goes_to else "",
            before=there.receipt if there else None,
            zone=self.tools.zone,
        )
        return Taken(begun, outlet, outgoing)

    def _outlet(self, name: str) -> KeptOutlet:
        if name not in self.outlets:
            self.outlets[name] = self.open_.outlet(name)
        return self.outlets[name]

    def _may_use(self, delivery: Delivery) -> bool:
        """Return whether the outlet can be used now; one of a kind that is not known here waits."""
        if self.use[delivery.outlet] >= self.share:
            return False
        try:
            return self._rate_allows(delivery.outlet)
        except SettingError as error:
            later = self.open_.at + timedelta(seconds=self.tools.patience.most_s)
            self.open_.keep_delivery(steps.wait(delivery, later, str(error)))
            return False

    def _rate_allows(self, name: str) -> bool:
        """Count a delivery against its outlet's rate; where that is spent, the outlet waits until it is not."""
        if self.left.get(name, 0) <= 0:
            self.left[name] = self._left(self._outlet(name))
        self.left[name] -= 1
        return self.left[name] >= 0

    def _left(self, outlet: KeptOutlet) -> float:
        """Return how many deliveries an outlet's rate still allows; with none left it waits."""
        known = dict(self.tools.passport(outlet.kind).limits).get("rate")
        most, seconds = read_rate(outlet.values.get("rate", "") or (known.en if known else ""))
        if not most:
            return inf
        window = timedelta(seconds=seconds)
        begun, first = self.open_.begun_since(outlet.name, self.open_.at - window)
        if begun >= most:
            self.open_.let_wait(outlet.name, (first or self.open_.at) + window)
        return most - begun


# --- Handing over ---------------------------------------------------------------------------------------------------
def hand_over(tools: Leaving, taken: Taken) -> Receipt:
    """Give a wording to its outlet; looks at pauses and the release once more, a moment before it leaves."""
    if tools.store.stopped(taken.delivery.outlet):
        raise Stopped(f"Nothing leaves by {taken.delivery.outlet!r} at this moment: it was paused.")
    if not tools.store.stands(taken.delivery):
        raise ReleaseEnded(f"The release of variant {taken.delivery.variant!r} has just ended.")
    try:
        outgoing = with_pictures(tools, taken.outgoing, taken.outlet.kind)
        with tools.outlet(taken.outlet) as outlet:
            return outlet.deliver(outgoing, key=taken.delivery.id)
    except SettingError as error:
        raise NotNow(str(error)) from error


# --- Keeping --------------------------------------------------------------------------------------------------------
def _keep_answer(
    tools: Leaving, open_: Delivering, now: Delivery, answer: Receipt | BaseException, sender: str
) -> None:
    """Keep an answer, unless somebody took the delivery over because this sender seemed dead."""
    mine = now.state is SENDING and now.sender == sender
    if not mine and not (now.state is IN_DOUBT and isinstance(answer, Receipt)):
        return
    if isinstance(answer, NotNow) and answer.retry_after_s and not answer.alone:
        open_.let_wait(now.outlet, open_.at + timedelta(seconds=answer.retry_after_s))
    if isinstance(answer, Receipt):
        _end_replaced(tools, open_, now, answer)
    _keep(open_, _after(tools, open_, now, answer))


def _end_replaced(tools: Leaving, open_: Delivering, now: Delivery, receipt: Receipt) -> None:
    """End the delivery of an earlier wording whose place this one has taken: what stood there is there no more."""
    earlier = standing_there(tools, open_, now)
    if earlier and earlier.receipt and earlier.receipt.id == receipt.id:
        why = f"another wording stands in its place, by delivery {now.id}"
        _keep(open_, steps.retract(earlier, why, open_.at))


def _after(tools: Leaving, open_: Delivering, now: Delivery, answer: Receipt | BaseException) -> Delivery:
    """Return what an answer makes of a delivery."""
    patience, luck, at = tools.patience, tools.luck(), open_.at
    if isinstance(answer, Receipt):
        return steps.delivered(now, answer, at)
    if isinstance(answer, Stopped):
        return steps.given_back(now)
    if isinstance(answer, ReleaseEnded):
        return steps.hold(steps.given_back(now), why_unreleased(open_, now.variant))
    if isinstance(answer, NotNow):
        return steps.later(now, str(answer), at, patience=patience, luck=luck, asked_s=answer.retry_after_s)
    if isinstance(answer, Refused):
        return steps.refused(now, str(answer), at)
    why = str(answer) if isinstance(answer, InDoubt) else f"{type(answer).__name__}: {answer}"
    idempotent = can(tools, open_.outlet(now.outlet).kind, "idempotent")
    return steps.doubted(now, why, at, idempotent=idempotent, patience=patience, luck=luck)


_LINES: Mapping[DeliveryState, str] = {
    DeliveryState.DELIVERED: "delivery.delivered",
    DeliveryState.FAILED: "delivery.failed",
    DeliveryState.IN_DOUBT: "delivery.in_doubt",
    DeliveryState.HELD: "delivery.held",
    DeliveryState.RETRACTED: "delivery.replaced",
}


def _keep(open_: Delivering, delivery: Delivery) -> None:
    """Keep a delivery as the sender leaves it; a later try is no line of the audit."""
    open_.keep_delivery(delivery)
    if what := _LINES.get(delivery.state):
        details = [("outlet", delivery.outlet), ("variant", delivery.variant), ("wording", delivery.wording)]
        details += [("receipt", delivery.receipt.id)] if delivery.receipt else []
        open_.note(Entry(what, f"delivery:{delivery.id}", delivery.why, tuple(details)), SYSTEM)
