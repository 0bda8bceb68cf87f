"""Filling a text: the news first, then what fits best, until the channel's measure is full."""

from collections.abc import Callable, Iterable, Sequence

from klaviatur.compose.brief import Statement
from klaviatur.compose.desk import Desk
from klaviatur.compose.forms.lines import by_rank, titles
from klaviatur.compose.pieces import Pieces, join, text_of, with_end_mark
from klaviatur.compose.room import clipped, first_that_fits

Build = Callable[[Sequence[Statement]], Pieces]


def opening(desk: Desk, part: str, tail: Pieces = (), *, most: int | None = None) -> Pieces:
    """Return the sentence that carries the news, short enough that `tail` still fits behind it.

    `most` is what is seen before "more": the sentence is shortened to it where a clause border allows.
    """

    def fits(text: str) -> bool:
        return desk.fits(part, text + "\n\n" + text_of(tail) if tail else text)

    news = desk.brief.news
    if news and most:
        seen = first_that_fits(desk.source, [news.pieces], lambda text: len(text) <= most and fits(text))
        if seen:
            desk.taken.append(news.index)
            return seen
    return _first_statement(desk, fits) or _any_line(desk, fits)


def _first_statement(desk: Desk, fits: Callable[[str], bool]) -> Pieces:
    news = desk.brief.news
    others = [one for one in desk.brief.standing if one is not news and "quote" not in one.kinds][:6]
    for one in [*([news] if news else []), *others]:
        found = first_that_fits(desk.source, [desk.trim(one.pieces), one.pieces], fits)
        if found:
            desk.taken.append(one.index)
            return found
    return ()


def _any_line(desk: Desk, fits: Callable[[str], bool]) -> Pieces:
    known = titles(desk)
    found = first_that_fits(desk.source, known, fits)
    return found or next((cut for cut in (clipped(one, fits) for one in known) if cut), ())


def flow(desk: Desk, statements: Sequence[Statement], *, trim: bool = False) -> Pieces:
    """Return statements as one paragraph; a sentence right behind its predecessor keeps its own words."""
    out: list[Pieces] = []
    last: Statement | None = None
    for one in sorted(statements, key=lambda s: s.index):
        joined = last is not None and one.index == last.index + 1 and one.block == last.block
        pieces = one.follows if joined or not one.pieces else one.pieces
        out.append(desk.trim(pieces) if trim else pieces)
        last = one
    return join([with_end_mark(pieces) for pieces in out])


def followers(desk: Desk, first: Statement | None) -> list[Statement]:
    """Return what comes right behind a statement in its paragraph."""
    if first is None:
        return []
    return [one for one in desk.brief.statements if one.block == first.block and one.index > first.index]


def grow(desk: Desk, part: str, build: Build, pool: Iterable[Statement], *, enough: int, most: int = 12) -> Pieces:
    """Return `build` of as many statements of the pool as fit below `enough`, and remember them as said.

    A statement that cannot stand alone comes in only behind its own predecessor.
    """
    chosen: list[Statement] = []
    for one in pool:
        if len(chosen) >= most or one.index in desk.taken:
            continue
        known = {s.index for s in chosen} | set(desk.taken)
        if not one.pieces and one.index - 1 not in known:
            continue
        whole = build([*chosen, one])
        if desk.fits(part, whole) and desk.size(part, whole) <= enough:
            chosen.append(one)
    desk.taken += [one.index for one in chosen]
    return build(chosen)


def natural(desk: Desk, *, words: int = 28, quotes: bool = False) -> list[Statement]:
    """Return what may come after the news: what follows it in its paragraph, then the rest by weight."""
    after = followers(desk, desk.brief.news)[:2]
    ranked = [one for one in by_rank(desk, desk.fresh(desk.brief.standing)) if one not in after]
    return [one for one in (*after, *ranked) if one.words <= words and (quotes or "quote" not in one.kinds)]
