"""Whom a pronoun, a noun or a relative date means, where exactly one answer fits."""

import re
from datetime import date, timedelta

from klaviatur.compose.dangling import listed, table
from klaviatur.compose.pieces import Pieces, rendered
from klaviatur.records import Language, Name, NameKind, Role, Sentence, Source, Span

_ARTICLE = re.compile(r"\b(?:[Dd]ie|[Dd]er|[Dd]as|[Dd]em|[Dd]en|[Dd]es|[Tt]he) $")
_NOMINATIVE = re.compile(r"(?:^|[.!?]\s|\n)(?:Die|Der|Das|The) $")
_SINGULAR = re.compile(r"(?:[^e]t|te|ist|hat|wird|war|wurde|kann|will|muss|soll)$")
_NEAR = 2  # sentences back that may hold whom a pronoun means
_SHIFT = {
    "heute": 0,
    "gestern": -1,
    "vorgestern": -2,
    "morgen": 1,
    "übermorgen": 2,
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
}
_HAPPENED = re.compile(
    r"\b(?:hat|haben|ist|wurde|wurden|gab|stellte|eröffnete|startete|teilte|has|have|announced|launched|opened)\b"
)


def name_for_pronoun(source: Source, sentence: Sentence, pronoun: str, rest: str) -> Pieces | None:
    """Return the one person or organisation that `pronoun` at the start of a sentence means, None if unsure."""
    verb = rest.split(maxsplit=1)[0].rstrip(",") if rest.strip() else ""
    if pronoun in {"Er", "Sie"} and _SINGULAR.search(verb):
        return _person(source, sentence, "m" if pronoun == "Er" else "f", verb)
    if pronoun in {"He", "She"}:
        return _person(source, sentence, "m" if pronoun == "He" else "f", verb)
    return None


def name_for_noun(source: Source, sentence: Sentence, phrase: str, rest: str) -> Pieces | None:
    """Return the one organisation that "Das Unternehmen" or "The company" means, None if unsure."""
    article, _, noun = phrase.rpartition(" ")
    if noun not in listed(source.language, "organisations") or article not in {"Das", "Die", "Der", "The"}:
        return None
    if not rest or rest[:1] in ",;:":
        return None
    known = [name for name in source.names if name.kind is NameKind.ORGANISATION]
    known = [name for name in known if any(span.start < sentence.span.start for span in name.mentions)]
    return subject_form(source, known[0]) if len(known) == 1 else None


def speaker_of(source: Source, sentence: Sentence) -> Pieces | None:
    """Return the speaker of the quote in a sentence by name, None if the source does not say who it is."""
    quotes = [quote for quote in source.quotes if sentence.index in quote.sentences and quote.speaker]
    speakers = {quote.speaker for quote in quotes}
    if len(speakers) != 1:
        return None
    named = next((name for name in source.names if name.text in speakers), None)
    return subject_form(source, named) if named else None


def day_named(source: Source, text: str, start: int, end: int) -> Pieces | None:
    """Return the date that "gestern" or "today" means, with the source's date as its origin, None if unsure."""
    word = text[start:end].lower()
    if source.issued is None or word not in _SHIFT or len(source.issued.iso) != 10:
        return None
    if _SHIFT[word] == 0 and not _HAPPENED.search(text):
        return None  # "heute" may also mean nowadays
    if re.search(r"\b(?:seit|ab|bis|von|since|until|from|by|as of)\s+$", text[:start], re.IGNORECASE):
        return None
    if re.match(r"\s+(?:[A-ZÄÖÜ][a-z]+|früh|in\b|noch|schon)|['’]s|-", text[end:]):
        return None
    day = date.fromisoformat(source.issued.iso) + timedelta(days=_SHIFT[word])
    written = _written(day, source.language)
    return (rendered(written[:1].upper() + written[1:] if start == 0 else written, source.issued.span, "resolved"),)


def _written(day: date, language: Language) -> str:
    month = str(table(language)["months"]).split()[day.month - 1]
    return f"am {day.day}. {month} {day.year}" if language == "de" else f"on {day.day} {month} {day.year}"


def _person(source: Source, sentence: Sentence, gender: str, verb: str) -> Pieces | None:
    """Return the only person of that gender nearby, if the sentence before is about that person."""
    persons = [name for name in source.names if name.kind is NameKind.PERSON]
    fitting = [name for name in persons if name.gender in (gender, None) and _mentioned(name, source, sentence)]
    if len(fitting) != 1:
        return None
    one = fitting[0]
    near = _sentences_before(source, sentence)
    named = [s for s in near if any(s.span.start <= span.start < s.span.end for span in one.mentions)]
    about = any(span.start - s.span.start < 30 for s in named for span in one.mentions if span.start >= s.span.start)
    certain = one.gender == gender and (about or verb in listed(source.language, "persons_do"))
    return subject_form(source, one) if named and certain else None


def _mentioned(name: Name, source: Source, sentence: Sentence) -> bool:
    """Return whether a name could still be in the reader's mind: named in this block before, or in the block above."""
    begin = min((s.span.start for s in source.sentences if s.block >= sentence.block - 1), default=0)
    return any(begin <= span.start < sentence.span.start for span in name.mentions)


def _sentences_before(source: Source, sentence: Sentence) -> list[Sentence]:
    before = source.sentences[max(0, sentence.index - _NEAR) : sentence.index]
    return [s for s in before if s.role in (Role.BODY, Role.LEAD) and s.block >= sentence.block - 1]


def subject_form(source: Source, name: Name) -> Pieces | None:
    """Return a name as the subject of a sentence, with its article where the source uses one, None if unsure."""
    whole = [span for span in name.mentions if source.words(span) == name.text] or list(name.mentions)
    if name.kind is NameKind.PERSON:
        return (rendered(name.text, whole[0], "resolved"),) if source.words(whole[0]) == name.text else None
    for span in whole:
        before = source.text[max(0, span.start - 6) : span.start]
        if _NOMINATIVE.search(before):
            start = span.start - 4
            return (rendered(source.text[start : span.end], Span(start, span.end), "resolved"),)
    if any(_ARTICLE.search(source.text[max(0, span.start - 6) : span.start]) for span in name.mentions):
        return None
    return (rendered(source.words(whole[0]), whole[0], "resolved"),)
