"""What every writer has to keep, and a source and a channel to try it with."""

from datetime import date
from hashlib import sha256

from klaviatur.errors import WriterError
from klaviatur.ports import Writer
from klaviatur.records import (
    Bilingual,
    Block,
    Channel,
    Finding,
    Language,
    PartProfile,
    Role,
    Sentence,
    Severity,
    Source,
    Span,
    Variant,
    Voice,
)
from klaviatur.testing.promises import promise

_TEXTS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Millbrook library opens on Sundays",
        "The public library in Millbrook opens on Sundays from 7 February 2027.",
        "The additional hours cost the town £38,000 a year.",
        "It has not closed any branch.",
    ),
    "de": (
        "Freibad Ostheim öffnet nach zwei Jahren Umbau",
        "Das Freibad Ostheim öffnet am 14. Mai 2027 wieder.",
        "Der Umbau kostete 6,8 Millionen Euro.",
        "Der Zehnmeterturm bleibt gesperrt.",
    ),
}


def sample_source(language: Language = "en") -> Source:
    """Return a parsed source of one title and three sentences."""
    lines = _TEXTS[language]
    text = "\n\n".join(lines)
    spans = [Span(text.index(line), text.index(line) + len(line)) for line in lines]
    roles = [Role.TITLE, Role.LEAD, Role.BODY, Role.BODY]
    return Source(
        id=sha256(text.encode()).hexdigest(),
        origin="sample",
        media_type="text/plain",
        language=language,
        text=text,
        blocks=tuple(Block(i, role, span) for i, (role, span) in enumerate(zip(roles, spans, strict=True))),
        sentences=tuple(
            Sentence(i, i, role, span, line)
            for i, (role, span, line) in enumerate(zip(roles, spans, lines, strict=True))
        ),
        title=spans[0],
    )


def sample_channel() -> Channel:
    """Return a channel with a single part, an optional one, a repeated one and pairs of question and answer."""
    return Channel(
        name="sample",
        label=Bilingual("Muster", "Sample"),
        form="faq",
        family="conversation",
        parts=(
            PartProfile("title", Bilingual("Titel", "Title"), multiline=False),
            PartProfile("notes", Bilingual("Notizen", "Notes"), count=(0, 1)),
            PartProfile("bullet", Bilingual("Punkt", "Bullet"), count=(1, 3), multiline=False),
            PartProfile("question", Bilingual("Frage", "Question"), count=(1, 3), multiline=False),
            PartProfile("answer", Bilingual("Antwort", "Answer"), count=(1, 3)),
        ),
        read=date(2026, 11, 21),
        sources=("klaviatur.testing",),
    )


def check_writer(
    writer: Writer,
    *,
    source: Source | None = None,
    channel: Channel | None = None,
    voice: Voice | None = None,
    must_deliver: bool = True,
) -> None:
    """Raise AssertionError with the broken promise if `writer` breaks one of the port's.

    A writer gives a variant of the asked channel, source and language, whose parts are those of the channel and hold
    text; pieces, where it gives them, join to that text. It corrects a variant when findings are fed back. What it
    cannot do it says with a WriterError, which is accepted if `must_deliver` is False; nothing else may escape.
    """
    voice = voice or Voice()
    channel = channel or sample_channel()
    for asked in (source,) if source else (sample_source("en"), sample_source("de")):
        promise(bool(getattr(writer, "name", "")), "A writer has a name that is not empty.")
        variant = _write(writer, asked, channel, voice, previous=None, must_deliver=must_deliver)
        if variant is None:
            continue
        _check_variant(variant, asked, channel)
        corrected = _write(writer, asked, channel, voice, previous=variant, must_deliver=must_deliver)
        if corrected is not None:
            _check_variant(corrected, asked, channel)


def _write(
    writer: Writer, source: Source, channel: Channel, voice: Voice, *, previous: Variant | None, must_deliver: bool
) -> Variant | None:
    findings = (_finding(previous),) if previous else ()
    try:
        return writer.write(source, channel, voice, previous=previous, findings=findings)
    except WriterError as error:
        promise(not must_deliver, f"The writer delivers for channel {channel.name!r}; it raised: {error}")
        promise(bool(str(error)), "A WriterError says what happened.")
        return None


def _finding(previous: Variant) -> Finding:
    message = Bilingual("Diese Angabe steht nicht in der Quelle.", "The source does not say this.")
    words = previous.parts[0].text[:20]
    return Finding("sample.unsupported", Severity.WARN, message, part=0, span=Span(0, len(words)), words=words)


def _check_variant(variant: Variant, source: Source, channel: Channel) -> None:
    promise(isinstance(variant, Variant), f"write gives a Variant, not {type(variant).__name__}.")
    promise(variant.channel == channel.name, f"The variant is for {channel.name!r}, not {variant.channel!r}.")
    promise(variant.source == source.id, "The variant names the source it was written from.")
    promise(variant.language == source.language, "The variant is in the source's language.")
    promise(bool(variant.writer), "The variant names its writer.")
    promise(bool(variant.parts), "A variant has at least one part.")
    names = [part.name for part in variant.parts]
    for part in channel.parts:
        low, high = part.count
        found = names.count(part.name)
        promise(low <= found <= high, f"Part {part.name!r} stands {low} to {high} times in the variant, not {found}.")
    for written in variant.parts:
        known = written.name in {part.name for part in channel.parts}
        promise(known, f"Part {written.name!r} belongs to the channel.")
        promise(bool(written.text.strip()), f"Part {written.name!r} holds text.")
        joined = "".join(piece.text for piece in written.pieces)
        promise(not written.pieces or joined == written.text, f"The pieces of part {written.name!r} join to its text.")
