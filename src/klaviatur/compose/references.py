"""Whom a pronoun, a noun or a relative date means, where exactly one answer fits."""

import re
from collections import Counter
from datetime import date, timedelta

from klaviatur.compose.pieces import Pieces, rendered
from klaviatur.compose.ties import listed, table
from klaviatur.records import Language, Name, NameKind, Role, Sentence, Source, Span

_ARTICLE = re.compile(r"\b(?:[Dd]ie|[Dd]er|[Dd]as|[Dd]em|[Dd]en|[Dd]es|[Tt]he) $")
_NOMINATIVE = re.compile(r"(?:^|[.!?]\s|\n)(?:Die|Der|Das|The) $")
_SINGULAR = re.compile(r"(?:[^e]t|te|ist|hat|wird|war|wurde|kann|will|muss|soll)$")
_PRONOUN_ARTICLE = {"Sie": "Die", "Er": "Der", "Es": "Das", "It": ""}
_REFERS = re.compile(r"(Die|Der|Das|The) [\w-]+(?= [a-zäöü])")
_OPENING = 3  # sentences of a lead that say what the text is about
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
    person = None
    if (pronoun in {"Er", "Sie"} and _SINGULAR.search(verb)) or pronoun in {"He", "She"}:
        person = _person(source, sentence, "m" if pronoun in {"Er", "He"} else "f", verb)
    return person or _organisation(source, sentence, pronoun, verb)


def _organisation(source: Source, sentence: Sentence, pronoun: str, verb: str) -> Pieces | None:
    """Return the organisation the sentence before is about, if the pronoun does what only organisations do."""
    before = source.sentences[sentence.index - 1] if sentence.index else sentence
    if pronoun not in _PRONOUN_ARTICLE or verb not in listed(source.language, "organisations_do"):
        return None
    if before.block != sentence.block:
        return None
    article = _PRONOUN_ARTICLE[pronoun]
    named = _REFERS.match(before.text)
    if named and (named[1] == article or (pronoun == "It" and named[1] == "The")):
        return name_for_noun(source, before, named[0], before.text[named.end() :].lstrip())
    for name in source.names:
        for span in name.mentions if name.kind is NameKind.ORGANISATION else ():
            opening = (
                source.text[before.span.start : span.start]
                if before.span.start <= span.start < before.span.end
                else "-"
            )
            if re.fullmatch(rf"{article} (?:[A-ZÄÖÜ][\w-]+ )?" if article else "", opening):
                whole = Span(before.span.start, span.end)
                return (rendered(source.words(whole), whole, "resolved"),)
    return None


def name_for_noun(source: Source, sentence: Sentence, phrase: str, rest: str) -> Pieces | None:
    """Return the one organisation or product that "Das Unternehmen" or "The device" means, None if unsure."""
    article, _, noun = phrase.rpartition(" ")
    kind = _kind_of(noun, source.language)
    if kind is None or article not in {"Das", "Die", "Der", "The"} or not rest or rest[:1] in ",;:":
        return None
    known = [name for name in source.names if name.kind is kind]
    known = [name for name in known if any(span.start < sentence.span.start for span in name.mentions)]
    return subject_form(source, known[0]) if len(known) == 1 and _is_main_name(source, known[0]) else None


def _is_main_name(source: Source, name: Name) -> bool:
    """Return whether the text is about a name: it opens the text, and no name of unknown kind comes more often."""
    opening = [s.span for s in source.sentences if s.role in (Role.TITLE, Role.SUBTITLE)]
    opening += [s.span for s in source.sentences if s.role is Role.LEAD][:_OPENING]
    opens = any(span.start <= mention.start < span.end for span in opening for mention in name.mentions)
    unknown = [len(other.mentions) for other in source.names if other.kind is NameKind.OTHER]
    return opens and max(unknown, default=0) <= len(name.mentions)


def _kind_of(noun: str, language: Language) -> NameKind | None:
    if noun in listed(language, "organisations"):
        return NameKind.ORGANISATION
    return NameKind.PRODUCT if noun in listed(language, "products") else None


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
    if _rivals(source, near[-1:]):
        return None
    named = [s for s in near if any(s.span.start <= span.start < s.span.end for span in one.mentions)]
    about = any(span.start - s.span.start < 30 for s in named for span in one.mentions if span.start >= s.span.start)
    certain = one.gender == gender and (about or verb in listed(source.language, "persons_do"))
    return subject_form(source, one) if named and certain else None


def _rivals(source: Source, near: list[Sentence]) -> bool:
    """Return whether a name of unknown kind in the sentence before could be the person that is meant."""
    unknown = [span for name in source.names if name.kind is NameKind.OTHER for span in name.mentions]
    return any(s.span.start <= span.start < s.span.end for s in near for span in unknown)


def _mentioned(name: Name, source: Source, sentence: Sentence) -> bool:
    """Return whether a name could still be in the reader's mind: named in this block before, or in the block above."""
    begin = min((s.span.start for s in source.sentences if s.block >= sentence.block - 1), default=0)
    return any(begin <= span.start < sentence.span.start for span in name.mentions)


def _sentences_before(source: Source, sentence: Sentence) -> list[Sentence]:
    before = source.sentences[max(0, sentence.index - _NEAR) : sentence.index]
    return [s for s in before if s.role in (Role.BODY, Role.LEAD) and s.block >= sentence.block - 1]


def subject_form(source: Source, name: Name) -> Pieces | None:
    """Return a name as the subject of a sentence, with its article where the source uses one, None if unsure."""
    if name.kind is NameKind.PERSON:
        full = next((span for span in name.mentions if source.words(span) == name.text), None)
        return (rendered(name.text, full, "resolved"),) if full else None
    if not name.mentions:
        return None
    usual = Counter(source.words(span) for span in name.mentions).most_common(1)
    whole = [span for span in name.mentions if source.words(span) == usual[0][0]]
    for span in whole:
        before = source.text[max(0, span.start - 6) : span.start]
        if _NOMINATIVE.search(before):
            start = span.start - 4
            return (rendered(source.text[start : span.end], Span(start, span.end), "resolved"),)
    if any(_ARTICLE.search(source.text[max(0, span.start - 6) : span.start]) for span in name.mentions):
        return None
    return (rendered(source.words(whole[0]), whole[0], "resolved"),)
