"""What a decision makes of a variant, and what the audit says of it. Everything here is a plain calculation.

draft -> in_review -> released -> stale -> (edited or played again) draft
  ^         |            |
  +-- needs_changes      +-> draft (withdrawn, or the wording changed)      any -> retired -> (restored) draft
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from klaviatur.errors import Conflict, NotReady
from klaviatur.records import (
    Actor,
    Checked,
    Comment,
    Entry,
    KeptVariant,
    Release,
    Revision,
    Severity,
    Span,
    State,
)
from klaviatur.review.typed import as_typed

TITLE = 80  # characters of a variant's first words, for lists
LONGEST = 5_000  # characters of a comment or reason


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be kept, all of it or nothing."""

    variant: KeptVariant
    entry: Entry
    revision: Revision | None = None
    release: Release | None = None


# --- On the way to a release --------------------------------------------------------------------------------------
def submit(variant: KeptVariant, actor: Actor, at: datetime, *, to: str = "") -> Decision:
    """Send a draft to review, to anybody or to one member."""
    insist_on_state(variant, "be sent to review", State.DRAFT, State.NEEDS_CHANGES)
    after = _now(variant, actor, at, state=State.IN_REVIEW, sent_by=actor.name, assigned=to, why="")
    return Decision(after, _entry("variant.submitted", after, details=[("to", to)] if to else []))


def request_changes(variant: KeptVariant, at: datetime, *, why: str) -> Decision:
    """Give a variant back, to whoever sent it, with what is to be changed; it stays with who changed it last."""
    why = reason(why, "what is to be changed")
    insist_on_state(variant, "be given back", State.DRAFT, State.IN_REVIEW, State.STALE)
    back = variant.sent_by or variant.assigned
    after = replace(variant, state=State.NEEDS_CHANGES, why=why, assigned=back, changed_at=at)
    return Decision(after, _entry("variant.changes_requested", after, why))


def assign(variant: KeptVariant, *, to: str) -> Decision:
    """Give a variant to a member; "" gives it to nobody. Neither the wording nor a release is touched."""
    insist_on_state(variant, "be assigned", *(state for state in State if state is not State.RETIRED))
    after = replace(variant, assigned=to)
    return Decision(after, _entry("variant.assigned", after, details=[("to", to)]))


# --- Away from it -------------------------------------------------------------------------------------------------
def withdraw(variant: KeptVariant, actor: Actor, at: datetime, *, why: str) -> Decision:
    """End a release by hand; the variant is a draft again."""
    why = reason(why, "why the release is withdrawn")
    insist_on_state(variant, "be withdrawn", State.RELEASED)
    after = _now(variant, actor, at, state=State.DRAFT, why=why, sent_by="", assigned="")
    return Decision(after, _entry("variant.withdrawn", after, why))


def retire(variant: KeptVariant, actor: Actor, at: datetime, *, why: str) -> Decision:
    """Take a variant out of use; it stays readable, and a restored revision brings it back."""
    why = reason(why, "why it is taken out of use")
    insist_on_state(variant, "be retired", *(state for state in State if state is not State.RETIRED))
    after = _now(variant, actor, at, state=State.RETIRED, why=why, assigned="")
    return Decision(after, _entry("variant.retired", after, why))


def outdate(variant: KeptVariant, at: datetime, *, why: str) -> Decision:
    """Note that something a variant states has changed; it stays with whoever changed it last."""
    after = replace(variant, state=State.STALE, why=why, changed_at=at)
    return Decision(after, _entry("variant.stale", after, why))


# --- Wordings -----------------------------------------------------------------------------------------------------
def overtaken(variant: KeptVariant, base: int, newest: Revision) -> Conflict:
    """Return the error for an edit whose base is no longer the newest revision; it says who was faster, and when."""
    return Conflict(
        f"{name_of(variant)} has been changed since you opened it: revision {newest.number} is by {newest.by!r}, "
        f"{moment(newest.at)}; yours began with revision {base}. Nothing is lost: lay your text beside theirs and "
        "save again."
    )


def reword(variant: KeptVariant, revision: Revision, share: float, what: str, voice: str | None = None) -> Decision:
    """Keep a new revision: the variant is a draft with its wording, findings and human share."""
    after = replace(
        variant,
        state=State.DRAFT,
        revision=revision.number,
        wording=revision.wording,
        changed_at=revision.at,
        changed_by=revision.by,
        human_share=share,
        voice=variant.voice if voice is None else voice,
        sent_by="",
        why="",
        **measures(revision.checked),
    )
    return Decision(after, _entry(what, after, revision.why), revision)


