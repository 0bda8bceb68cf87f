"""For the ear: short sentences, one thought each, the exact figures in the notes."""

import re
from collections.abc import Sequence

from klaviatur.compose.desk import Desk, Draft, bullets, lines
from klaviatur.compose.forms.fragments import figures, is_whole
from klaviatur.compose.forms.growing import flow, followers, opening, run, shows_figure
from klaviatur.compose.forms.lines import behind_greeting, cited, title_line, titles
from klaviatur.compose.forms.mail import greeting
from klaviatur.compose.forms.ranked import by_rank
from klaviatur.compose.forms.telegrams import is_nameless, told_by_itself
from klaviatur.compose.pieces import Pieces, join, text_of, without_end_mark, words_in
from klaviatur.compose.room import fitted, shortened
from klaviatur.compose.statements import Statement, likeness, stems_of

_SAME_POINT = 0.8
_EXACT = re.compile(
    r"(\d|[£$€]\d|(rund|etwa|knapp|bis zu|mehr als|über|mindestens|höchstens|gut|fast)\s"
    r"|(about|around|up to|more than|nearly|over|at least|at most|almost)\s)"
)  # figures that are whole: not the first half of a span, not a count in words


def speech(desk: Desk) -> list[Draft]:
    """Greeting, the news, what lies behind it, the figures, a voice, what comes next, thanks; sources in the notes."""
    hello = greeting(desk, "greeting.speech")
    first = opening(desk, "text")
    behind = _told(desk, _after(desk))
    more = flow(desk, run(desk, words=50))
    figures = flow(desk, run(desk, kinds=("figure",), words=45, good=shows_figure))
    ahead = flow(desk, run(desk, kinds=("ahead", "plan", "next"), words=40))
    blocks = [
        (3, hello),
        (0, behind_greeting(desk, hello, join((first, behind)))),
        (2, lines(desk.say("transition.details_spoken"), more) if more else ()),
        (1, lines(desk.say("transition.figures_spoken"), figures) if figures else ()),
        (4, cited(desk, 30)),
        (2, lines(desk.say("transition.next_spoken"), ahead) if ahead else ()),
        (3, desk.say("farewell.speech")),
    ]
    text = fitted(blocks, lambda t: desk.fits("text", t)) or first
    return _with_notes(desk, text)


def _after(desk: Desk) -> list[Statement]:
    behind = [s for s in followers(desk, desk.brief.news)[:1] if "quote" not in s.kinds and s.words <= 24]
    return [s for s in behind if desk.brief.news and s.index == desk.brief.news.index + 1]


def _told(desk: Desk, statements: Sequence[Statement]) -> Pieces:
    """Return statements as spoken sentences, one a line, and remember them."""
    desk.taken += [one.index for one in statements]
    return flow(desk, statements, trim=True)


def _with_notes(desk: Desk, text: Pieces) -> list[Draft]:
    notes = _notes(desk, text)
    return [("text", text), ("notes", notes)] if notes else [("text", text)]


def _notes(desk: Desk, text: Pieces) -> Pieces:
    """Return the source's figures and dates as they stand there, the speaking time, the source."""
    spoken = text_of(text).replace("\u00a0", " ")
    limited = {s.index for s in desk.brief.statements if s.kinds & {"exception", "attributed", "quote"}}
    told = [
        n for n in desk.source.numbers if n.sentence >= 0 and n.sentence not in limited and is_whole(desk.source, n)
    ]
    weighty = [n for n in told if (n.unit or n.value > 12) and " " in n.text and _EXACT.match(n.text)]
    figures = [desk.quoted_source(n.span) for n in weighty if n.text.replace("\u00a0", " ") in spoken]
    listed = bullets(_once(figures)[:8], "– ")
    exact = lines(desk.say("label.exact"), listed) if listed else ()
    title = desk.brief.title
    source = desk.say("label.source", title=title) if title else ()
    seconds = str(round(words_in(text) / 130 * 60 / 5) * 5 or 5)
    time = desk.say("label.length", figure=seconds)
    return fitted([(1, exact), (2, time), (0, source or time)], lambda t: desk.fits("notes", t)) if source else exact


