"""A sentence of the source in the sender's voice, as it stands alone and as it follows the one before it."""

import re
from dataclasses import dataclass

from klaviatur.compose.dangling import first_tie
from klaviatur.compose.given import Places
from klaviatur.compose.kinds import kinds_of, leans
from klaviatur.compose.naming import in_full
from klaviatur.compose.pieces import Pieces, capitalise, cut, from_sentence, layout, mark, put, strip, text_of, words_in
from klaviatur.compose.ranking import Ranking
from klaviatur.compose.room import ended
from klaviatur.compose.standing import stand_up, surroundings
from klaviatur.compose.ties import Tie, listed
from klaviatur.compose.voicing import Spoken, speak
from klaviatur.compose.weekdays import with_dates
from klaviatur.records import Finding, Language, NameKind, Role, Sentence, Source, Voice

_THROAT = {
    "de": re.compile(r"(?:Es ist wahr|Es stimmt|Klar|Zugegeben|Keine Frage), (?!dass|ob|wie|wer|was|wenn|weil|aber)"),
    "en": re.compile(r"(?:It is true that|Of course,|Admittedly,|There is no doubt that) "),
}
PROSE = (Role.LEAD, Role.BODY)
LONGEST = 45  # words; nobody follows a longer sentence outside of its text
NEXT = 2  # sentences; as far as "die Aktion" still means the news
NEAR = 12  # sentences; further down, "das Gerät" may be another one
FEWEST = 6  # words; a shorter sentence rarely carries news
ENDED = re.compile(r"[.!…][\"“”»«’']*\W*$")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")
_POINTS_UP = re.compile(
    r"(er|sie|zuvor|vorher|danach|davor|später|inzwischen|earlier|later|dort|hier|dann|there|then|here|dies\w*|das|damit|he|she|they|this|that|these)\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[A-ZÄÖÜ][\w.]+(?:[/ ][A-ZÄÖÜ][\w.]+){0,2}(?: \([\w/ ]+\))? [–—] (?=[A-ZÄÖÜ„])")
_WORD = re.compile(r"\w+")
_NAME_FIRST = re.compile(r"(?!Frau|Mann)[A-ZÄÖÜ][a-zäöüß]+(?<!e|n) [a-zäöüß]+te?\b")  # "Gera baut", not "Alle bauen"
_FIGURE_OR_CODE = re.compile(r"\d|\b[A-ZÄÖÜ]{2,}\b|[„“][A-ZÄÖÜ][^“”]{1,30}[“”]")
_HEADLINES = 4  # sentences; a place further down opens a section
_OF_ONE = re.compile(
    r"(?:(?:In|Mit|Bei|Für|Nach|Von|Zu|In|With|For|At) )?(?:[Ee]r|[Ii]hm|[Ii]hn|[Ss]eine[mnrs]?|[Hh]e|[Hh]is|[Ss]he) "
)
_ONE = re.compile(r"\b(?:[Dd]er|[Ee]in|[Ee]inen|[Dd]as|[Ee]r|[Hh]e|[Ss]he|[A-Z][a-z]+ [A-Z][a-z]+) ")
_TURN = re.compile(r"[A-ZÄÖÜ][\w-]+(?: [A-ZÄÖÜ][\w-]+)?: ")
_SMALL_WORD = re.compile(r"[a-zäöüß]+[ ,]")  # not iPhone, not e.on


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the source in the sender's voice. `pieces` stand alone; `follows` needs the sentence before it."""

    index: int  # of Source.sentences
    block: int
    role: Role
    pieces: Pieces  # () if it cannot stand alone
    follows: Pieces
    kinds: frozenset[str]
    score: float
    stems: frozenset[str]
    findings: tuple[Finding, ...] = ()

    text: str = ""  # as it stands alone
    words: int = 0  # where it stands
    in_context: bool = False  # stands alone only behind the news: "das Gerät" is the news' own device
    has_address: bool = False  # a web or mail address belongs into a call to action
    granted: tuple[Places, ...] = ()  # nouns it takes for granted: where each of them is introduced
    is_astray: bool = False  # its "er" or "seine" means nobody of the sentence before
    is_headline: bool = False  # above the place with which the running text begins
    anchored: bool = False  # names somebody or something, or gives a figure: a reader can tell what it is about


