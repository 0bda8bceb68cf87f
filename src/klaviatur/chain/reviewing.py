"""The story of a review: each action is one transaction in which a variant is decided on and the audit gets its line.

    deciding:   right? -> transaction: read, decide, keep, note
    rewording:  right? -> read -> verify (slow, outside) -> transaction: nothing moved meanwhile? keep, note : Conflict

No way leads past `keep`: a release that stands ends there with the first change of the wording or of the state.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from klaviatur.chain.grounds import TRIES, GroundMoved, Tools, ground_under, insist_on_ground
from klaviatur.chain.stating import stated
from klaviatur.errors import Conflict, KlaviaturError, UnknownMember
from klaviatur.ports import Deciding, DeskStore
from klaviatur.records import (
    Actor,
    Checked,
    Comment,
    Entry,
    KeptVariant,
    KeptVoice,
    Opened,
    Played,
    Release,
    Revision,
    Source,
    Span,
    State,
    Variant,
    Voice,
    Vouched,
    wording_of,
)
from klaviatur.review import deciding as decisions
from klaviatur.review.deciding import Decision
from klaviatur.review.fixes import fixed, reworded
from klaviatur.review.human import human_share
from klaviatur.review.releasing import Rules, insist_on_passkey, unanswered
from klaviatur.review.releasing import release as decide_release
from klaviatur.review.rights import allow
from klaviatur.review.staleness import carried_over

IN_USE = tuple(state for state in State if state is not State.RETIRED)
NAMED = 50  # variants that the line of an export names one by one


# --- Another wording ----------------------------------------------------------------------------------------------
def try_out(tools: Tools, variant: str, texts: Sequence[str], by: Actor) -> Checked:
    """Return what verify says of other texts for a variant's parts; nothing is kept."""
    allow(by, "edit")
    opened = tools.store.opened(variant)
    return _verified(tools, opened, reworded(opened.revision.checked.variant, texts), ground_under(tools, opened))


def edit(tools: Tools, variant: str, texts: Sequence[str], *, base: int, why: str, by: Actor) -> Opened:
    """Keep other texts for a variant's parts, verified against what its source says now."""
    allow(by, "edit")
    opened = tools.store.opened(variant)
    _on_base(opened, base)
    decisions.insist_on_state(opened.variant, "be edited", *IN_USE)
    wanted = reworded(opened.revision.checked.variant, texts)
    return _reword(tools, opened, wanted, what="variant.edited", why=why.strip() or "edited", by=by)


def fix(tools: Tools, variant: str, finding: int, *, base: int, by: Actor) -> Opened:
    """Put what is proposed for a finding in its place."""
    allow(by, "edit")
    opened = tools.store.opened(variant)
    _on_base(opened, base)
    decisions.insist_on_state(opened.variant, "be edited", *IN_USE)
    checked = opened.revision.checked
    wanted = reworded(checked.variant, fixed(checked, finding))
    why = f"fixed {checked.findings[finding].rule}"
    return _reword(tools, opened, wanted, what="variant.fixed", why=why, by=by)


def restore(tools: Tools, variant: str, revision: int, *, base: int, by: Actor) -> Opened:
    """Bring back the wording of an earlier revision; a retired variant comes back with it."""
    allow(by, "edit")
    opened = tools.store.opened(variant)
    _on_base(opened, base)
    earlier = tools.store.opened(variant, revision=revision)
    wanted = carried_over(earlier.revision.checked.variant, earlier.text, opened.text)
    return _reword(tools, opened, wanted, what="variant.restored", why=f"restored revision {revision}", by=by)


def _reword(tools: Tools, opened: Opened, wanted: Variant, *, what: str, why: str, by: Actor) -> Opened:
    """Keep a new revision, tried again where the source changes meanwhile."""
    for _ in range(TRIES):
        ground = ground_under(tools, opened)
        if _says_nothing_new(opened, wanted, ground):
            return opened
        checked = _verified(tools, opened, wanted, ground)
        with suppress(GroundMoved):
            _keep_reworded(tools.store, opened, checked, ground, what=what, why=why, by=by)
            return tools.store.opened(opened.variant.id)
    raise Conflict(
        f"The source of {decisions.name_of(opened.variant)} is being changed again and again at this moment. "
        "Your text is not lost: save it again in a minute."
    )


