"""What leaves: outputs of the catalogue with their runs and held items, outlets and deliveries of released wordings.

An output is a file or feed made of all products (a platform's catalogue); an outlet is a concrete destination of single
wordings (this Mastodon account, that press list).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from klaviatur.records.texts import Bilingual, Language, Severity
from klaviatur.records.variants import Method, VariantPart


# --- AI marking as data ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Marking:
    """Who wrote a wording, as data every channel can say in its own way (EU AI Act Art. 50, IPTC, schema.org)."""

    method: Method  # IPTC digital source type of the wording as it was released
    machine_share: float  # 0-1, of the wording's words
    writer: str = ""  # "embedded", or the model's name
    reviewed_by: str = ""  # shown name of the person who released it and answers for it
    reviewed_at: datetime | None = None

    @property
    def label_needed(self) -> bool:
        """Return whether readers must be told: a model wrote of it and no person has reviewed it."""
        return self.machine_share > 0 and not self.reviewed_by


# --- Outputs: the catalogue on platforms ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Problem:
    """What pre-flight found at one item, in the platform's own words."""

    key: str  # of the product
    rule: str  # ours, dotted and stable: "google.gtin_invalid"
    platform_id: str  # the platform's own id of this error, "" where it has none
    severity: Severity  # BLOCK: the item is held
    message: Bilingual
    proposal: Bilingual  # what to do about it
    place: str = ""  # field of the output: "g:gtin", "variants[0].price"
    value: str = ""  # as it would have left