def stems_of(text: str) -> frozenset[str]:
    """Return what tells one statement from another: numbers, and the first six letters of longer words."""
    words = _WORD.findall(text.lower())
    return frozenset(word[:6] for word in words if len(word) > 3 or word.isdigit())


def likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """Return which share of the smaller statement the other one says too, 0-1."""
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 0.0


def statement_of(source: Source, voice: Voice, sentence: Sentence, ranking: Ranking) -> Statement:
    """Return a sentence in the sender's voice, with what it does and how much it weighs."""
    follows = speak(source, voice, _without_dateline(_as_row(sentence, from_sentence(source, sentence))))
    alone = _alone(source, voice, sentence)
    follows_as = _as_sentence(ended(follows.pieces)) if sentence.role in PROSE else follows.pieces
    return Statement(
        index=sentence.index,
        block=sentence.block,
        role=sentence.role,
        pieces=alone.pieces,
        follows=follows_as,
        kinds=kinds_of(source, sentence),
        score=ranking.scores[sentence.index],
        stems=stems_of(sentence.text),
        findings=alone.findings or follows.findings,
        text=text_of(alone.pieces),
        words=words_in(alone.pieces or follows_as),
        in_context=bool(alone.pieces) and stand_up(source, sentence) is None,
        has_address=bool(_ADDRESS.search(sentence.text)),
        is_astray=not alone.pieces and _is_astray(source, sentence),
        is_headline=is_headline(source, sentence),
        anchored=is_anchored(source, text_of(alone.pieces or follows_as)),
    )


def is_anchored(source: Source, text: str) -> bool:
    """Return whether words of the source name somebody or something, or give a figure with digits."""
    named = _FIGURE_OR_CODE.search(text) or _NAME_FIRST.match(text)
    return bool(named) or any(name in text for name in surroundings(source).names)


def _without_dateline(pieces: Pieces) -> Pieces:
    """Return a sentence without the place a news agency puts before it: `Rom – Der Direktor ...`."""
    match = _DATELINE.match(text_of(pieces))
    return cut(pieces, match.end()) if match else pieces


def _without_throat(pieces: Pieces, language: Language) -> Pieces:
    """Return a sentence without the words somebody clears the throat with, where a whole sentence is left."""
    match = _THROAT[language].match(text_of(pieces))
    return mark(capitalise(cut(pieces, match.end())), "compressed") if match else pieces


def _as_row(sentence: Sentence, pieces: Pieces) -> Pieces:
    """Return a table row as a line: `Rad | 12 Euro` reads `Rad: 12 Euro`."""
    bars = [match.start() for match in re.finditer(r" \| ", sentence.text)] if sentence.role is Role.TABLE else []
    for at in reversed(bars):
        pieces = put(pieces, at, at + 3, layout(": " if at == bars[0] else ", "))
    return pieces


def _alone(source: Source, voice: Voice, sentence: Sentence) -> Spoken:
    too_long = len(sentence.text.split()) > LONGEST
    if (
        too_long
        or is_headline(source, sentence)
        or _is_turn(source, sentence)
        or _leans(source, sentence)
        or _torn_quote(source, sentence)
        or sentence.text.rstrip("\"“”»«’' ").endswith(("?", ":"))
    ):
        return Spoken(())
    if not ENDED.search(sentence.text) and sentence.role in PROSE and len(source.sentences) > 5:
        return Spoken(())  # a line without an end is no sentence, unless there is hardly anything else
    stood = stand_up(source, sentence) or _as_first(source, sentence) or _as_call(source, sentence)
    stood = stood or _behind_the_news(source, sentence)
    stood = stood and _without_throat(_without_dateline(stood), source.language)
    if stood is None:
        return Spoken(())
    spoken = speak(source, voice, strip(with_dates(source, in_full(source, sentence, stood))))
    return Spoken(_as_sentence(ended(spoken.pieces)) if sentence.role in PROSE else spoken.pieces, spoken.findings)


