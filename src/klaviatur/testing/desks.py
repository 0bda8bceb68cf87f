"""Small texts and variants for desks: kept as the chain keeps them, without playing anything."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from klaviatur.ports import Deciding
from klaviatur.records import (
    Actor,
    Checked,
    DeskSource,
    Entry,
    KeptVariant,
    MemberRole,
    Release,
    Revision,
    Source,
    SourceKind,
    State,
    Variant,
    VariantPart,
    variant_id,
    wording_of,
)

ANNA = Actor("anna", frozenset(MemberRole))
HEADED = ("headline", "body")
BEGIN = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


def a_text(words: str, origin: str = "a.md") -> Source:
    """Return a text that nobody has parsed into sentences."""
    return Source(sha256(words.encode()).hexdigest(), origin, "text/markdown", "de", words)


def checked(source: Source, channel: str, words: str, names: tuple[str, str] = HEADED) -> Checked:
    """Return a variant with nothing found in it: of one part, or of two with these names, parted by a blank line."""
    head, _, body = words.partition("\n\n")
    parts = (VariantPart(names[0], head), VariantPart(names[1], body)) if body else (VariantPart("text", words),)
    return Checked(Variant(channel, source.id, "de", parts), (), (), ())


def bring_text(deciding: Deciding, key: str, words: str, *, kind: SourceKind = "text") -> DeskSource:
    """Keep a text under a key."""
    return deciding.keep_source(kind, key, a_text(words), title=words.partition("\n")[0], by="anna")


def keep(
    deciding: Deciding,
    source: DeskSource,
    channel: str,
    words: str,
    *,
    state: State = State.DRAFT,
    by: str = "embedded",
    locale: str = "de",
    names: tuple[str, str] = HEADED,
) -> KeptVariant:
    """Keep a wording of the source's variant for a channel, as its next revision."""
    id_ = variant_id(source.kind, source.key, channel, locale)
    known = deciding.find_variant(id_)
    number = known.revision + 1 if known else 1
    made = checked(deciding.parsed(source.source), channel, words, names)
    wording = wording_of(made.variant.parts)
    revision = Revision(id_, number, wording, made, source.source, by, by == "embedded", deciding.at, "played")
    said = (source.id, channel, locale, "", state, number, wording, words[:60], 0, 0, 0, True, 0.0)
    variant = KeptVariant(id_, *said, deciding.at, by)
    deciding.keep_variant(variant, revision)
    return variant


def release(deciding: Deciding, variant: KeptVariant, *, by: str = "anna") -> Release:
    """Release a variant's present wording, and say so in the audit."""
    made = Release(0, variant.id, variant.revision, variant.wording, by, deciding.at, 0.0, 0)
    kept = deciding.keep_release(made)
    deciding.keep_variant(replace(variant, state=State.RELEASED, changed_by=by))
    details = (("wording", variant.wording),)
    deciding.note(Entry("variant.released", f"variant:{variant.id}", details=details), replace(ANNA, name=by))
    return kept