def _once(group: Sequence[Pieces]) -> list[Pieces]:
    seen: dict[str, Pieces] = {}
    for one in group:
        seen.setdefault(text_of(one).replace("\u00a0", " ").casefold(), one)
    return [one for text, one in seen.items() if not any(text != other and text in other for other in seen)]


def podcast(desk: Desk) -> list[Draft]:
    """The subject of the episode, why it matters, a voice, what the listener will know afterwards."""
    first = opening(desk, "text")
    opened = join((desk.say("opening.podcast"), first))
    high = desk.aim("text")[1]
    told = join((_told(desk, _after(desk)), flow(desk, run(desk, kinds=desk.angle, words=40))))
    blocks = [(0, opened), (1, told), (2, flow(desk, run(desk, words=35))), (3, cited(desk, 28))]
    text = fitted(blocks, lambda t: desk.fits("text", t) and len(t.split()) <= high) or first
    return _with_notes(desk, text)


def slide(desk: Desk) -> list[Draft]:
    """A title that says it, three to six bullets without a full stop, the sentences behind them in the notes."""
    title = title_line(desk, "title")
    part = desk.part("bullet")
    low, high = part.count if part else (3, 6)
    ranked = [s for s in by_rank(desk, desk.brief.standing) if "quote" not in s.kinds]
    points = _points(desk, ranked[: max(6, len(ranked) * 2 // 3)], min(high, 5), title)
    points += _fillers(desk, [title, *points], low - len(points))
    clear = [s for s in ranked if desk.is_clear(s)]
    more = [s for s in clear if s.index not in desk.taken]  # what is said is not what is shown
    spoken = sorted((more or clear)[:4], key=lambda s: s.index)
    notes = fitted([(at, s.pieces) for at, s in enumerate(spoken)], lambda t: desk.fits("notes", t), " ")
    return [("title", title), *(("bullet", p) for p in points), *([("notes", notes)] if notes else [])]


def _points(desk: Desk, ranked: Sequence[Statement], most: int, title: Pieces) -> list[Pieces]:
    chosen: list[tuple[int, Pieces]] = []
    for one in desk.fresh(ranked):
        short = _point(desk, one)
        if short and len(chosen) < most and text_of(short) != text_of(title):
            chosen.append((one.index, without_end_mark(short)))
            desk.taken.append(one.index)
    return [pieces for _, pieces in sorted(chosen, key=lambda pair: pair[0])]


def _point(desk: Desk, one: Statement) -> Pieces:
    """Return a statement as a bullet: whole, shortened, or the first of its thoughts that is short enough."""

    def fits(text: str) -> bool:
        return desk.fits("bullet", text)

    if is_nameless(one.text):
        return ()
    whole = shortened(desk.source, without_end_mark(one.pieces), fits)
    clauses = (without_end_mark(clause) for clause in told_by_itself(desk, one))
    return whole or next((clause for clause in clauses if fits(text_of(clause))), ())


def _clear(desk: Desk) -> list[Statement]:
    return [s for s in desk.brief.standing if "quote" not in s.kinds and desk.is_clear(s)]


def _fillers(desk: Desk, said: Sequence[Pieces], missing: int) -> list[Pieces]:
    """Return further bullets for a source with long or few sentences: clauses, items, headings, names, dates."""
    brief = desk.brief
    pool = [one.pieces or one.follows for one in brief.items]
    pool += [words for _, words in brief.headings] + [brief.subtitle]
    pool += [clause for s in _clear(desk) for clause in told_by_itself(desk, s)]
    pool += [*figures(desk), *titles(desk), brief.sender, *(desk.say("ad.call", turn=at) for at in range(4))]
    stems = [stems_of(text_of(one)) for one in said]
    found: list[Pieces] = []
    for pieces in pool:
        words = without_end_mark(pieces)
        own = stems_of(text_of(words))
        new = not is_nameless(text_of(words)) and all(likeness(own, other) < _SAME_POINT for other in stems)
        if len(found) < missing and words and new and desk.fits("bullet", words):
            found.append(words)
            stems.append(own)
    return found
