"""The story of what comes to the desk: texts and their new versions, and the variants that are played of a source."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from textwrap import shorten

from klaviatur.chain.grounds import TRIES, GroundMoved, Tools, ground_of, insist_on_ground
from klaviatur.chain.reviewing import keep
from klaviatur.chain.stating import stated
from klaviatur.errors import Conflict, UnknownSource
from klaviatur.ports import Deciding, DeskStore
from klaviatur.records import (
    SYSTEM,
    Actor,
    Checked,
    DeskSource,
    Entry,
    KeptVariant,
    Opened,
    Played,
    Revision,
    Source,
    SourceKind,
    State,
    variant_id,
    wording_of,
)
from klaviatur.review import deciding as decisions
from klaviatur.review.overwriting import first_draft, why_left
from klaviatur.review.rights import allow
from klaviatur.review.staleness import carried_over, gone, lost_words, new_blocks

Judged = Mapping[tuple[str, int], str]  # (variant, revision) -> why it would be stale, "" where it stays
TITLE = 60  # characters of a text that has no title and no file's name


# --- Texts --------------------------------------------------------------------------------------------------------
def add_text(tools: Tools, key: str, text: Source, *, by: Actor) -> DeskSource:
    """Keep a text under its key; the same words again change nothing, other words are its next version.

    With a new version every variant that states something which is gone becomes stale, in the same transaction.
    """
    allow(by, "add")
    judged = _judge(tools, key, text)
    with tools.store.deciding() as deciding:
        known = deciding.find_source("text", key)
        if known and known.source == text.id:
            return known
        source = deciding.keep_source("text", key, text, title=_title(key, text), by=by.name)
        what = "text.changed" if known else "text.added"
        details = (("version", str(source.version)), ("sha256", text.id), ("origin", text.origin))
        deciding.note(Entry(what, f"source:{source.id}", details=details), by)
        for variant in deciding.variants_of(source.id) if known else ():
            _outdate(deciding, variant, text, source.version, judged)
        return source


def _title(key: str, text: Source) -> str:
    """Return what lists call a text: its title, else its first words where somebody typed it, else its file's name."""
    return text.words(text.title) or (shorten(text.text, TITLE, placeholder=" …") if text.origin == "typed" else key)


def _judge(tools: Tools, key: str, text: Source) -> Judged:
    """Return which variants of a text a new version would make stale: what costs time, before the transaction."""
    try:
        known, _, variants = tools.store.source("text", key)
    except UnknownSource:
        return {}
    if known.source == text.id:
        return {}
    opened = [tools.store.opened(variant.id) for variant in variants if variant.state is not State.RETIRED]
    return {(one.variant.id, one.variant.revision): _verdict(tools, one, text, known.version + 1) for one in opened}


def _verdict(tools: Tools, opened: Opened, text: Source, version: int) -> str:
    lost = lost_words(opened.revision, opened.text, text)
    if lost:
        return gone(lost, version)
    before = opened.revision.checked
    after = tools.check(carried_over(before.variant, opened.text, text), text, opened.variant.voice)
    blocks = new_blocks(before, after)
    return f"Against version {version} of the text: {blocks}" if blocks else ""


def _outdate(deciding: Deciding, variant: KeptVariant, text: Source, version: int, judged: Judged) -> None:
    if variant.state is State.RETIRED:
        return
    why = judged.get((variant.id, variant.revision))
    if why is None:  # it was changed since; verify has no time here, so the words alone decide
        revision = deciding.revision(variant.id)
        lost = lost_words(revision, deciding.parsed(revision.source), text)
        why = gone(lost, version) if lost else ""
    if why:
        keep(deciding, decisions.outdate(variant, deciding.at, why=why), SYSTEM)


# --- Variants -----------------------------------------------------------------------------------------------------
Write = Callable[[Source, Sequence[str]], Played]  # plays a source on channels