class RunKind(StrEnum):
    """How much of the catalogue a run looked at."""

    FULL = "full"
    DELTA = "delta"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one output. `items` is always delivered + held: nothing is silently short."""

    id: int
    output: str  # name of its profile
    kind: RunKind
    at: datetime
    by: str
    items: int  # in the catalogue now
    delivered: int  # of them in the output now
    held: int  # of them held back, each with its reasons
    changed: int = 0  # items this run wrote anew
    removed: int = 0  # items that left the output
    bytes: int = 0  # of the whole output now
    digest: str = ""  # of the whole output now: the same catalogue gives the same one
    state: Literal["running", "done", "failed", "stopped_by_parity"] = "running"
    message: str = ""
    ended_at: datetime | None = None
    machine_items: int = 0  # items with machine-written wording in them
    grouping: int = 0  # products that are no items, because they only group their variants: products = items + these


@dataclass(frozen=True, slots=True)
class Difference:
    """Two outputs of one run that do not say the same of a product."""

    key: str
    what: str  # "price", "availability", "gtin", "title", "number"; "file": what lies there is not what is said
    said: tuple[tuple[str, str], ...]  # output and what it says there


# --- Outlets: where single wordings go ------------------------------------------------------------------------------
class DeliveryState(StrEnum):
    """How far a delivery is."""

    PLANNED = "planned"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"  # refused for good, or no try is left
    IN_DOUBT = "in_doubt"  # sent, and nobody knows whether it arrived: a person resolves it
    HELD = "held"  # its release ended before it left
    CANCELLED = "cancelled"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a platform answered to a delivery: enough to find it again and to take it back."""

    id: str  # the platform's id of the post, message or file
    url: str = ""  # where people see it
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One released wording on its way to one outlet, and there to one recipient where the outlet has several."""

    id: str  # see `delivery_id`; also the idempotency key
    outlet: str
    variant: str
    wording: str
    release: int
    recipient: str  # mail address, "" where the outlet is the recipient
    state: DeliveryState
    planned_at: datetime  # not before this moment
    by: str  # who planned it
    made_at: datetime
    attempts: int = 0
    next_at: datetime | None = None  # earliest next try
    sending_since: datetime | None = None
    sender: str = ""  # worker that is sending it
    ended_at: datetime | None = None
    receipt: Receipt | None = None
    why: str = ""  # why it failed, is held, in doubt, cancelled or retracted

    @property
    def due_at(self) -> datetime:
        """Return the earliest moment at which it may leave."""
        return max(self.planned_at, self.next_at or self.planned_at)


def delivery_id(outlet: str, wording: str, recipient: str, release: int) -> str:
    """Return the id of the one delivery of a release to an outlet's recipient: 32 hex digits, always the same."""
    told = json.dumps([outlet, wording, recipient, release], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the released text as it goes along with a wording."""

    url: str  # as the text names it: an address, or a file that lay beside it
    alt: str  # what is seen on it, "" where nobody wrote it
    caption: str = ""
    digest: str = ""  # SHA-256 of its bytes, "" where they are not kept
    media_type: str = ""  # "image/jpeg"; "" where the bytes are not kept
    content: bytes = field(default=b"", repr=False)  # for outlets that hand images over

    @property
    def name(self) -> str:
        """Return its file name, for people and for platforms."""
        return self.url.partition("?")[0].rstrip("/").rpartition("/")[2] or "image"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A released wording as an outlet gets it."""

    delivery: str  # Delivery.id: idempotency key
    variant: str
    channel: str
    language: Language
    locale: str
    title: str  # the source's title, for file names and lists
    parts: tuple[VariantPart, ...]
    marking: Marking
    recipient: str = ""
    planned_at: datetime | None = None
    link: str = ""  # where more is to be read
    unsubscribe: str = ""  # https address of this recipient's one-click unsubscription, "" for none
    published_at: datetime | None = None  # when it was first released
    source: str = ""  # key of the source
    embargo: datetime | None = None  # of the source: nothing leaves before, and what leaves may say when it ended
    pictures: tuple[Picture, ...] = ()  # of the source, in their order
    before: Receipt | None = None  # of an earlier wording that stands there, where the outlet can put this in its place

    @property
    def language_tag(self) -> str:
        """Its language as documents and protocols name languages (BCP 47): "de-DE"."""
        return (self.locale or self.language).replace("_", "-")

    @property
    def appears_at(self) -> datetime | None:
        """Return when readers get it: the moment it was planned for, at the earliest its first release."""
        return max((one for one in (self.published_at, self.planned_at) if one), default=None)

    def part(self, *names: str) -> str:
        """Return the text of the first of these parts that is there, else ""."""
        found = (part.text for name in names for part in self.parts if part.name == name)
        return next(found, "")


@dataclass(frozen=True, slots=True)
class Health:
    """Whether an outlet can be reached with its credentials."""

    ok: bool
    message: Bilingual
    at: datetime
    details: tuple[
        tuple[str, str], ...
    ] = ()  # what was found out: ("account", "@klaviatur"), ("max_characters", "500")


@dataclass(frozen=True, slots=True)
class OutletField:
    """A setting of a kind of outlet."""

    name: str
    label: Bilingual
    required: bool = False
    secret: bool = False  # never in the database, never shown
    default: str = ""
    help: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Passport:
    """What a kind of outlet can do, its limits and how that is tested: data beside its code."""

    kind: str  # "mastodon"
    label: Bilingual
    channels: tuple[str, ...]  # names of the channels whose wordings it takes; "*": all
    fields: tuple[OutletField, ...]
    read: date  # the day its platform's documents were read
    sources: tuple[str, ...]
    idempotent: bool  # the platform itself refuses a second delivery of the same key
    retractable: bool
    recipients: bool = False  # it delivers to single people
    limits: tuple[tuple[str, Bilingual], ...] = ()  # for people; "rate" for the sender, too: see `read_rate`
    tested: Bilingual | None = None  # against what: "aiosmtpd, a real SMTP server on loopback"
    files: bool = False  # it takes whole files, too, such as the feed of a catalogue
    pictures: Literal["", "handed_over", "linked"] = ""  # how the images of a text go along
    updates: bool = False  # it puts a newer wording in the place of an earlier one


def read_rate(told: str) -> tuple[int, int]:
    """Return at most how many deliveries leave in how many seconds: "300/10800" is 300 in three hours.

    (0, 0) is no limit: for "" and for what cannot be read so.
    """
    most, _, seconds = (part.strip() for part in told.partition("/"))
    return (int(most), int(seconds)) if most.isdecimal() and seconds.isdecimal() and int(seconds) else (0, 0)


@dataclass(frozen=True, slots=True)
class KeptOutlet:
    """An outlet as it is set up in a workspace."""

    name: str  # "newsroom-mastodon"
    kind: str
    values: Mapping[str, str]  # its settings without the secrets
    version: int
    at: datetime
    by: str
    paused: str = ""  # why nothing leaves through it, "" where it is open
    health: Health | None = None  # as it was last seen
    waits_until: datetime | None = None  # nothing leaves before: its platform asked for that, or its rate was used up


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing leaves by any outlet until somebody ends this."""

    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an outlet would send, for people to look at before it leaves."""

    media_type: str  # "text/html", "text/plain", "application/pdf"
    body: bytes
    details: tuple[tuple[str, str], ...] = ()  # heads of a mail, fields of a request
    problems: tuple[Problem, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Advice:
    """What a person had best do about a delivery that did not go as it was planned."""

    delivery: Delivery
    do: Literal["release_anew", "plan_anew", "try_again", "resolve", "retract"]
    why: Bilingual


@dataclass(frozen=True, slots=True)
class Recipients:
    """Addresses as somebody gave them: given = taken + wrong + suppressed + doubles."""

    given: int
    taken: tuple[str, ...]  # each once, in their order
    doubles: int
    wrong: tuple[tuple[str, str], ...] = ()  # what was given, and why it is no address
    suppressed: tuple[str, ...] = ()  # unsubscribed: nothing goes there


# --- Profiles of outputs: data, not code ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OutputField:
    """One field of an output: what it says, and what its platform asks of it."""

    name: str  # column, element or path: "g:price", "variants[].price.amount"
    says: str  # expression, see docs/outputs.md
    required: bool = False
    max_characters: int | None = None
    max_bytes: int | None = None
    pattern: str = ""  # regular expression that the whole value has to match
    one_of: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    type: str = "string"  # string, integer, number, boolean, list, object
    cut: Literal["words", "sentence", "never"] = "never"  # how a text that is too long is shortened
    ids: Mapping[str, str] = field(default_factory=dict)  # missing, too_long, wrong: the platform's own ids of errors
    parity: tuple[str, ...] = ()  # what of the product it states: price, selling_price, availability, gtin, title, ...
    reader: str = ""  # how that is read back: money, decimal, minor_units, plain, html, words.TABLE
    level: Literal["item", "group"] = "item"  # in grouped rows: said once for a group
    options: Mapping[str, str] = field(default_factory=dict)  # for the writer
    wrong: Literal["", "hold", "leave_out"] = ""  # what happens in a wrong form; "": see syndicate.leaving_out


@dataclass(frozen=True, slots=True)
class OutputRule:
    """A rule over several fields: what it says of an item that it catches."""

    name: str
    holds_when: str  # expression
    message: Bilingual
    proposal: Bilingual
    severity: Severity = Severity.BLOCK
    id: str = ""  # the platform's own
    place: str = ""  # field it speaks of
    shows: str = ""  # attribute that says what is wrong, where the field does not show it


@dataclass(frozen=True, slots=True)
class OutputProfile:
    """How the catalogue looks on one platform."""

    name: str
    label: Bilingual
    family: str  # shopping, shop, agent, catalogue, web
    format: str  # a writer of syndicate.formats
    file: str
    media_type: str
    read: date
    sources: tuple[str, ...]
    fields: tuple[OutputField, ...]
    rules: tuple[OutputRule, ...] = ()
    needs: tuple[OutletField, ...] = ()
    wordings: Mapping[str, str] = field(default_factory=dict)  # name -> "channel:part"
    options: Mapping[str, str] = field(default_factory=dict)  # of the writer
    group: Literal["", "parent"] = ""
    parents: Literal["in", "out"] = "out"  # whether a product that has variants is an item itself
    place: str = ""  # file it was read from


@dataclass(frozen=True, slots=True)
class KnownOutput:
    """An output of a workspace: its profile, whether it is on, and its runs; with a `problem` it cannot be run."""

    name: str
    label: Bilingual
    family: str
    media_type: str
    file: str
    read: date | None
    sources: tuple[str, ...]
    needs: tuple[OutletField, ...]
    on: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    last: Run | None = None
    problem: str = ""  # what is wrong with its profile, of which nothing else is known then
    damaged: str = ""  # its files are not there as they were written, so nobody is served with it: what to do
    due: datetime | None = None  # when it says something else by itself next: a sale of a product begins or ends
    overdue: bool = False  # that moment has come: the next run says what holds now
    stands: Run | None = None  # whose result lies there: what was stopped or failed left that of an earlier run


@dataclass(frozen=True, slots=True)
class Feed:
    """A whole output as it is now, to be read once."""

    media_type: str
    file_name: str
    etag: str
    modified: datetime
    bytes: Iterator[bytes]
    size: int = 0  # bytes; 0: not known


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One of the files that an output leaves as: where it keeps its platform's limits, there is one."""

    number: int  # from 1; 0: the index that names the others, and has the output's own name
    name: str
    records: int  # of an index: files that it names
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file of an output as it was put to an outlet."""

    name: str
    digest: str
    id: str  # under which the outlet has it
    url: str = ""  # where it is fetched


@dataclass(frozen=True, slots=True)
class OutputCopy:
    """An output that is kept up to date at an outlet: what was put there, and why that is not what it says now."""

    output: str
    outlet: str
    by: str  # who ordered it
    at: datetime
    put_at: datetime | None = None  # when all of it was put there last
    digest: str = ""  # of all records that stand there; "": some files may be older ones
    files: tuple[CopiedFile, ...] = ()  # that are known to stand there
    version: int = 0  # of the outlet they were put to
    attempts: int = 0  # that failed since
    next_at: datetime | None = None  # when it is tried again; None: as soon as it may leave
    why: str = ""  # why it is old
    old: bool = False  # what stands there is not what the output says now, or may not stand there any more
