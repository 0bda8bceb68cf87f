"""An outlet that writes down what it gets and answers as it is told: for tests of whatever delivers."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Lock

from klaviatur.errors import NotNow, Refused
from klaviatur.records import Bilingual, Health, Outgoing, OutletField, Passport, Prepared, Problem, Receipt

Answer = Callable[[Outgoing], None] | Exception | None  # what it does before it takes a wording; None takes it


def fake_passport(
    kind: str = "fake",
    *,
    idempotent: bool = False,
    retractable: bool = False,
    recipients: bool = False,
    updates: bool = False,
    rate: str = "",
    channels: tuple[str, ...] = ("*",),
) -> Passport:
    """Return the passport of a kind of outlet that exists in tests alone."""
    fields = (
        OutletField("host", Bilingual("Server", "Server"), default="localhost"),
        OutletField("token", Bilingual("Schlüssel", "Token"), secret=True),
    )
    limits = (("rate", Bilingual(rate, rate)),) if rate else ()
    read, said = date(2026, 11, 22), Bilingual("Probe", "Fake")
    return Passport(
        kind, said, channels, fields, read, (), idempotent, retractable, recipients, limits, updates=updates
    )


@dataclass(slots=True)
class FakePlatform:
    """What stands behind fake outlets: all that arrived, in its order; outlets of several threads write to it."""

    answers: deque[Answer] = field(default_factory=deque)  # to the next deliveries, each used once; then all is taken
    arrived: list[tuple[str, Outgoing]] = field(default_factory=list)  # key and wording
    retracted: list[str] = field(default_factory=list)  # ids of receipts
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # name -> media type, bytes
    asked: int = 0
    idempotent: bool = False  # a key that arrived gets the first answer again
    problems: tuple[Problem, ...] = ()
    lock: Lock = field(default_factory=Lock)

    def answer(self, *answers: Answer) -> None:
        """Say what the next deliveries are answered."""
        self.answers.extend(answers)

    def texts(self) -> list[str]:
        """Return the wordings that arrived."""
        return ["\n\n".join(part.text for part in outgoing.parts) for _, outgoing in self.arrived]

    def arrived_keys(self) -> list[str]:
        """Return the keys of what arrived, in order."""
        return [key for key, _ in self.arrived]


@dataclass(slots=True)
class FakeOutlet:
    """An outlet of a `FakePlatform`."""

    name: str
    platform: FakePlatform
    closed: bool = False

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Take a wording, or do what the platform was told to do."""
        with self.platform.lock:
            self.platform.asked += 1
            answer = self.platform.answers.popleft() if self.platform.answers else None
        if isinstance(answer, Refused | NotNow):
            raise answer
        if callable(answer):
            answer(outgoing)
        with self.platform.lock:
            if not (self.platform.idempotent and key in self.platform.arrived_keys()):
                self.platform.arrived.append((key, outgoing))
        if isinstance(answer, Exception):  # it arrived, and the answer is lost
            raise answer
        if outgoing.before:  # which only an outlet that updates is given
            return outgoing.before
        return Receipt(f"r-{key[:8]}", f"https://fake.example/{key[:8]}")

    def retract(self, receipt: Receipt, *, key: str) -> None:  # noqa: ARG002 - the port's
        """Take a delivery back."""
        self.platform.retracted.append(receipt.id)

    def health(self) -> Health:
        """Return that all is well."""
        return Health(True, Bilingual("Erreichbar", "Reachable"), datetime.now(UTC))

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the plain words."""
        body = "\n\n".join(part.text for part in outgoing.parts).encode()
        return Prepared("text/plain", body, (("to", outgoing.recipient),), self.platform.problems)

    def put(self, name: str, media_type: str, chunks: Iterable[bytes]) -> Receipt:
        """Take a whole file."""
        self.platform.files[name] = (media_type, b"".join(chunks))
        return Receipt(name, f"https://fake.example/{name}")

    def has(self, name: str) -> bool:
        """Return whether a file was taken."""
        return name in self.platform.files

    def drop(self, name: str) -> None:
        """Forget a file."""
        self.platform.files.pop(name, None)

    def close(self) -> None:
        """Note that nobody needs it any more."""
        self.closed = True