def play(
    tools: Tools,
    kind: SourceKind,
    key: str,
    channels: Sequence[str],
    write: Write,
    *,
    locale: str,
    voice: str,
    again: bool,
    within: Callable[[Deciding], None] | None = None,
    by: Actor,
) -> list[KeptVariant]:
    """Write variants of a source and keep them in one transaction; return all that were asked for, as they now are.

    What a person edited, sent or released stays as it is, and so does what is stale unless it is asked for `again`;
    the audit says which. Writing takes its time outside the transaction: where the source changed meanwhile, it is
    written once more. `within` is called in that transaction, for what has to be kept with the variants.
    """
    allow(by, "play")
    for _ in range(TRIES):
        ground = ground_of(tools, kind, key, locale)
        ids = {name: variant_id(kind, key, name, locale) for name in channels}
        settled = _settled(tools.store, list(ids.values()), again=again)
        open_channels = [name for name in channels if ids[name] not in settled]
        played = write(ground, open_channels) if open_channels else None
        with suppress(GroundMoved), tools.store.deciding() as deciding:
            source = _source_of(deciding, kind, key, ground, locale=locale, by=by)
            laying = _Laying(deciding, source, locale, voice, again, by)
            kept = [one for one in (played.checked if played else ()) if laying.lay(one)]
            if kind == "product" and played and kept:
                deciding.state(stated(key, replace(played, checked=tuple(kept)), locale))
            variants = [deciding.variant(one) for one in ids.values()]
            laying.note(variants)
            if within:
                within(deciding)
            return variants
    raise Conflict(f"{key!r} is being changed again and again at this moment. Play it again in a minute.")


def _settled(store: DeskStore, ids: Sequence[str], *, again: bool) -> set[str]:
    """Return variants that no play overwrites, whoever wrote them: writing them would be in vain."""
    open_states = {State.DRAFT, State.STALE} if again else {State.DRAFT}
    return {variant.id for variant in store.variants(ids) if variant.state not in open_states}


def _source_of(deciding: Deciding, kind: SourceKind, key: str, ground: Source, *, locale: str, by: Actor) -> DeskSource:
    """Return the source as it is in this transaction, kept where it is a product nobody has played so far."""
    known = deciding.find_source(kind, key)
    if kind == "product":
        title = ground.words(ground.title) or key
        known = deciding.keep_source("product", key, ground, title=title, by=by.name)
    if known is None:
        raise UnknownSource(f"There is no text {key!r} any more. Add it again: klaviatur desk add FILE --by NAME")
    insist_on_ground(deciding, known, ground, locale)
    return known


@dataclass(slots=True)
class _Laying:
    """Lays what a machine wrote on the desk, unless a person's work stands there."""

    deciding: Deciding
    source: DeskSource
    locale: str
    voice: str
    again: bool
    by: Actor
    kept: int = 0

    def lay(self, checked: Checked) -> bool:
        """Keep a variant; return whether what was written is its wording now."""
        id_ = variant_id(self.source.kind, self.source.key, checked.variant.channel, self.locale)
        known = self.deciding.find_variant(id_)
        newest = self.deciding.revision(id_) if known else None
        if known and newest and why_left(known, newest, again=self.again):
            return False
        revision = self._revision(id_, known.revision + 1 if known else 1, checked)
        if known and newest and _same(known, newest, revision, self.voice):
            return True
        variant = known or first_draft(self.source, revision, self.locale, self.voice)
        keep(self.deciding, decisions.reword(variant, revision, 0.0, "variant.played", self.voice), self.by)
        self.kept += 1
        return True

    def _revision(self, variant: str, number: int, checked: Checked) -> Revision:
        return Revision(
            variant=variant,
            number=number,
            wording=wording_of(checked.variant.parts),
            checked=checked,
            source=checked.variant.source,
            by=checked.variant.writer,
            machine=True,
            at=self.deciding.at,
            why="played again" if number > 1 else "played",
        )

    def note(self, asked: Sequence[KeptVariant]) -> None:
        """Write one line on all variants that were asked for, with those that stay as they are and why."""
        left = [(v.channel, why_left(v, self.deciding.revision(v.id), again=self.again)) for v in asked]
        details = [("new", str(self.kept)), *((f"left {channel}", why) for channel, why in left if why)]
        self.deciding.note(Entry("source.played", f"source:{self.source.id}", details=tuple(details)), self.by)


def _same(known: KeptVariant, newest: Revision, written: Revision, voice: str) -> bool:
    """Return whether a play wrote once more what is there already; a stale variant is written anew all the same."""
    before = (known.wording, newest.source, known.voice)
    return known.state is State.DRAFT and before == (written.wording, written.source, voice)
