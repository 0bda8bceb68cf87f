"""The law of a release: one exact wording, by a reviewer, with every blocking finding answered for.

A release stands while the wording does. Nothing a machine wrote releases itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from klaviatur.errors import Conflict, NotAllowed, NotReady
from klaviatur.records import (
    Actor,
    Checked,
    Entry,
    KeptVariant,
    Release,
    Revision,
    Severity,
    State,
    Vouched,
    wording_of,
)
from klaviatur.review.deciding import Decision, insist_on_state, moment, name_of
from klaviatur.review.typed import as_typed

LEAST_REASON = 10  # characters


@dataclass(frozen=True, slots=True)
class Rules:
    """What the team has set for its releases."""

    four_eyes: bool = False  # nobody releases what nobody else wrote or sent
    passkey: bool = False  # a release is signed with a passkey


def release(
    variant: KeptVariant,
    revision: Revision,
    actor: Actor,
    at: datetime,
    *,
    wording: str,
    vouched: Sequence[Vouched],
    rules: Rules,
) -> Decision:
    """Release the wording a person saw. `wording` is its hash: another one now raises Conflict.

    Raises NotReady for a state that cannot be released, and for vouches that are missing, unknown or without a reason;
    NotAllowed where the team's rules ask for somebody else, or for a passkey.
    """
    _same_wording(variant, revision, wording)
    insist_on_state(variant, "be released", State.DRAFT, State.IN_REVIEW)
    _by_rules(variant, revision, actor, rules)
    kept = answered(revision.checked, vouched)
    new = Release(
        id=0,
        variant=variant.id,
        revision=variant.revision,
        wording=variant.wording,
        by=actor.name,
        at=at,
        human_share=variant.human_share,
        warnings=sum(f.severity is Severity.WARN for f in revision.checked.findings),
        vouched=kept,
        strong=actor.strong,
    )
    after = replace(variant, state=State.RELEASED, changed_at=at, changed_by=actor.name, why="", assigned="")
    details = [("revision", str(variant.revision)), ("wording", variant.wording)]
    details += [("vouched", f"{one.rule}: {one.words} — {one.reason}") for one in kept]
    details += [("signed", "passkey")] if actor.strong else []
    return Decision(after, Entry("variant.released", f"variant:{variant.id}", "", tuple(details)), release=new)


def insist_on_passkey(actor: Actor, rules: Rules, named: str = "") -> None:
    """Raise NotAllowed where releases are signed with a passkey and this actor has not just done so."""
    if not rules.passkey or actor.strong:
        return
    told = f"{named} is" if named else "Every wording is"
    no_token = "No token and no command signs for you. " if actor.via in {"api", "cli"} else ""
    raise NotAllowed(
        f"{told} released with a passkey here (setting release_with_passkey), and {actor.name!r} has not just signed "
        f"with one. {no_token}Open the variant in the browser, and release it there with your passkey."
    )


def to_answer(checked: Checked) -> tuple[Vouched, ...]:
    """Return what a reviewer has to vouch for, each blocking finding once, still without a reason."""
    blocking = [f for f in checked.findings if f.severity is Severity.BLOCK]
    return tuple(dict.fromkeys(Vouched(f.rule, " ".join(f.words.split()), "") for f in blocking))


def unanswered(checked: Checked, vouched: Sequence[Vouched]) -> list[Vouched]:
    """Return what blocks and nobody gave a reason for, whatever was let through when it was released."""
    given = {(one.rule, " ".join(one.words.split())) for one in vouched if one.reason.strip()}
    return [one for one in to_answer(checked) if (one.rule, one.words) not in given]


def answered(checked: Checked, vouched: Sequence[Vouched]) -> tuple[Vouched, ...]:
    """Return the vouches in the order of the findings. Raises NotReady unless they answer for exactly what blocks."""
    asked = to_answer(checked)
    given = {(one.rule, " ".join(one.words.split())): as_typed(one.reason).strip() for one in vouched}
    unknown = given.keys() - {(one.rule, one.words) for one in asked}
    if unknown or len(given) != len(vouched):
        rule, words = min(unknown or given)
        raise NotReady(
            f"You vouch for {rule!r} at {words!r}, but nothing blocks there, or you do so twice. Open the variant "
            "again and look at its findings."
        )
    missing = [one for one in asked if (one.rule, one.words) not in given]
    if missing:
        raise NotReady(
            f"{len(missing)} blocking findings are open, the first is {missing[0].rule!r} at {missing[0].words!r}. "
            "Correct the words, or vouch for each of them with a written reason."
        )
    kept = tuple(replace(one, reason=given[one.rule, one.words]) for one in asked)
    for one in kept:
        if len(one.reason) < LEAST_REASON:
            raise NotReady(
                f"The reason for {one.rule!r} at {one.words!r} has fewer than {LEAST_REASON} characters. Write how you "
                "know that it is right; it is shown for ever."
            )
    return kept


def _same_wording(variant: KeptVariant, revision: Revision, wording: str) -> None:
    now = wording_of(revision.checked.variant.parts)
    if now != variant.wording or revision.number != variant.revision:
        raise Conflict(
            f"{name_of(variant)} does not have the wording it is listed with, so it cannot be released. "
            "Somebody wrote to the database by hand: run klaviatur audit verify, then edit the variant."
        )
    if wording != now:
        raise Conflict(
            f"{name_of(variant)} has another wording than the one you saw: {revision.by!r} changed it, "
            f"{moment(revision.at)}. Read it again, then release it."
        )


def _by_rules(variant: KeptVariant, revision: Revision, actor: Actor, rules: Rules) -> None:
    insist_on_passkey(actor, rules, name_of(variant))
    if not rules.four_eyes:
        return
    writer = "" if revision.machine else revision.by
    if writer == actor.name:
        raise NotAllowed(
            f"{name_of(variant)} has its present wording from {actor.name!r}, and four eyes are asked for (setting "
            "four_eyes). Ask another reviewer to release it."
        )
    if not {writer, variant.sent_by} - {"", actor.name}:
        raise NotAllowed(
            f"{name_of(variant)} has been seen by nobody but {actor.name!r}, and four eyes are asked for (setting "
            "four_eyes). Let somebody else send it to review, or ask another reviewer to release it."
        )
