"""What lies on the desk: sources under review, kept variants, revisions, releases, comments and the audit.

A wording is one exact text of all parts, named by its hash (`wording_of`); a release is tied to one wording.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

from klaviatur.records.members import Actor
from klaviatur.records.texts import Language, Source, Span
from klaviatur.records.variants import Checked

SourceKind = Literal["text", "product"]


class State(StrEnum):
    """Where a variant is on its way to a release."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    NEEDS_CHANGES = "needs_changes"
    RELEASED = "released"
    STALE = "stale"  # something it states has changed since
    RETIRED = "retired"


# --- What is under review ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class DeskSource:
    """A text or product that variants are made of; `key` is the text's own name or the product's key."""

    id: int
    kind: SourceKind
    key: str
    title: str
    language: Language
    origin: str  # file name, address, "typed"
    version: int  # of a text: counts its uploads; of a product: 0
    source: str  # Source.id of the newest version, "" for a product nobody has played yet
    added_at: datetime
    added_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One upload of a text."""

    version: int
    source: str  # Source.id
    origin: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class KeptVariant:
    """The variant of one source for one channel and locale, as it is now; there is never a second one."""

    id: str  # see `variant_id`
    source: int  # DeskSource.id
    channel: str
    locale: str  # "de", "de_DE"
    voice: str  # name of the voice it was written with
    state: State
    revision: int  # counts from 1
    wording: str  # of this revision
    title: str  # first words, for lists
    blocks: int
    warns: int
    notes: int
    fits: bool
    human_share: float  # 0-1
    changed_at: datetime
    changed_by: str  # a member's name, or the writer's
    assigned: str = ""  # a member's name
    sent_by: str = ""  # who sent it to review
    why: str = ""  # what changes are asked for, or why it is stale


def variant_id(kind: SourceKind, key: str, channel: str, locale: str) -> str:
    """Return the id of the one variant of a source for a channel and locale: 16 hex digits, the same every time."""
    told = json.dumps([kind, key, channel, locale], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Revision:
    """One wording of a variant with what verify said of it, never changed afterwards."""

    variant: str
    number: int
    wording: str
    checked: Checked
    source: str  # Source.id it was checked against
    by: str  # a member's name, or the writer's
    machine: bool
    at: datetime
    why: str = ""  # "played", "edited", "replaced by a fix", "played again"


@dataclass(frozen=True, slots=True)
class Vouched:
    """A blocking finding that a person answers for, with the written reason."""

    rule: str
    words: str  # the sentence or words it stands at
    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """A person's approval of one exact wording; it ends with the first change of it."""

    id: int
    variant: str
    revision: int
    wording: str
    by: str
    at: datetime
    human_share: float
    warnings: int  # open ones at that moment
    vouched: tuple[Vouched, ...] = ()
    strong: bool = False  # signed with a passkey
    ended_at: datetime | None = None
    ended_by: str = ""
    ended_why: str = ""

    @property
    def stands(self) -> bool:
        """Return whether it has not ended."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says of a variant, or of a place in it."""

    id: int
    variant: str
    revision: int
    by: str
    at: datetime
    text: str
    part: int | None = None
    span: Span | None = None
    words: str = ""  # at that place when it was written
    settled_at: datetime | None = None
    settled_by: str = ""


# --- Audit --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written into the audit."""

    what: str  # dotted, stable: "variant.released", "member.invited", "signin.failed"
    thing: str  # "variant:ab12", "member:anna"
    why: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the audit, chained to the one before it."""

    number: int  # counts from 1 without gaps
    at: datetime
    who: str
    via: str
    entry: Entry
    previous: str  # hash of the line before, 64 zeros for the first
    hash: str


NO_LINE = "0" * 64  # what the first line of an audit follows


def audit_hash(number: int, at: datetime, who: str, via: str, entry: Entry, *, previous: str, key: bytes = b"") -> str:
    """Return the hash of an audit's line: 64 hex digits over the line before and all that this one says.

    SHA-256 of the JSON list [previous, number, time in UTC with microseconds, who, via, what, thing, why, details],
    without spaces, in UTF-8; with a key the HMAC of it, so that whoever cannot read the key cannot forge a line.
    """
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    details = [list(pair) for pair in entry.details]
    said = [previous, number, moment, who, via, entry.what, entry.thing, entry.why, details]
    told = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return (hmac.new(key, told, hashlib.sha256) if key else hashlib.sha256(told)).hexdigest()


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a check of the audit found: whole, or the first line that is not as it was written."""

    lines: int  # that were read and hold
    head: str  # hash of the last of them
    broken: int | None = None  # number of the first line that does not hold; 0: no line, but what the audit lacks
    why: str = ""

    @property
    def whole(self) -> bool:
        """Return whether nothing was tampered with."""
        return self.broken is None


# --- Work ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Work:
    """A piece of durable work and how far it is."""

    id: str
    what: str  # "play", "collect"
    title: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    by: str
    at: datetime
    total: int = 0  # 0: not known
    done: int = 0
    failed: int = 0
    message: str = ""  # the error, or what came of it
    ended_at: datetime | None = None
    ordered: str = "{}"  # JSON: what is to be done, for the worker
    cursor: str = ""  # how far it is, for the worker


# --- What the desk hands out ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Opened:
    """A variant as a reviewer needs it: with its source, wording, checks, history, comments and releases."""

    variant: KeptVariant
    source: DeskSource
    text: Source  # what the revision was checked against
    revision: Revision
    machine: Revision | None  # the machine's newest draft, None where a person wrote all
    releases: tuple[Release, ...] = ()  # newest first
    comments: tuple[Comment, ...] = ()
    revisions: tuple[tuple[int, str, datetime, str], ...] = ()  # number, by, at, why; newest first

    @property
    def release(self) -> Release | None:
        """Return the release that stands."""
        return next((r for r in self.releases if r.stands), None)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A source with its variants, for the board."""

    source: DeskSource
    variants: tuple[KeptVariant, ...]


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A stretch of the board; `after` is where the next one begins, "" at its end."""

    rows: tuple[BoardRow, ...]
    counts: dict[str, int] = field(default_factory=dict)  # State -> variants in the whole workspace
    after: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer of the search."""

    kind: Literal["text", "product", "variant", "member", "voice"]
    key: str
    title: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class KeptVoice:
    """A tonality profile kept in the workspace; `values` are those of a voice file."""

    name: str
    version: int
    values: dict[str, object]
    at: datetime
    by: str


SYSTEM = Actor("klaviatur", frozenset(), via="worker")  # who acts where a fact's change ends a release