def _says_nothing_new(opened: Opened, wanted: Variant, ground: Source) -> bool:
    """Return whether a wording is kept already; a draft or stale one is verified anew where its source has changed."""
    state = opened.variant.state
    if wording_of(wanted.parts) != opened.variant.wording or state is State.RETIRED:
        return False
    return ground.id == opened.revision.source or state not in {State.DRAFT, State.STALE}


def _verified(tools: Tools, opened: Opened, wanted: Variant, ground: Source) -> Checked:
    return tools.check(carried_over(wanted, opened.text, ground), ground, opened.variant.voice)


def _keep_reworded(
    store: DeskStore, opened: Opened, checked: Checked, ground: Source, *, what: str, why: str, by: Actor
) -> None:
    machine = opened.machine.checked.variant.parts if opened.machine else None
    with store.deciding() as deciding:
        variant = deciding.variant(opened.variant.id)
        if variant.revision != opened.variant.revision:
            raise decisions.overtaken(variant, opened.variant.revision, deciding.revision(variant.id))
        source = deciding.source(variant.source)
        insist_on_ground(deciding, source, ground, variant.locale)
        if source.kind == "product":
            source = deciding.keep_source("product", source.key, ground, title=source.title, by=by.name)
        revision = Revision(
            variant=variant.id,
            number=variant.revision + 1,
            wording=wording_of(checked.variant.parts),
            checked=checked,
            source=ground.id,
            by=by.name,
            machine=False,
            at=deciding.at,
            why=why,
        )
        share = human_share(machine, checked.variant.parts)
        keep(deciding, decisions.reword(variant, revision, share, what), by)
        if source.kind == "product":
            played = Played(ground, Voice(), (checked,))
            deciding.state(stated(source.key, played, variant.locale))


def _on_base(opened: Opened, base: int) -> None:
    if opened.variant.revision != base:
        raise decisions.overtaken(opened.variant, base, opened.revision)


# --- Decisions ----------------------------------------------------------------------------------------------------
def submit(store: DeskStore, variant: str, *, to: str, by: Actor) -> KeptVariant:
    """Send a variant to review."""

    def decide(deciding: Deciding, kept: KeptVariant) -> Decision:
        _insist_on_member(deciding, to)
        return decisions.submit(kept, by, deciding.at, to=to)

    return _decide(store, variant, "submit", by, decide).variant


def request_changes(store: DeskStore, variant: str, *, why: str, by: Actor) -> KeptVariant:
    """Give a variant back with what is to be changed."""
    return _decide(
        store, variant, "request_changes", by, lambda d, v: decisions.request_changes(v, d.at, why=why)
    ).variant


def assign(store: DeskStore, variant: str, *, to: str, by: Actor) -> KeptVariant:
    """Give a variant to a member, or with "" to nobody."""

    def decide(deciding: Deciding, kept: KeptVariant) -> Decision:
        _insist_on_member(deciding, to)
        return decisions.assign(kept, to=to)

    return _decide(store, variant, "assign", by, decide).variant


def withdraw(store: DeskStore, variant: str, *, why: str, by: Actor) -> KeptVariant:
    """End a release by hand."""
    return _decide(store, variant, "withdraw", by, lambda d, v: decisions.withdraw(v, by, d.at, why=why)).variant


def retire(store: DeskStore, variant: str, *, why: str, by: Actor) -> KeptVariant:
    """Take a variant out of use."""
    return _decide(store, variant, "retire", by, lambda d, v: decisions.retire(v, by, d.at, why=why)).variant


def release(
    store: DeskStore, variant: str, *, wording: str, vouched: Sequence[Vouched], rules: Rules, by: Actor
) -> Release:
    """Release the wording with this hash, under the person's name."""
    if vouched:
        allow(by, "vouch")

    def decide(deciding: Deciding, kept: KeptVariant) -> Decision:
        revision = deciding.revision(variant)
        return decide_release(kept, revision, by, deciding.at, wording=wording, vouched=vouched, rules=rules)

    kept = _decide(store, variant, "release", by, decide).release
    assert kept is not None  # noqa: S101 - a decision to release has one
    return kept


def release_many(
    store: DeskStore, wordings: Mapping[str, str], *, rules: Rules, by: Actor
) -> list[tuple[str, Release | str]]:
    """Release each variant by itself, under the same rules; what cannot be released says why and stops nothing."""
    allow(by, "release")
    insist_on_passkey(by, rules)
    results: list[tuple[str, Release | str]] = []
    for variant, wording in wordings.items():
        try:
            results.append((variant, release(store, variant, wording=wording, vouched=(), rules=rules, by=by)))
        except KlaviaturError as error:
            results.append((variant, str(error)))
    return results


