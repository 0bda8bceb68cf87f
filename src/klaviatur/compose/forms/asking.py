"""Questions as people ask them, each with the statement that answers it in its first sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from klaviatur.compose.desk import Desk
from klaviatur.compose.forms.growing import flow, followers
from klaviatur.compose.forms.lines import is_clear_quote, quoted
from klaviatur.compose.forms.ranked import by_rank
from klaviatur.compose.pieces import Pieces, text_of
from klaviatur.compose.statements import Statement
from klaviatur.records import Number, Source
from klaviatur.text.lexicon import read_lines

# What people ask, in the order they ask it: the question, the kinds a statement must have to answer it, and those it
# must not have.
_QUESTIONS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("faq.how", frozenset({"how"}), frozenset({"plan"})),
    ("faq.cost", frozenset({"price"}), frozenset({"shift", "spent"})),
    ("faq.count", frozenset({"figure"}), frozenset({"sender"})),
    ("faq.from", frozenset({"ahead", "from"}), frozenset({"plan"})),
    ("faq.for_whom", frozenset({"whom"}), frozenset({"reason", "figure", "limit", "spent"})),
    ("faq.event", frozenset({"event", "ahead"}), frozenset({"plan"})),
    ("faq.why", frozenset({"reason", "near"}), frozenset({"exception", "do", "for_whom"})),
    ("faq.limit", frozenset({"limit"}), frozenset()),
    ("faq.must", frozenset({"do"}), frozenset({"offer", "price", "first_person"})),
    ("faq.next", frozenset({"ahead", "plan"}), frozenset({"setback", "spent"})),
    ("faq.money", frozenset({"money"}), frozenset({"price"})),
    ("faq.next", frozenset({"plan"}), frozenset({"open", "setback", "spent"})),
    ("faq.open", frozenset({"open"}), frozenset()),
)
DATIVE = re.compile(
    r"\b(aus|bei|mit|nach|seit|von|zu|vom|zum|zur|in|an|auf|vor|unter|über|zwischen)\s+(rund |etwa |den |bis zu )?$",
    re.IGNORECASE,
)


ANSWER_WORDS = 60
_NEAR = 3  # sentences behind the news; further down, a reason is the reason of something else
_ALSO = {"faq.cost": "price"}


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answer; `use` is the question's place in the phrase bank."""

    use: str
    question: Pieces
    answer: Pieces


def answered(
    desk: Desk, most: int, *, words: int = 30, longer: bool = True, order: Sequence[str] = ()
) -> list[Answered]:
    """Return up to `most` questions with answers, the news first; no question and no statement twice.

    `order` names the questions that are likely here, the likeliest first; without it they come as people ask them.
    """
    news = desk.brief.news
    found: list[Answered] = []
    if news and news.index not in desk.taken:
        found.append(Answered("faq.what", desk.say("faq.what", turn=0), _answer(desk, news, longer=longer, more=1)))
    known = [q for use in order for q in _QUESTIONS if q[0] == use] or list(_QUESTIONS)
    for use, kinds, never in known:
        one = _best_answer(desk, kinds, never, words) if len(found) < most and _unasked(use, found) else None
        asked = _asked(desk, use, one) if one else ()
        if one and asked:
            found.append(Answered(use, asked, _answer(desk, one, longer=longer, also=_ALSO.get(use))))
    return found


def anything_else(desk: Desk, most: int, *, words: int = 30, longer: bool = True) -> list[Answered]:
    """Return open questions with the strongest statements that are left as answers."""
    out: list[Answered] = []
    clear = [s for s in by_rank(desk, desk.fresh(desk.brief.standing)) if "quote" not in s.kinds and s.anchored]
    for one in [s for s in clear if s.words <= words][:most]:
        if one.index not in desk.taken and len(out) < 3:
            out.append(Answered("faq.else", desk.say("faq.else", turn=len(out)), _answer(desk, one, longer=longer)))
    return out


def _unasked(use: str, found: list[Answered]) -> bool:
    return all(one.use != use for one in found)


def _best_answer(desk: Desk, kinds: frozenset[str], never: frozenset[str], words: int) -> Statement | None:
    """Return the strongest statement that is left and answers this kind of question."""
    ranked = by_rank(desk, desk.fresh(desk.brief.standing))
    news = desk.brief.news
    near = {s.index for s in ranked if news and 0 < s.index - news.index <= _NEAR}
    fitting = (
        s
        for s in ranked
        if kinds <= s.kinds | ({"near"} if s.index in near else set())
        and not s.kinds & (never | {"quote"})
        and s.words <= words
    )
    return next(fitting, None)


def _asked(desk: Desk, use: str, one: Statement) -> Pieces:
    if use != "faq.count":
        return desk.say(use, turn=0)
    counted = _counted(desk.source, one)
    return desk.say(use, turn=0, subject=counted) if counted else ()


def said_by(desk: Desk) -> Answered | None:
    """Return the question what a person says about it, with all this person says in that place."""
    for citation in desk.brief.citations:
        answer = quoted(desk, citation, 60) if is_clear_quote(desk, citation) else ()
        if answer:
            return Answered("faq.who_says", desk.say("faq.who_says", speaker=citation.speaker), answer)
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
    if noun.lower() in read_lines("klaviatur.compose.forms", "datives.txt"):
        return False
    before = source.text[max(0, number.span.start - 12) : number.span.start]
    return noun[:1].isupper() and not (noun.endswith("n") and (DATIVE.search(before) or before[-1:] in "\n."))


def _answer(desk: Desk, one: Statement, *, longer: bool, more: int = 2, also: str | None = None) -> Pieces:
    """Return the statement, with what follows it in its paragraph where that carries the answer on.

    With `also`, only what is of this kind carries it on: behind a price no other sum.
    """
    chosen = [one]
    if longer:
        rest = [s for s in followers(desk, one) if "quote" not in s.kinds and s.index not in desk.taken]
        rest = [s for s in rest if also is None or (also in s.kinds and "spent" not in s.kinds)]
        for at, behind in enumerate(rest[:more], start=1):
            long = sum(s.words for s in chosen) + behind.words > ANSWER_WORDS
            chosen += [behind] if behind.index == one.index + at and len(chosen) == at and not long else []
    desk.taken += [s.index for s in chosen]
    return flow(desk, chosen)
