"""Plain language: a plain title, short statements one a line, hard words explained where they first come up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from klaviatur.compose.desk import Desk, Draft, paragraphs
from klaviatur.compose.forms.growing import followers
from klaviatur.compose.forms.lines import call, line, says_link, title_line, titles
from klaviatur.compose.forms.ranked import by_rank
from klaviatur.compose.pieces import Pieces, fill, join, layout, phrases_for, text_of, words_in
from klaviatur.compose.plain import plain_pieces, plain_title
from klaviatur.compose.room import ended
from klaviatur.compose.statements import Statement
from klaviatur.compose.voicing import speak
from klaviatur.records import Phrase

_MOST = 14  # statements
_LONGEST = 32  # words of a statement before it is split
_HARD = 18  # words of a plain sentence; a statement that stays longer comes last
_EXPLAINED = 3  # words in one text; more would bury the news


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement of the source in its plain sentences."""

    statement: Statement
    sentences: tuple[Pieces, ...]

    @property
    def words(self) -> int:
        return sum(words_in(one) for one in self.sentences)

    @property
    def is_hard(self) -> bool:
        return any(words_in(one) > _HARD for one in self.sentences)


def plain(desk: Desk) -> list[Draft]:
    """Title and short statements, one a line, a paragraph for each of the source's."""
    title = _title(desk)
    told = _told(desk)
    text = _with_explanations(desk, title, told) if told else line(desk, "text", titles(desk))
    with_call = text if says_link(desk, text) else paragraphs(text, call(desk))
    return [("title", title), ("text", with_call if desk.fits("text", with_call) else text)]


def _title(desk: Desk) -> Pieces:
    found = title_line(desk, "title")
    plainer = plain_title(desk.source, found)
    return plainer if desk.fits("title", plainer) else found


def _told(desk: Desk) -> list[_Told]:
    """Return the news and the strongest statements in reading order; what stays hard only where room is left."""
    news = desk.brief.news
    ranked = [s for s in by_rank(desk, desk.brief.standing) if "quote" not in s.kinds and s is not news]
    known = [_in_plain(desk, s) for s in ranked if s.words <= _LONGEST]
    first = [_in_plain(desk, news)] if news else []
    high = desk.aim("text")[1]
    chosen: list[_Told] = []
    for one in (*first, *sorted(known, key=lambda told: told.is_hard)):
        room = sum(told.words for told in chosen) + one.words <= high and len(chosen) < _MOST
        if one.sentences and desk.is_clear(one.statement) and (room or not chosen):
            desk.taken.append(one.statement.index)
            chosen.append(one)
    return sorted(chosen, key=lambda told: (told.statement is not news, told.statement.index))


def _in_plain(desk: Desk, one: Statement) -> _Told:
    """Return a statement in plain sentences, with the sentence that only makes sense right behind it."""
    behind = [s for s in followers(desk, one)[:1] if s.index == one.index + 1 and not s.pieces and _may_follow(s)]
    raw = [one.pieces, *(s.follows for s in behind)]
    parts = (part for pieces in raw for part in plain_pieces(desk.source, pieces))
    said = (speak(desk.source, desk.voice, part).pieces for part in parts)
    return _Told(one, tuple(ended(p) for p in said if p))


def _may_follow(one: Statement) -> bool:
    return one.words <= _HARD and not one.kinds & {"quote", "first_person"} and not one.has_address


def _with_explanations(desk: Desk, title: Pieces, told: Sequence[_Told]) -> Pieces:
    """Return the paragraphs, each hard word explained behind the first sentence that holds it."""
    blocks: dict[int, list[Pieces]] = {}
    open_ones = _explanations(desk, text_of(title) + "\n" + "\n".join(text_of(p) for t in told for p in t.sentences))
    first = True
    for one in told:
        lines = blocks.setdefault(-1 if first else one.statement.block, [])
        held = "\n".join(text_of(sentence) for sentence in (*one.sentences, *([title] if first else [])))
        explained = [phrase for phrase in open_ones if _holds(held, phrase)]
        lines += [*one.sentences, *(fill(phrase) for phrase in explained)]
        open_ones = [phrase for phrase in open_ones if phrase not in explained]
        first = False
    return paragraphs(*_headed(desk, blocks))


def _headed(desk: Desk, blocks: Mapping[int, list[Pieces]]) -> Iterator[Pieces]:
    """Give the paragraphs, each section of the source below its heading; the news stands above them all."""
    used: set[int] = set()
    for block, lines in blocks.items():
        above = [(at, words) for at, words in desk.brief.headings if at < block]
        if above and above[-1][0] not in used:
            used.add(above[-1][0])
            yield (*layout("## "), *plain_title(desk.source, above[-1][1]))
        yield join(lines, "\n")


def _explanations(desk: Desk, text: str) -> list[Phrase]:
    """Return up to three explanations of words in the text, none of a word the source explains by a name."""
    suits = phrases_for(
        desk.book, "explain", language=desk.source.language, address=desk.voice.address, register=desk.voice.register
    )
    names = {name.text for name in desk.source.names}
    held = [one for one in suits if _holds(text, one) and not any(form in names for form in _forms(one))]
    return held[:_EXPLAINED]


def _holds(text: str, phrase: Phrase) -> bool:
    return any(re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", text) for form in _forms(phrase))


def _forms(phrase: Phrase) -> list[str]:
    return phrase.id.split(".", maxsplit=2)[2].split("|")
