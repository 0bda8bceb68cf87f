"""What the other pages of a variant show: editing, releasing, its history, two people at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from klaviatur.doors.site.pages.review.queue import Queue
from klaviatur.doors.site.pages.review.view import CheckedView, PastView, SourceView
from klaviatur.records import Bilingual, Channel, Finding, KeptVariant, Language, Severity, Vouched
from klaviatur.review.human import Run


@dataclass(frozen=True, slots=True)
class EditView:
    """A wording in the hands of somebody; `now` is what stands in the fields."""

    kept: KeptVariant
    source: SourceView
    now: CheckedView
    revision: int  # what it is based on
    queue: Queue
    why: str = ""
    tried: bool = False


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A blocking finding with the reason somebody gives for it."""

    vouched: Vouched
    message: Bilingual
    source_says: str


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """What somebody is about to sign."""

    kept: KeptVariant
    source: SourceView
    now: CheckedView
    revision: int
    wording: str
    answers: tuple[AnswerView, ...]
    queue: Queue
    open_comments: int = 0
    passkey: str = ""  # where signing with a passkey begins, "" where the member has none
    problem: str = ""  # why it was not released
    sign: bool = False  # whether releases are signed with a passkey here, and in no other way


@dataclass(frozen=True, slots=True)
class PartRuns:
    """How one part differs between two revisions."""

    label: Bilingual
    changed: bool
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """All revisions, and how the newest differs from one of them."""

    kept: KeptVariant
    label: Bilingual
    title: str
    language: Language
    older: int
    newer: int
    parts: tuple[PartRuns, ...]
    past: tuple[PastView, ...]
    can_restore: bool
    query: str = ""


@dataclass(frozen=True, slots=True)
class ClashView:
    """One part that two people may have changed."""

    label: Bilingual
    theirs: str
    mine: str
    merged: str  # what stands in the field
    by_me: bool
    by_them: bool
    runs: tuple[Run, ...]  # from what both began with to theirs
    laid: bool = True  # whether both people's changes stand in the field

    @property
    def both(self) -> bool:
        """Return whether both people changed this part, each in another way."""
        return self.by_me and self.by_them and self.mine != self.theirs


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Two people's versions side by side."""

    kept: KeptVariant
    label: Bilingual
    language: Language
    newer: int
    parts: tuple[ClashView, ...]
    left_over: tuple[str, ...]  # of mine, for parts that have gone
    why: str = ""


def view_answers(
    to_answer: Sequence[Vouched], findings: Sequence[Finding], reasons: Mapping[tuple[str, str], str]
) -> tuple[AnswerView, ...]:
    """Return the blocking findings with the reasons that were typed for them, by rule and words."""
    blocking = {(f.rule, " ".join(f.words.split())): f for f in findings if f.severity is Severity.BLOCK}
    return tuple(
        AnswerView(replace(one, reason=reasons.get((one.rule, one.words), "")), found.message, found.source_says)
        for one in to_answer
        for found in [blocking[one.rule, one.words]]
    )


def label_of(channel: Channel, part: str) -> Bilingual:
    """Return how a channel calls a part."""
    return next((p.label for p in channel.parts if p.name == part), Bilingual(part, part))
