"""Search result, teaser, blog post and questions with answers."""

from collections.abc import Sequence

from klaviatur.compose.desk import Desk, Draft, paragraphs
from klaviatur.compose.forms.growing import flow, grow, natural, opening
from klaviatur.compose.forms.lines import call, line, says_link, second_line, title_line
from klaviatur.compose.forms.passages import Passage, passages, render
from klaviatur.compose.pieces import Pieces, join, layout, text_of, without_end_mark
from klaviatur.compose.room import ended
from klaviatur.compose.statements import Statement


def web_teaser(desk: Desk) -> list[Draft]:
    """Title with the news first, meta description that answers and says why to click, a teaser with another angle."""
    title = title_line(desk, "title")
    meta = meta_description(desk)
    teaser = _teaser(desk)
    return [("title", title), ("meta_description", meta), ("teaser", teaser or meta)]


def meta_description(desk: Desk) -> Pieces:
    """Return answer and, if it fits, one more sentence or the reason to click."""
    first = opening(desk, "meta_description")
    if text_of(without_end_mark(first)) == text_of(without_end_mark(desk.brief.title)):
        return second_line(desk, "meta_description", desk.brief.title) or first

    def build(more: Sequence[Statement]) -> Pieces:
        return join((first, flow(desk, more)))

    high = desk.aim("meta_description")[1]
    whole = grow(desk, "meta_description", build, natural(desk, words=16), enough=high, most=1)
    if whole == first:
        invited = join((ended(first), ended(desk.say("cta.button"))))
        whole = invited if desk.fits("meta_description", invited) else first
    return whole


def _teaser(desk: Desk) -> Pieces:
    """Return sentences that the title and the description have not used, news and consequence."""
    high = desk.aim("teaser")[1]

    def build(more: Sequence[Statement]) -> Pieces:
        return flow(desk, more, trim=True)

    pool = [one for one in natural(desk, words=26) if one.pieces]  # it is read by itself: no "it", no "she" first
    return grow(desk, "teaser", build, pool, enough=high, most=2) or _again(desk)


def _again(desk: Desk) -> Pieces:
    """Return the news once more, for a source that has nothing else to say."""
    news = desk.brief.news
    return line(desk, "teaser", [news.pieces if news else (), desk.brief.subtitle, desk.brief.title])


def blog(desk: Desk) -> list[Draft]:
    """Title, description, an opening that answers, sections under their headings, the way on."""
    title = title_line(desk, "title")
    meta = meta_description(desk) or line(desk, "meta_description", [title])
    desk.taken.clear()  # a search engine shows it, not the page: the body tells all of it
    chosen = passages(desk, desk.aim("body")[1])
    if not chosen:
        return [("title", title), ("meta_description", meta), ("body", opening(desk, "body"))]
    told = paragraphs(*_sections(desk, chosen))
    body = told if says_link(desk, told) else paragraphs(told, call(desk, "cta.link"))
    return [("title", title), ("meta_description", meta), ("body", body)]


def _sections(desk: Desk, chosen: Sequence[Passage]) -> list[Pieces]:
    """Return the passages, the source's own headings where it has some, else a label before the second half."""
    own = list(desk.brief.headings)
    out: list[Pieces] = []
    used: set[int] = set()
    for passage in chosen:
        above = [(at, words) for at, words in own if at < passage[0].block]
        if above and above[-1][0] not in used and out:
            used.add(above[-1][0])
            out.append(_heading(above[-1][1]))
        out.append(render(desk, passage))
    return out if used else _with_labels(desk, out, chosen)


def _with_labels(desk: Desk, blocks: list[Pieces], chosen: Sequence[Passage]) -> list[Pieces]:
    if len(blocks) < 4:
        return blocks
    middle = 2
    label = desk.say("label.background") if "plan" not in chosen[middle][0].kinds else desk.say("label.next")
    return [*blocks[:middle], _heading(label), *blocks[middle:]]


def _heading(words: Pieces) -> Pieces:
    return (*layout("## "), *words) if text_of(words) else ()
