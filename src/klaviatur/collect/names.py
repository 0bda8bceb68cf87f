"""Persons, organisations, places and products a text names, with every mention."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from klaviatur.collect.people import Person, find_people, gender_of, is_first_name, is_function
from klaviatur.records import Language, Name, NameKind, Quote, Span
from klaviatur.text.lexicon import read_table

_CAP = r"[A-ZÄÖÜ][\w'’&-]*"
_SPACE = r"[ \u00a0]"
_PRODUCT = re.compile(
    rf"(?<![\w@#./-])(?:{_CAP}(?:{_SPACE}{_CAP})?[™®]|[A-ZÄÖÜ][a-zäöü]+(?:[A-Z][a-z]+)+(?:{_SPACE}\d+)?"
    rf"|[A-Z][a-zäöü]+{_SPACE}(?:[A-Z]-?\d+[A-Za-z]?|\d+[A-Z][a-z]?|Pro|Plus|Mini|Max|One|Lite)\b)"
)
_NAMED = re.compile(
    rf"\b(?:Produkt|Modell|Gerät|Marke|App|Plattform|Software|Speicher|Wärmespeicher|called|named|namens|genannt|heißt|heißen|product|platform|app|model)"
    rf"{_SPACE}[„\"“»]?(?P<name>[A-ZÄÖÜ][\w-]{{2,}}(?:{_SPACE}(?:[A-Z][\w-]+|\d+))?)"
)
_ACRONYM = re.compile(r"(?<![A-ZÄÖÜ] )(?<![\w.-])(?:[A-ZÄÖÜ]{2,6}(?:-[A-Z]{2,4})?)(?![\w-]| [A-ZÄÖÜ]{2})")
_GENITIVE = re.compile(r"(?:'s|’s|['’](?:m|re|ve|ll|d|t)?)$")
_ENDS_NAME = re.compile(r"(?:'s|’s|s)?(?!\w)")
_CAPS_EN = re.compile(
    rf"(?<=[a-z,;] ){_CAP}(?:{_SPACE}(?:&|of|and|for|the){_SPACE}{_CAP}|{_SPACE}(?:&{_SPACE})?{_CAP})*"
)


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(str(read_table("klaviatur.collect", "names.toml")[key]).split())


@cache
def known_places() -> frozenset[str]:
    """Return the places we know by name, the large ones of the German and English speaking countries."""
    return _set("places") | frozenset(read_table("klaviatur.collect", "names.toml")["place_words"])


@cache
def _organisation() -> re.Pattern[str]:
    legal = "|".join(
        re.escape(form).replace(r"\ ", _SPACE) for form in read_table("klaviatur.collect", "names.toml")["legal"]
    )
    first, last = "|".join(map(re.escape, _set("org_first"))), "|".join(_set("org_last"))
    joint = rf"(?:{_SPACE}(?:&{_SPACE})?|{_SPACE}(?:für|und|of|for|and|der){_SPACE}(?:(?:die|das|den|the){_SPACE})?)"
    return re.compile(
        rf"(?<![\w@])(?:(?P<company>{_CAP}(?:{_SPACE}(?:(?:&|und|and){_SPACE})?{_CAP}){{0,4}}){_SPACE}(?:{legal})(?![\w])"
        rf"|(?P<house>(?:{first})(?:{joint}{_CAP}){{1,4}})"
        rf"|(?P<group>{_CAP}(?:{_SPACE}(?:&{_SPACE})?{_CAP}){{0,3}}{_SPACE}(?:{last})\b))"
    )


def find_person(text: str) -> str | None:
    """Return the first person of a contact, None if it names none."""
    people = find_people(text) or find_people(text, loose=True)
    organisation = _organisation()
    free = (p for p in people if not any(_overlaps(p.span, Span(*m.span())) for m in organisation.finditer(text)))
    return next((person.text for person in free), None)


def find_organisations(text: str) -> list[str]:
    """Return the organisations of a stretch of text, by legal form or kind ("Lindhof GmbH", "Universität Kassel")."""
    return [text[span.start : span.end] for span in _organisations(text)]


def find_names(
    text: str, language: Language, quotes: Iterable[Quote] = (), *, place: Span | None = None, skip: Iterable[Span] = ()
) -> tuple[Name, ...]:
    """Return the names of a text by first mention; `place` is where it was issued.

    Without a model this is a reading by form, not a certainty.
    """
    names = _Names(text, tuple(skip))
    names.take_people([*_speakers(text, quotes), *find_people(text)])
    names.take_organisations(_organisations(text))
    names.take([*([place] if place else []), *_places(text)], NameKind.PLACE)
    names.take((Span(*m.span("name")) for m in _NAMED.finditer(text)), NameKind.PRODUCT)
    names.take((Span(*m.span()) for m in _PRODUCT.finditer(text)), NameKind.PRODUCT)
    names.take((Span(*m.span()) for m in _ACRONYM.finditer(text)), NameKind.OTHER)
    if language == "en":
        names.take((Span(*m.span()) for m in _CAPS_EN.finditer(text)), NameKind.OTHER)
    return names.result()


def _speakers(text: str, quotes: Iterable[Quote]) -> Iterator[Person]:
    for quote in quotes:
        if quote.attribution and quote.speaker:
            place = text.find(quote.speaker, quote.attribution.start, quote.attribution.end)
            if place >= 0 and " " in quote.speaker and quote.speaker[0].isupper():
                yield Person(
                    Span(place, place + len(quote.speaker)), quote.speaker, quote.function, gender_of(quote.speaker)
                )


def _organisations(text: str) -> list[Span]:
    common = _set("common")
    spans: list[Span] = []
    for match in _organisation().finditer(text):
        words = match.group().split(" ")
        start = match.start()
        while words and (words[0] in common or (match["company"] and is_function(words[0]) and len(words) > 2)):
            start += len(words.pop(0)) + 1
        if len(words) > 1 and not is_first_name(words[0]):
            spans.append(Span(start, match.end()))
    return spans


def _places(text: str) -> Iterator[Span]:
    """Yield known places; those that are ordinary words too ("Halle", "Essen", "Bath") only behind a preposition."""
    doubtful = _set("doubtful_places")
    for span in _place_words(text):
        sure = text[span.start : span.end] not in doubtful
        if sure or re.search(
            r"\b(?:in|aus|nach|bei|von|from|of|near)[ \u00a0]$", text[max(0, span.start - 6) : span.start]
        ):
            yield span


def _place_words(text: str) -> Iterator[Span]:
    for match in re.finditer(rf"(?<![\w-]){_CAP}(?:{_SPACE}(?:am{_SPACE}|/)?{_CAP})?", text):
        words = match.group()
        first = re.split(r"[ \u00a0]", words)[0]
        if words in known_places():
            yield Span(*match.span())
        elif first in known_places():
            yield Span(match.start(), match.start() + len(first))


def _overlaps(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


class _Names:
    """Collects names; what one kind has taken is not given to the next."""

    def __init__(self, text: str, skip: tuple[Span, ...]) -> None:
        self._text = text
        self._found: dict[str, tuple[NameKind, list[Span], Person | None]] = {}
        self._taken = {place for span in skip for place in range(*span)}

    def take_people(self, people: Iterable[Person]) -> None:
        """Take persons and every later mention of their last name."""
        for person in people:
            if person.text in self._found:
                kind, spans, known = self._found[person.text]
                better = known if known and known.function else person
                self._found[person.text] = (kind, spans, better)
            elif self._free(person.span):
                self._add(person.text, NameKind.PERSON, self._mentions(person.text), person)
        for name, (_, spans, _) in list(self._found.items()):
            last = name.split()[-1]
            if len(last) > 2:
                self._claim(spans, self._mentions(last))

    def take_organisations(self, spans: Iterable[Span]) -> None:
        """Take organisations and their short form without the legal form."""
        legal = read_table("klaviatur.collect", "names.toml")["legal"]
        for span in spans:
            words = self._text[span.start : span.end]
            if words not in self._found and self._free(span):
                self._add(words, NameKind.ORGANISATION, self._mentions(words), None)
                self._claim(
                    self._found[words][1], [m for short in _short_forms(words, legal) for m in self._mentions(short)]
                )

    def take(self, spans: Iterable[Span], kind: NameKind) -> None:
        """Take names of one kind with all their mentions."""
        for span in spans:
            words = _GENITIVE.sub("", self._text[span.start : span.end])
            span = Span(span.start, span.start + len(words))
            if len(words) > 1 and self._free(span) and words not in self._found and not self._is_common(words):
                self._add(words, kind, self._mentions(words), None)

    def result(self) -> tuple[Name, ...]:
        """Return the names in the order of their first mention."""
        names = [
            Name(
                text, kind, tuple(sorted(spans)), person.function if person else None, person.gender if person else None
            )
            for text, (kind, spans, person) in self._found.items()
            if spans
        ]
        return tuple(sorted(names, key=lambda name: name.mentions[0]))

    def _is_common(self, words: str) -> bool:
        return all(word in _set("common") for word in words.split())

    def _free(self, span: Span) -> bool:
        return self._taken.isdisjoint(range(*span))

    def _add(self, text: str, kind: NameKind, spans: list[Span], person: Person | None) -> None:
        self._found[text] = (kind, [], person)
        self._claim(self._found[text][1], spans)

    def _claim(self, mine: list[Span], spans: Iterable[Span]) -> None:
        for span in spans:
            if self._free(span):
                mine.append(span)
                self._taken.update(range(*span))

    def _mentions(self, words: str) -> list[Span]:
        """Return where the words stand by themselves, a genitive s allowed."""
        found: list[Span] = []
        place = self._text.find(words)
        while place >= 0:
            end = place + len(words)
            before = self._text[place - 1] if place else " "
            if not (before.isalnum() or before in "_-") and _ENDS_NAME.match(self._text, end):
                found.append(Span(place, end))
            place = self._text.find(words, end)
        return found


def _short_forms(words: str, legal: list[str]) -> Iterator[str]:
    short = words
    for form in sorted(legal, key=len, reverse=True):
        short = short.removesuffix(f" {form}")
    if short != words and len(short) > 2:
        yield short
        first = short.split()[0]
        if (
            first != short
            and len(first) > 3
            and not is_function(first)
            and first not in _set("common") | _set("org_first")
        ):
            yield first
