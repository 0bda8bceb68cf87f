"""Filling a text: the news first, then what fits best, until the channel's measure is full."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from klaviatur.compose.desk import SAME, Desk
from klaviatur.compose.forms.lines import titles
from klaviatur.compose.forms.ranked import by_rank
from klaviatur.compose.given import TITLE
from klaviatur.compose.pieces import Pieces, join, text_of, without_end_mark, words_in
from klaviatur.compose.room import clipped, ended, first_that_fits, stands
from klaviatur.compose.statements import FEWEST, PROSE, Statement, likeness, stems_of
from klaviatur.compose.wordorder import is_finite
from klaviatur.text.lexicon import read_table

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LONG_POST = 400  # characters; longer posts have paragraphs
Build = Callable[[Sequence[Statement]], Pieces]


def opening(desk: Desk, part: str, tail: Pieces = (), *, most: int | None = None) -> Pieces:
    """Return the sentence that carries the news, short enough that `tail` still fits behind it.

    `most` is what is seen before "more": the sentence is shortened to it where a clause border allows.
    """

    def fits(text: str) -> bool:
        return desk.fits(part, text + "\n\n" + text_of(tail) if tail else text)

    second = _title_first(desk, lambda text: fits(text) and len(text.split("\n")[0]) <= (most or len(text)))
    if second:
        return second
    if most:
        seen = _seen(desk, fits, most)
        if seen:
            return seen
    return _below_its_title(desk, fits) or _first_statement(desk, fits) or _any_line(desk, part, fits)


def _below_its_title(desk: Desk, fits: Callable[[str], bool]) -> Pieces:
    """Return the title as a sentence and the news behind it, where the news speaks of what only the title says."""
    news, title = desk.brief.news, desk.brief.title
    needed = news is not None and news.granted and not desk.is_clear(news) and is_explained(news, {TITLE})
    if news is None or not needed or desk.brief.blocked_title or desk.source.title is None:
        return ()
    if likeness(stems_of(text_of(title)), news.stems) >= SAME:
        return ()  # it says the title once more, and so tells what it speaks of
    verb = any(is_finite(word, desk.source.language) for word in text_of(title).split()[1:])
    told = verb and words_in(title) >= FEWEST - 2 and stands(text_of(title)) and not text_of(title).endswith("?")
    whole = join((ended(title), desk.trim(news.pieces)))
    if not told or not fits(text_of(whole)):
        return ()
    desk.taken.append(news.index)
    return whole


def _title_first(desk: Desk, fits: Callable[[str], bool]) -> Pieces:
    """Return title and subtitle as two sentences where the channel opens with them, () if they are none."""
    title, subtitle = desk.brief.title, desk.brief.subtitle
    told = all(words_in(one) >= FEWEST and stands(text_of(one)) for one in (title, subtitle))
    figure = any(char.isdigit() for char in text_of(subtitle))
    if desk.brief.blocked_title or not (told and figure and opens_with_title(desk.channel.name)):
        return ()
    if likeness(stems_of(text_of(title)), stems_of(text_of(subtitle))) >= SAME:
        return ()
    whole = join((ended(title), ended(subtitle)), "\n\n" if desk.aim("text")[1] > LONG_POST else " ")
    if not fits(text_of(whole)):
        return ()
    desk.taken += [desk.brief.news.index] if desk.brief.news else []
    return whole


def opens_with_title(channel: str) -> bool:
    """Return whether a channel opens with the title instead of the lead."""
    return channel in read_table("klaviatur.compose", "angles.toml")["title_first"]


def _seen(desk: Desk, fits: Callable[[str], bool], most: int) -> Pieces:
    """Return the news in what is seen at once: shortened, or behind a title that says something of its own."""
    news = desk.brief.news
    if news is None:
        return ()
    desk.taken.append(news.index)
    short = first_that_fits(desk.source, [news.pieces], lambda text: len(text) <= most and fits(text))
    if short:
        return short
    for title in (desk.brief.title, desk.brief.subtitle):
        both = join((without_end_mark(title), news.pieces), "\n\n")
        same = likeness(stems_of(text_of(title)), news.stems)
        if title and len(text_of(title)) <= most and same < SAME and fits(text_of(both)):
            return both
    desk.taken.remove(news.index)
    return ()


def _first_statement(desk: Desk, fits: Callable[[str], bool]) -> Pieces:
    news = desk.brief.news
    others = [one for one in desk.brief.standing if one is not news and "quote" not in one.kinds][:6]
    others = [one for one in others if desk.is_clear(one)] or others
    for one in [*([news] if news else []), *others]:
        found = first_that_fits(desk.source, [desk.trim(one.pieces), one.pieces], fits)
        if found:
            desk.taken.append(one.index)
            return found
        headed = _headline_as_sentence(desk, fits) if one is news else ()
        if headed:
            return headed
    return ()


def _headline_as_sentence(desk: Desk, fits: Callable[[str], bool]) -> Pieces:
    """Return title or subtitle with a full stop, the one that names a figure or date first: news in few words."""
    lines = [one for one in (desk.brief.title, desk.brief.subtitle) if words_in(one) >= FEWEST and stands(text_of(one))]
    dated = sorted(lines, key=lambda one: not any(char.isdigit() for char in text_of(one)))
    return next((end for end in map(ended, dated) if fits(text_of(end))), ())


def _any_line(desk: Desk, part: str, fits: Callable[[str], bool]) -> Pieces:
    known = [_rows(desk, part, fits), *titles(desk)]
    found = first_that_fits(desk.source, known, fits)
    return found or next((cut for cut in (clipped(one, fits) for one in known) if cut), ())


def _rows(desk: Desk, part: str, fits: Callable[[str], bool]) -> Pieces:
    """Return the rows of a source that is all list or table, as many as fit, one a line."""
    profile = desk.part(part)
    if profile is None or not profile.multiline or any(one.role in PROSE for one in desk.brief.statements):
        return ()
    rows: list[Pieces] = []
    for one in desk.brief.items:
        if fits(text_of(join([*rows, one.follows], "\n"))):
            rows.append(one.follows)
    return join(rows, "\n")


def flow(desk: Desk, statements: Sequence[Statement], *, trim: bool = False) -> Pieces:
    """Return statements as one paragraph; a sentence right behind its predecessor keeps its own words."""
    out: list[Pieces] = []
    last: Statement | None = None
    for one in sorted(statements, key=lambda s: s.index):
        joined = last is not None and one.index == last.index + 1 and one.block == last.block
        pieces = one.follows if joined or not one.pieces else one.pieces
        out.append(desk.trim(pieces) if trim else pieces)
        last = one
    return join([ended(pieces) for pieces in out])


def shows_figure(one: Statement) -> bool:
    """Return whether a statement shows a figure in digits: a list of figures is no place for others."""
    return any(char.isdigit() for char in _YEAR.sub("", one.text))


def followers(desk: Desk, first: Statement | None) -> list[Statement]:
    """Return what comes right behind a statement in its paragraph, without what somebody else says of himself."""
    if first is None:
        return []
    own_voice = any(_speaks_of_himself(one) for one in desk.brief.standing)
    behind = [one for one in desk.brief.statements if one.block == first.block and one.index > first.index]
    behind = [one for one in behind if "day" not in one.kinds]  # nobody knows when "today" will be read
    return [one for one in behind if own_voice or not _speaks_of_himself(one)]


def _speaks_of_himself(one: Statement) -> bool:
    return "first_person" in one.kinds and "quote" not in one.kinds


def grow(desk: Desk, part: str, build: Build, pool: Iterable[Statement], *, enough: int, most: int = 12) -> Pieces:
    """Return `build` of as many statements of the pool as fit below `enough`, and remember them as said.

    A statement that cannot stand alone comes in only behind its own predecessor.
    """
    chosen: list[Statement] = []
    for one in pool:
        if len(chosen) >= most or one.index in desk.taken:
            continue
        known = {s.index for s in chosen} | desk.said()
        if not one.pieces and (one.index - 1 not in known or not is_explained(one, known)):
            continue
        if any(likeness(one.stems, other.stems) >= SAME for other in chosen):
            continue
        whole = build([*chosen, one])
        if desk.fits(part, whole) and desk.size(part, whole) <= enough:
            chosen.append(one)
    desk.taken += [one.index for one in chosen]
    return build(chosen)


def run(
    desk: Desk,
    *,
    kinds: Collection[str] = (),
    most: int = 3,
    words: int = 60,
    good: Callable[[Statement], bool] | None = None,
    alone: bool = False,
) -> list[Statement]:
    """Return the strongest run of neighbouring sentences that begins with one that stands alone, and remember it.

    With `alone`, it takes nothing for granted, not even what is said already: the run is read by itself.
    With `kinds`, the first sentence is of one of them. A run reads as a paragraph, which single sentences never do.
    """
    starts = [s for s in desk.fresh(desk.brief.standing) if "quote" not in s.kinds and s is not desk.brief.news]
    starts = [s for s in starts if (not kinds or s.kinds & set(kinds)) and (good is None or good(s))]
    starts = [s for s in starts if not (alone and s.granted)]
    known = set() if alone else desk.said()
    runs = [one for start in starts for one in [_run_from(desk, start, most, words, known)] if one]
    best = max(runs, key=lambda one: (_strength(one), -one[0].index), default=[])
    desk.taken += [one.index for one in best]
    return best


def _run_from(desk: Desk, start: Statement, most: int, words: int, known: Collection[int]) -> list[Statement]:
    out = [start] if start.words <= words else []
    for one in followers(desk, start):
        room = sum(s.words for s in out) + one.words <= words
        next_to = out and one.index == out[-1].index + 1
        if (
            not next_to
            or not room
            or len(out) >= most
            or "quote" in one.kinds
            or one.has_address
            or one.index in desk.taken
            or not is_explained(one, {*known, *(s.index for s in out)})
        ):
            break
        out.append(one)
    return out


def is_explained(one: Statement, known: Collection[int]) -> bool:
    """Return whether what a statement takes for granted is in the text: what stands right before it may not say it."""
    return all(places & set(known) for places in one.granted) and not one.is_astray


def _strength(statements: Sequence[Statement]) -> float:
    """Return the mean weight of a run, a little more for two and three sentences: they explain each other."""
    mean = sum(one.score for one in statements) / len(statements)
    return mean + 0.04 * (min(len(statements), 3) - 1)


def natural(desk: Desk, *, words: int = 28, quotes: bool = False) -> list[Statement]:
    """Return what may come after the news: the channel's own angle on it, what follows it, then the rest by weight."""
    after = [one for one in followers(desk, desk.brief.news)[:1] if not one.has_address]
    ranked = [one for one in by_rank(desk, desk.fresh(desk.brief.standing)) if one not in after]
    usable = [
        one for one in (*after, *ranked) if FEWEST - 1 <= one.words <= words and (quotes or "quote" not in one.kinds)
    ]
    angled = _angled(desk, [one for one in usable if one.pieces])
    if angled is None or (after and after[0] in usable and after[0].kinds & set(desk.angle)):
        return usable
    behind = [one for one in followers(desk, angled)[:1] if "quote" not in one.kinds and not one.has_address]
    return [angled, *behind, *(one for one in usable if one is not angled and one not in behind)]


def _angled(desk: Desk, usable: Sequence[Statement]) -> Statement | None:
    """Return the strongest statement of the first kind the channel asks for."""
    strong = usable[:14]
    found = (one for kind in desk.angle for one in strong if kind in one.kinds and one.words >= FEWEST)
    return next(found, None)