def _insist_on_member(deciding: Deciding, name: str) -> None:
    """Raise UnknownMember where nobody of this name would ever find the variant; "" is whoever comes."""
    if name and not deciding.works_here(name):
        raise UnknownMember(
            f"Nobody called {name!r} works here, or no longer, so nothing was given to them. See who does: "
            "klaviatur member list"
        )


def _decide(
    store: DeskStore, variant: str, action: str, by: Actor, decide: Callable[[Deciding, KeptVariant], Decision]
) -> Decision:
    allow(by, action)
    with store.deciding() as deciding:
        return keep(deciding, decide(deciding, deciding.variant(variant)), by)


def keep(deciding: Deciding, decision: Decision, by: Actor) -> Decision:
    """Keep a decision and write its line; a standing release ends with another wording, or another state."""
    after, entry = decision.variant, decision.entry
    standing = deciding.standing_release(after.id)
    if standing and (after.wording != standing.wording or after.state is not State.RELEASED):
        ended = deciding.end_release(after.id, by=by.name, why=entry.why or entry.what)
        entry = replace(entry, details=(*entry.details, ("ended_release", str(ended.id if ended else standing.id))))
    deciding.keep_variant(after, decision.revision)
    if decision.release:
        decision = replace(decision, release=deciding.keep_release(decision.release))
    deciding.note(entry, by)
    return decision


# --- What is said of it -------------------------------------------------------------------------------------------
def comment(store: DeskStore, variant: str, text: str, *, part: int | None, span: Span | None, by: Actor) -> Comment:
    """Say something of a variant, of a part, or of some of its words."""
    allow(by, "comment")
    with store.deciding() as deciding:
        said = decisions.comment(deciding.revision(variant), by, deciding.at, text=text, part=part, span=span)
        kept = deciding.keep_comment(said)
        deciding.note(Entry("comment.made", f"variant:{variant}", details=(("comment", str(kept.id)),)), by)
        return kept


def settle(store: DeskStore, number: int, *, by: Actor) -> Comment:
    """Note that what a comment asks for is done; once is enough."""
    allow(by, "settle")
    with store.deciding() as deciding:
        said = deciding.comment(number)
        if said.settled_at:
            return said
        kept = deciding.keep_comment(decisions.settle(said, by, deciding.at))
        deciding.note(Entry("comment.settled", f"variant:{said.variant}", details=(("comment", str(number)),)), by)
        return kept


# --- Voices, and what leaves the house ------------------------------------------------------------------------------
def keep_voice(store: DeskStore, name: str, values: Mapping[str, object], *, version: int, by: Actor) -> KeptVoice:
    """Keep the next version of a voice; `version` is the one it follows plus one."""
    allow(by, "voices")
    with store.deciding() as deciding:
        voice = KeptVoice(name, version, dict(values), deciding.at, by.name)
        deciding.keep_voice(voice)
        deciding.note(Entry("voice.kept", f"voice:{name}", details=(("version", str(version)),)), by)
        return voice


def export(store: DeskStore, variants: Sequence[str], *, by: Actor) -> Iterator[Opened]:
    """Note that released wordings are taken out, and return them one by one; without ids all of them."""
    allow(by, "export")
    asked = tuple(variants)
    named = [("variants", " ".join(asked) if len(asked) <= NAMED else str(len(asked)))] if asked else []
    with store.deciding() as deciding:
        deciding.note(Entry("wordings.exported", "workspace", details=tuple(named)), by)
    return (opened for opened in _opened(store, asked) if _stands(store, opened))


def _opened(store: DeskStore, variants: Sequence[str]) -> Iterator[Opened]:
    if variants:
        yield from map(store.opened, variants)
        return
    after = ""
    while page := store.released(after=after):
        yield from (store.opened(variant.id) for variant, _ in page)
        after = page[-1][0].id


def _stands(store: DeskStore, opened: Opened) -> bool:
    """Return whether exactly these words are released and answered for, as the audit says, whatever the lists say."""
    release, checked = opened.release, opened.revision.checked
    if release is None or opened.variant.state is not State.RELEASED:
        return False
    if release.wording != wording_of(checked.variant.parts) or unanswered(checked, release.vouched):
        return False
    return store.proved(release)
