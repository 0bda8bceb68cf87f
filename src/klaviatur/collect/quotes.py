"""What people say word for word, who says it and in which function."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from klaviatur.collect.layout import Layout
from klaviatur.collect.people import Person, find_people, is_function
from klaviatur.collect.places import sentences_touched
from klaviatur.records import Block, Quote, RawKind, Role, Span
from klaviatur.text.lexicon import read_table
from klaviatur.text.quotation import quotation_spans

_SPOKEN_ROLES = {Role.LEAD, Role.BODY, Role.ITEM, Role.SUBTITLE}
_MIN_SPEECH = 5  # words
_SENTENCE_END = re.compile(r"[.!?…](?=[\s\"“”»«]|$)")
_BEHIND = re.compile(r"[\"“”»«]?[ \u00a0]?,?[ \u00a0]*(?P<words>[^\n\"„“”»«]{2,220})")
_SIGNED = re.compile(r"[ \u00a0\n]*[–—-]{1,2}[ \u00a0]*(?P<words>[A-ZÄÖÜ][^\n]{2,160})$")
_DESCRIBED = re.compile(
    r"\b(?P<who>(?:ein|eine|einer|die|der|the|a|an|sein|seine|ihr|ihre)[ \u00a0]"
    r"(?:[\w-]+[ \u00a0]){0,3}?(?P<head>[\w-]+))"
    r"(?P<rest>(?:[ \u00a0](?:der|des|von|of|for|bei|im)[ \u00a0][^,.:;]{3,60})?)"
)
_PARTY = re.compile(
    r"\b(?:[Dd]er|[Dd]ie|[Dd]as|[Tt]he)[ \u00a0](?:[a-zäöü]+[ \u00a0])?[A-Za-zÄÖÜäöüß-]+(?:[ \u00a0][A-ZÄÖÜ][\w-]+)*"
)
_PRONOUN = re.compile(r"\b(er|sie|he|she|they)\b", re.IGNORECASE)
_LAST_NAME = re.compile(r"\b([A-ZÄÖÜ][\w'’-]+[a-zäöüßı])\b")


@dataclass(frozen=True, slots=True)
class _Said:
    """Who speaks, where that is said, and whether it is an attribution at all."""

    speaker: str | None
    function: str | None
    span: Span


@cache
def _verbs() -> re.Pattern[str]:
    table = read_table("klaviatur.collect", "speech.toml")
    words = "|".join((*str(table["verbs"]).split(), *str(table["so"]).split()))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def find_quotes(layout: Layout) -> tuple[Quote, ...]:
    """Return the speech of a text in order. Marked words that nobody speaks (titles, irony) are left out."""
    quotes: list[Quote] = []
    cast = _Cast()
    for draft, block in zip(layout.drafts, layout.blocks, strict=True):
        if block.role in _SPOKEN_ROLES:
            marked = [_quote(layout, block, span, cast) for span in quotation_spans(layout.text, *block.span)]
            spoken = _continued([quote for quote in marked if quote], layout)
            if draft.kind is RawKind.QUOTE and not spoken:
                spoken = [_block_quote(layout, block, cast)]
            quotes.extend(spoken)
    return tuple(_kept(quotes))


class _Cast:
    """The speakers so far, so that "Wiegand", "sie" and "die Geschäftsführerin" find their person."""

    def __init__(self) -> None:
        self.people: list[Person] = []

    def meet(self, person: Person) -> Person:
        """Remember a person; a known one gives back the function named before."""
        for known in self.people:
            if known.text == person.text:
                self.people.remove(known)
                person = replace(known, function=person.function or known.function)
                break
        self.people.append(person)
        return person

    def by_last_name(self, word: str) -> Person | None:
        """Return the person met with this last name."""
        return next(
            (
                p
                for p in reversed(self.people)
                if p.text.split()[-1] == word.removesuffix("s") or p.text.split()[-1] == word
            ),
            None,
        )

    def by_pronoun(self, word: str) -> Person | None:
        """Return the last speaker a pronoun can stand for."""
        gender = {"er": "m", "he": "m", "sie": "f", "she": "f"}.get(word.lower())
        return next((p for p in reversed(self.people) if gender is None or p.gender in {gender, None}), None)

    def by_function(self, word: str) -> Person | None:
        """Return the person met with this function."""
        return next((p for p in reversed(self.people) if p.function and word.lower() in p.function.lower()), None)


def _quote(layout: Layout, block: Block, span: Span, cast: _Cast) -> Quote | None:
    words = Span(span.start + 1, span.end - 1)
    said = _behind(layout.text, block, span, cast) or _before(layout.text, block, span, cast)
    text = layout.text[words.start : words.end]
    if said is None and not _stands_alone(layout.text, block, span):
        return None
    if said and len(text.split()) < 3 and not _SENTENCE_END.search(text) and not _first_in_sentence(layout, span):
        return None
    return Quote(
        span,
        words,
        text,
        sentences_touched(layout.sentences, span),
        said.speaker if said else None,
        said.function if said else None,
        said.span if said else None,
    )


def _first_in_sentence(layout: Layout, span: Span) -> bool:
    return any(sentence.span.start == span.start for sentence in layout.sentences)


def _stands_alone(text: str, block: Block, span: Span) -> bool:
    """Return whether the words in marks are a whole sentence that is not part of another."""
    words = text[span.start + 1 : span.end - 1]
    before = text[block.span.start : span.start].rstrip()
    return bool(_SENTENCE_END.search(words)) and (not before or before[-1] in '.!?:…“”"«»,–—')


def _behind(text: str, block: Block, span: Span, cast: _Cast) -> _Said | None:
    signed = _SIGNED.match(text, span.end, block.span.end)
    if signed:
        return _who(text, Span(*signed.span("words")), cast, loose=True)
    found = _BEHIND.match(text, span.end, block.span.end)
    inner = text[span.end - 2]
    if not found or (
        inner in ".!…" and text[span.end : span.end + 1] != "," and not text[span.end :].lstrip()[:1].islower()
    ):
        return None
    clause = Span(found.start("words"), _clause_end(text, found.start("words"), found.end("words")))
    verb = _verbs().search(text, clause.start, clause.end)
    early = verb and (verb.start() - clause.start < 90)
    return _who(text, clause, cast, loose=True) if early else None


def _before(text: str, block: Block, span: Span, cast: _Cast) -> _Said | None:
    start = _clause_start(text, block.span.start, span.start)
    clause = text[start : span.start]
    colon, comma = clause.rstrip().endswith(":"), clause.rstrip().endswith(",")
    verb = _verbs().search(clause)
    if (colon and (verb or _names_speaker(clause))) or (comma and verb):
        return _who(text, Span(start, start + len(clause.rstrip(" ,:\u00a0"))), cast, loose=True)
    return None


def _names_speaker(clause: str) -> bool:
    return len(clause.split()) <= 14 and bool(
        find_people(clause, loose=True) or _LAST_NAME.fullmatch(clause.strip(" :"))
    )


def _clause_end(text: str, start: int, end: int) -> int:
    for match in re.finditer(r"[.!?:;](?=\s|$)", text[start:end]):
        before = text[start : start + match.start()].rsplit(" ", 1)[-1]
        if (
            before
            not in {
                "Co",
                "Dr",
                "Prof",
                "e",
                "V",
                "St",
                "Inc",
                "Ltd",
                "Corp",
                "Jr",
                "Sr",
                "Mr",
                "Mrs",
                "Ms",
                "Ing",
                "med",
                "U.S",
            }
            and len(before) > 1
        ):
            return start + match.start()
    return end


def _clause_start(text: str, start: int, end: int) -> int:
    ends = [
        m.end() for m in re.finditer(r"(?<!\bDr)(?<!\bProf)(?<!\bCo)(?<!\b[A-Z])[.!?…][\"“”»«]?\s+", text[start:end])
    ]
    return start + ends[-1] if ends else start


def _who(text: str, clause: Span, cast: _Cast, *, loose: bool) -> _Said | None:
    people = find_people(text, *clause) or find_people(text, *clause, loose=loose)
    if people:
        named = people[0] if " " in people[0].text else cast.by_last_name(people[0].text) or people[0]
        person = cast.meet(replace(named, function=people[0].function or named.function))
        return _Said(person.text, person.function, clause)
    return _by_memory(text, clause, cast)


def _by_memory(text: str, clause: Span, cast: _Cast) -> _Said | None:
    words = text[clause.start : clause.end]
    known = next((cast.by_last_name(m[1]) for m in _LAST_NAME.finditer(words) if cast.by_last_name(m[1])), None)
    described = next((m for m in _DESCRIBED.finditer(words) if is_function(m["head"])), None)
    if known is None and described:
        known = (
            cast.by_function(described["head"])
            if described["who"].lower().startswith(("die ", "der ", "the "))
            else None
        )
        if known is None:
            return _Said(f"{described['who']}{described['rest']}".strip(), None, clause)
    pronoun = _PRONOUN.search(words)
    if known is None and pronoun:
        known = cast.by_pronoun(pronoun[1])
    if known:
        person = cast.meet(known)
        return _Said(person.text, person.function, clause)
    single = _LAST_NAME.search(_verbs().sub("", words))
    if single and not is_function(single[1]) and len(words.split()) <= 6:
        return _Said(single[1], None, clause)
    party = _PARTY.search(words)
    if party and _verbs().search(words):
        return _Said(party.group(), None, clause)
    return _Said(None, None, clause) if _verbs().search(words) and pronoun else None


def _continued(quotes: list[Quote], layout: Layout) -> list[Quote]:
    """Give a quote without speaker the speaker of the one right before it: „A“, sagt Muster. „B.“."""
    joined: list[Quote] = []
    for quote in quotes:
        last = joined[-1] if joined else None
        if quote.speaker is None and last and last.speaker and _adjoins(last, quote, layout.text):
            quote = replace(quote, speaker=last.speaker, function=last.function, attribution=last.attribution)
        joined.append(quote)
    return joined


def _adjoins(last: Quote, quote: Quote, text: str) -> bool:
    start = max(last.span.end, last.attribution.end if last.attribution else 0)
    return len(text[start : quote.span.start].strip(" .,:;–—")) == 0


def _block_quote(layout: Layout, block: Block, cast: _Cast) -> Quote:
    text = layout.text[block.span.start : block.span.end]
    signed = re.search(r"(?:^|[ \n])[–—-]{1,2}[ \u00a0]*(?P<words>[A-ZÄÖÜ][^\n]{2,160})$", text)
    words = Span(block.span.start, block.span.start + len(text[: signed.start()].rstrip())) if signed else block.span
    clause = Span(block.span.start + signed.start("words"), block.span.end) if signed else None
    said = _who(layout.text, clause, cast, loose=True) if clause else None
    touched = sentences_touched(layout.sentences, words)
    spoken = layout.text[words.start : words.end]
    return Quote(words, words, spoken, touched, said.speaker if said else None, said.function if said else None, clause)


def _kept(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """Leave out what has neither a speaker nor the length of speech; slogans and titles have not."""
    for quote in quotes:
        if quote.text.strip() and (quote.attribution or len(quote.text.split()) >= _MIN_SPEECH):
            yield quote
