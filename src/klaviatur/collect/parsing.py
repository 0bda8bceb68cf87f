"""From a document to a source: the one place that says in which order things are understood."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from klaviatur.collect.bilingual import in_one_language, mixed_finding
from klaviatur.collect.calls import address_of, find_calls
from klaviatur.collect.contacts import dialled_numbers
from klaviatur.collect.dates import find_dates
from klaviatur.collect.drafts import Draft, drafts_of
from klaviatur.collect.fields import find_sender, read_fields
from klaviatur.collect.head import captions_of_meta, drafts_of_meta
from klaviatur.collect.language import Guess, declared_language, detect_language
from klaviatur.collect.layout import Layout, lay_out
from klaviatur.collect.links import find_links
from klaviatur.collect.names import find_names
from klaviatur.collect.numbers import find_numbers
from klaviatur.collect.places import inside_any, sentence_at
from klaviatur.collect.quotes import find_quotes
from klaviatur.collect.roles import assign_roles
from klaviatur.records import Bilingual, DateMention, Document, Finding, Language, RawKind, Role, Severity, Source, Span

_ENOUGH_WORDS = 12
_NAMES = {
    "tr": ("Türkisch", "Turkish"),
    "fr": ("Französisch", "French"),
    "es": ("Spanisch", "Spanish"),
    "it": ("Italienisch", "Italian"),
    "nl": ("Niederländisch", "Dutch"),
    "pl": ("Polnisch", "Polish"),
    "pt": ("Portugiesisch", "Portuguese"),
    "sv": ("Schwedisch", "Swedish"),
    "da": ("Dänisch", "Danish"),
    "cs": ("Tschechisch", "Czech"),
    "ro": ("Rumänisch", "Romanian"),
    "hu": ("Ungarisch", "Hungarian"),
    "id": ("Indonesisch", "Indonesian"),
    "script": ("in einer anderen Schrift", "in another script"),
}


def parse(document: Document, *, language: Language | None = None) -> Source:
    """Return the source a document is, every fact with its span in `Source.text`.

    `language` outweighs what the text seems to be. Doubts (an unknown language, a date that cannot be) are findings
    of the source. Never raises for what a text says.
    """
    blocks = drafts_of(document)
    guess = _guess(document, _prose(blocks), language)
    blocks, guess, mixed = in_one_language(blocks, guess, sure=language is not None)
    meta = drafts_of_meta(document.meta)
    layout = lay_out([*assign_roles(meta, blocks), *captions_of_meta(document.meta)], guess.language)
    return _source(document, layout, guess, mixed)


def _prose(blocks: Sequence[Draft]) -> str:
    """Return the words that tell a language: running text where there is enough of it, else all."""
    running = " ".join(draft.text for draft in blocks if draft.kind in {RawKind.PARAGRAPH, RawKind.QUOTE})
    return running if len(running.split()) >= _ENOUGH_WORDS else " ".join(draft.text for draft in blocks)


def _guess(document: Document, text: str, language: Language | None) -> Guess:
    if language is not None:
        return Guess(language, sure=True)
    return detect_language(text, said=declared_language(document.language))


def _source(document: Document, layout: Layout, guess: Guess, mixed: int) -> Source:
    sentences, quotes = layout.sentences, find_quotes(layout)
    head, noise = ([b.span for b in layout.blocks if b.role is role] for role in (Role.HEAD, Role.NOISE))
    dates, links = _dates(layout, noise), [link for link in find_links(layout) if not inside_any(link.span, noise)]
    fields = read_fields(layout, dates)
    if fields["issued"]:
        fields["issued"] = replace(fields["issued"], sentence=sentence_at(sentences, fields["issued"].span))
    contact = fields["contact"]
    called = [*dialled_numbers(layout.text), *([contact.span] if contact else [])]
    aside = [*(link.span for link in links if link.span), *called]
    names = find_names(
        layout.text,
        guess.language,
        quotes,
        place=fields["place"],
        skip=[*noise, *(d.span for d in dates), *(link.span for link in links if link.span)],
    )
    return Source(
        id=sha256(layout.text.encode()).hexdigest(),
        origin=document.origin,
        media_type=document.media_type,
        language=guess.language,
        text=layout.text,
        blocks=layout.blocks,
        sentences=sentences,
        sender=find_sender(layout, contact, names),
        quotes=quotes,
        numbers=find_numbers(layout.text, sentences, guess.language, [*head, *noise, *(d.span for d in dates), *aside]),
        dates=dates,
        names=names,
        links=tuple(links),
        images=layout.images,
        calls=find_calls(sentences, links, quotes),
        address=address_of(sentences, guess.language, quotes),
        findings=(*document.findings, *(mixed_finding(guess.language, mixed) if mixed else _language_findings(guess))),
        **fields,
    )


def _dates(layout: Layout, noise: list[Span]) -> tuple[DateMention, ...]:
    found = [date for date in find_dates(layout.text) if not inside_any(date.span, noise)]
    return tuple(replace(date, sentence=sentence_at(layout.sentences, date.span)) for date in found)


def _language_findings(guess: Guess) -> tuple[Finding, ...]:
    if guess.sure:
        return ()
    names = _NAMES.get(guess.other)
    german, english = (f" (vermutlich {names[0]})", f" (probably {names[1]})") if names else ("", "")
    taken = Bilingual("Deutsch", "German") if guess.language == "de" else Bilingual("Englisch", "English")
    return (
        Finding(
            rule="language.unknown",
            severity=Severity.WARN,
            message=Bilingual(
                f"Die Sprache ist nicht sicher Deutsch oder Englisch{german}; der Text wird als {taken.de} behandelt. "
                "Geben Sie die Sprache an (--language de|en) oder eine Übersetzung.",
                f"The language is not surely German or English{english}; the text is taken as {taken.en}. "
                "Name the language (--language de|en) or give a translation.",
            ),
        ),
    )