def measures(checked: Checked) -> dict[str, Any]:
    """Return what lists show of a wording: title, number of findings by weight, whether it fits."""
    weights = [finding.severity for finding in checked.findings]
    return {
        "title": title_of(checked),
        "blocks": weights.count(Severity.BLOCK),
        "warns": weights.count(Severity.WARN),
        "notes": weights.count(Severity.NOTE),
        "fits": checked.fits,
    }


def title_of(checked: Checked) -> str:
    """Return the first words of a variant, cut between words."""
    line = " ".join(" ".join(part.text for part in checked.variant.parts).split())
    if len(line) <= TITLE:
        return line
    return line[: TITLE - 1].rsplit(" ", 1)[0].rstrip() + "…"


# --- Comments -----------------------------------------------------------------------------------------------------
def comment(
    revision: Revision, actor: Actor, at: datetime, *, text: str, part: int | None, span: Span | None
) -> Comment:
    """Return a comment on a variant, a part of it or some words of that part. Raises NotReady for no such place."""
    said = reason(text, "what you want to say", least=1)
    parts = revision.checked.variant.parts
    if part is not None and not 0 <= part < len(parts):
        raise NotReady(f"There is no part {part} to comment on; the variant has {len(parts)}. Open it again.")
    if span is not None and (part is None or not 0 <= span[0] < span[1] <= len(parts[part].text)):
        raise NotReady("The words to comment on are not in this wording any more. Open the variant again.")
    words = parts[part].text[span[0] : span[1]] if span is not None and part is not None else ""
    place = Span(*span) if span is not None else None
    return Comment(0, revision.variant, revision.number, actor.name, at, said, part, place, words)


def settle(said: Comment, actor: Actor, at: datetime) -> Comment:
    """Return a comment as settled; one that was settled before stays as it is."""
    return said if said.settled_at else replace(said, settled_at=at, settled_by=actor.name)


# --- Words --------------------------------------------------------------------------------------------------------
def reason(text: str, what: str, *, least: int = 3) -> str:
    """Return a reason without space around it. Raises NotReady where there is none, or an endless one."""
    said = as_typed(text).strip()
    if len(said) < least:
        raise NotReady(f"Please write {what}, in a sentence others will understand later.")
    if len(said) > LONGEST:
        raise NotReady(f"This is {len(said)} characters long; {LONGEST} are kept. Please write it shorter.")
    return said


def name_of(variant: KeptVariant) -> str:
    """Return how messages call a variant."""
    return f"Variant {variant.id!r} ({variant.channel}, {variant.locale})"


def moment(at: datetime) -> str:
    """Return a moment as messages write it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def insist_on_state(variant: KeptVariant, what: str, *states: State) -> None:
    """Raise NotReady unless a variant is in one of these states; `what` completes "cannot ..."."""
    if variant.state in states:
        return
    said = variant.state.value.replace("_", " ")
    at, asked = moment(variant.changed_at), variant.state in {State.STALE, State.NEEDS_CHANGES} and variant.why
    since = f"since {at}: {variant.why}" if asked else f"by {variant.changed_by!r}, {at}"
    raise NotReady(f"{name_of(variant)} cannot {what}: it is {said}, {since}. {NEXT[variant.state]}")


NEXT = {
    State.DRAFT: "Send it to review, or release it.",
    State.IN_REVIEW: "Release it, or ask for changes.",
    State.NEEDS_CHANGES: "Edit it and send it to review again.",
    State.RELEASED: "Withdraw the release first, or edit it, which ends the release.",
    State.STALE: "Edit it, or play its source again.",
    State.RETIRED: "Restore one of its revisions to bring it back.",
}


def _now(variant: KeptVariant, actor: Actor, at: datetime, **fields: Any) -> KeptVariant:
    return replace(variant, changed_at=at, changed_by=actor.name, **fields)


def _entry(what: str, after: KeptVariant, why: str = "", details: Sequence[tuple[str, str]] = ()) -> Entry:
    place = [("revision", str(after.revision)), ("wording", after.wording)]
    return Entry(what, f"variant:{after.id}", why, (*place, *details))