def is_headline(source: Source, sentence: Sentence) -> bool:
    """Return whether a sentence stands above the place with which the running text begins."""
    return sentence.role in PROSE and sentence.index < _first_of(source)


def _is_astray(source: Source, sentence: Sentence) -> bool:
    """Return whether a pronoun for one person or thing opens a sentence and the one before has none of that gender."""
    before = source.sentences[sentence.index - 1] if sentence.index > 0 else None
    if before is None or not _OF_ONE.match(sentence.text):
        return False
    persons = [name.text.rsplit(" ", 1)[-1] for name in source.names if name.kind is NameKind.PERSON]
    return not _ONE.search(before.text) and not any(name in before.text for name in persons)


def _is_turn(source: Source, sentence: Sentence) -> bool:
    """Return whether a sentence is somebody's turn in an interview: `Brandt: Ja, seit Mai.` has its name in front."""
    turn = _TURN.match(sentence.text) if sentence.role in PROSE else None
    return turn is not None and sum(s.text.startswith(turn[0]) for s in source.sentences) > 1


def _as_sentence(pieces: Pieces) -> Pieces:
    """Return a sentence with a capital first: behind a greeting, a letter goes on in small letters."""
    return capitalise(pieces) if _SMALL_WORD.match(text_of(pieces)) else pieces


def _leans(source: Source, sentence: Sentence) -> bool:
    """Return whether a word in the sentence points at one before it ("daraufhin", "an dem Tag"): only followers may."""
    return sentence.index != _first_of(source) and leans(sentence.text, source.language)


def _first_of(source: Source) -> int:
    """Return the index of the first sentence of the running text: nothing stands before it that it could need.

    A dateline (`Kassel – Die Stadt ...`) opens the running text; what stands above it is a headline without its mark.
    """
    told = [s for s in source.sentences if s.role in PROSE]
    dated = next((s.index for s in told[:_HEADLINES] if _DATELINE.match(s.text)), None)
    return dated if dated is not None else next((s.index for s in told), -1)


def _as_first(source: Source, sentence: Sentence) -> Pieces | None:
    """Return the first sentence of the running text, which needs nothing before it; a line without verb is none."""
    tie = first_tie(sentence.text, surroundings(source)) if sentence.index == _first_of(source) else None
    torn = tie is not None and (tie.kind in ("fragment", "marks") or _nobody_before(source, sentence, tie))
    first = sentence.index == _first_of(source) and not torn
    return from_sentence(source, sentence) if first and not _POINTS_UP.match(sentence.text) else None


def _nobody_before(source: Source, sentence: Sentence, tie: Tie) -> bool:
    """Return whether a pronoun comes before anybody it could mean: "Am Anfang schillert sie, aber ..."."""
    place = _DATELINE.match(sentence.text)
    return tie.kind == "pronoun" and not is_anchored(source, sentence.text[place.end() if place else 0 : tie.start])


def _behind_the_news(source: Source, sentence: Sentence) -> Pieces | None:
    """Return a sentence near the beginning whose only tie is a noun for what the news is about ("das Gerät")."""
    tie = first_tie(sentence.text, surroundings(source))
    first = max(0, _first_of(source))
    own = tie is not None and sentence.text[tie.start : tie.end].rpartition(" ")[2] in listed(
        source.language, "products"
    )
    near = sentence.index - first <= (NEAR if own else NEXT)
    return from_sentence(source, sentence) if tie is not None and tie.kind == "noun" and near else None


def _as_call(source: Source, sentence: Sentence) -> Pieces | None:
    """Return what the reader is asked to do: it speaks to the reader, wherever it stands."""
    asked = any(call.sentence == sentence.index for call in source.calls)
    return from_sentence(source, sentence) if asked and not _POINTS_UP.match(sentence.text) else None


def _torn_quote(source: Source, sentence: Sentence) -> bool:
    """Return whether a quote begins or ends outside of the sentence, or the sentence lies inside of one."""
    inner = sentence.span
    for quote in source.quotes:
        if quote.span.start < inner.end and inner.start < quote.span.end:
            whole = inner.start <= quote.span.start and quote.span.end <= inner.end
            if not whole:
                return True
    return sentence.text.count("„") != sentence.text.count("“") and "„" in sentence.text
