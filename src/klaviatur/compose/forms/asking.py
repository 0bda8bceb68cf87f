"""Questions as people ask them, each with the statement that answers it in its first sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from klaviatur.compose.brief import Statement
from klaviatur.compose.citing import Citation, introduced
from klaviatur.compose.desk import Desk
from klaviatur.compose.forms.growing import flow, followers
from klaviatur.compose.forms.lines import by_rank, spoken_words
from klaviatur.compose.pieces import Pieces, text_of
from klaviatur.records import Number, Source

# What a fact is, the most telling first, and the question it answers.
_QUESTIONS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"money", "cost"}), "faq.cost"),
    (frozenset({"date", "from", "change"}), "faq.from"),
    (frozenset({"date", "until", "do"}), "faq.until"),
    (frozenset({"call"}), "faq.do"),
    (frozenset({"date", "plan"}), "faq.next"),
    (frozenset({"reason"}), "faq.why"),
    (frozenset({"money"}), "faq.money"),
    (frozenset({"for_whom"}), "faq.for_whom"),
    (frozenset({"figure", "shift"}), "faq.change"),
    (frozenset({"plan", "next"}), "faq.next"),
    (frozenset({"contrast"}), "faq.difference"),
    (frozenset({"how", "do"}), "faq.how"),
    (frozenset({"figure"}), "faq.figures"),
    (frozenset({"date"}), "faq.when"),
)
_DATIVE = re.compile(
    r"\b(aus|bei|mit|nach|seit|von|zu|vom|zum|zur|in|an|auf|vor|unter|über|zwischen)\s+$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answer; `use` is the question's place in the phrase bank."""

    use: str
    question: Pieces
    answer: Pieces


def answered(desk: Desk, most: int, *, words: int = 30, longer: bool = True) -> list[Answered]:
    """Return up to `most` questions with answers, no question and no statement twice."""
    found: list[Answered] = []
    for one in _first_the_news(desk, words):
        if len(found) >= most:
            break
        if one.index in desk.taken:
            continue
        asked = _question(desk, one, [f.use for f in found])
        if asked:
            use, question = asked
            found.append(Answered(use, question, _answer(desk, one, longer=longer)))
    return found


def said_by(desk: Desk) -> Answered | None:
    """Return the question what a person says about it, with the quote."""
    for citation in desk.brief.citations:
        words = spoken_words(citation, 45)
        if words:
            desk.taken += list(citation.quote.sentences)
            question = desk.say("faq.who_says", speaker=citation.speaker)
            return Answered("faq.who_says", question, _introduced(citation, words))
    return None


def _introduced(citation: Citation, words: Pieces) -> Pieces:
    return introduced(citation, words)


def _first_the_news(desk: Desk, words: int) -> Iterator[Statement]:
    news = desk.brief.news
    if news:
        yield news
    for one in by_rank(desk, desk.brief.standing):
        if one is not news and "quote" not in one.kinds and one.words <= words:
            yield one


def _question(desk: Desk, one: Statement, used: list[str]) -> tuple[str, Pieces] | None:
    """Return the first question this statement answers that is not asked yet."""
    if not used:
        return "faq.what", desk.say("faq.what", turn=0)
    counted = _counted(desk.source, one)
    if counted is not None and "faq.count" not in used:
        return "faq.count", desk.say("faq.count", turn=0, subject=counted)
    for kinds, use in _QUESTIONS:
        if kinds <= one.kinds and use not in used:
            return use, desk.say(use, turn=0)
    return _else(desk, used)


def _else(desk: Desk, used: list[str]) -> tuple[str, Pieces] | None:
    for use in ("faq.background", "faq.else"):
        if use not in used:
            return use, desk.say(use, turn=0)
    return None


def _counted(source: Source, one: Statement) -> str | None:
    """Return the counted noun where its form is sure to fit the question: a plural that is no dative."""
    for number in source.numbers:
        noun = number.subject or ""
        here = number.sentence == one.index and number.value > 1 and noun and noun in text_of(one.pieces)
        if here and _is_counted(source, number, noun):
            return noun
    return None


def _is_counted(source: Source, number: Number, noun: str) -> bool:
    behind = source.text[number.span.start : number.span.end + len(noun) + 2]
    if number.unit not in (None, noun) or not re.search(rf"\d\s+{re.escape(noun)}\b", behind) or " " in noun:
        return False
    if source.language == "en":
        return noun.islower() and noun.endswith("s")
    before = source.text[max(0, number.span.start - 12) : number.span.start]
    return noun[:1].isupper() and not (noun.endswith("n") and (_DATIVE.search(before) or before[-1:] in "\n."))


def _answer(desk: Desk, one: Statement, *, longer: bool) -> Pieces:
    """Return the statement, with what follows it in its paragraph where that carries the answer on."""
    chosen = [one]
    if longer:
        rest = [s for s in followers(desk, one) if "quote" not in s.kinds and s.index not in desk.taken]
        chosen += [s for at, s in enumerate(rest[:2], start=1) if s.index == one.index + at]
    desk.taken += [s.index for s in chosen]
    return flow(desk, chosen)
