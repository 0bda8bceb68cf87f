"""Posts: one fact, one consequence, one link on the short ones; a story that can be read on the long ones."""

from collections.abc import Collection, Sequence

from klaviatur.compose.desk import Desk, Draft, bullets, lines, paragraphs
from klaviatur.compose.forms.growing import flow, followers, grow, is_explained, natural, opening, run, shows_figure
from klaviatur.compose.forms.lines import call, cited, line, tags, title_line, wanted
from klaviatur.compose.pieces import Pieces, join, layout, text_of
from klaviatur.compose.room import fitted
from klaviatur.compose.statements import Statement


def post_short(desk: Desk) -> list[Draft]:
    """X, Mastodon, Bluesky, Threads: the news, what follows from it, the link, few hashtags."""
    link, marks = call(desk, "cta.link_short" if desk.aim("text")[1] <= 290 else "cta.link"), tags(desk)
    tail = lines(link, marks)
    first = opening(desk, "text", tail)

    voice = cited(desk, words=22) if "quote" in desk.angle else ()

    def build(more: Sequence[Statement]) -> Pieces:
        return paragraphs(join((first, flow(desk, more, trim=True))), voice, tail)

    whole = grow(desk, "text", build, natural(desk, words=22), enough=desk.aim("text")[1], most=2)
    if desk.fits("text", whole):
        return [("text", whole)]
    return [("text", fitted([(0, first), (1, link), (2, marks)], lambda text: desk.fits("text", text)) or first)]


def thread(desk: Desk) -> list[Draft]:
    """X thread: the news, the figures, the details, a voice, the way on; each post stands alone."""
    head = opening(desk, "text", most=230)
    posts = [_filled(desk, head), _post(desk, desk.angle), _post(desk, ("figure", "date")), cited(desk, words=28)]
    posts += [_post(desk, ("ahead", "plan", "next", "do"))]
    return _numbered(desk, _ended(desk, [post for post in posts if post]))


def _ended(desk: Desk, posts: list[Pieces]) -> list[Pieces]:
    """Return the posts with the link in a post of its own; without a link the hashtags go under the last one."""
    link, marks = call(desk), tags(desk)
    if link:
        return [*posts, paragraphs(link, marks)]
    whole = paragraphs(posts[-1], marks) if posts else ()
    return [*posts[:-1], whole] if whole and desk.fits("text", text_of(whole) + " 1/6") else posts


def _post(desk: Desk, kinds: Collection[str]) -> Pieces:
    """Return one post from neighbouring sentences, () if none fits."""
    for most in (2, 1):
        chosen = run(
            desk, kinds=kinds, most=most, words=40, alone=True, good=lambda one: desk.fits("text", one.text + " 1/6")
        )
        post = flow(desk, chosen)
        if post and desk.fits("text", text_of(post) + " 1/6"):
            return post
        del desk.taken[len(desk.taken) - len(chosen) :]
    return ()


def _filled(desk: Desk, first: Pieces) -> Pieces:
    after = followers(desk, desk.brief.news)[:2]

    def build(more: Sequence[Statement]) -> Pieces:
        return join((first, flow(desk, more)))

    return grow(desk, "text", build, after, enough=min(desk.aim("text")[1], 255), most=2)


def _numbered(desk: Desk, posts: list[Pieces]) -> list[Draft]:
    part = desk.part("text")
    low, high = part.count if part else (2, 7)
    posts = posts[:high] if len(posts) <= high else [*posts[: high - 1], posts[-1]]
    if len(posts) < low:
        posts += _padding(desk)[: low - len(posts)]
    if len(posts) <= 2:
        return [("text", post) for post in posts]
    numbered = [(*post, *layout(f" {at}/{len(posts)}")) for at, post in enumerate(posts, start=1)]
    return [("text", n if desk.fits("text", n) else p) for n, p in zip(numbered, posts, strict=True)]


def _padding(desk: Desk) -> list[Pieces]:
    """Return further posts for a source that fills only one."""
    more = [line(desk, "text", [one.pieces]) for one in desk.fresh(desk.brief.standing)[:1]]
    pool = [*more, desk.brief.title, desk.say("question.social"), desk.say("cta.button")]
    return [one for one in pool if one]


def post_long(desk: Desk) -> list[Draft]:
    """LinkedIn and Facebook: lines that work before "more", context, figures, a voice, a question, the link."""
    business = desk.channel.formality == "b2b"
    part = desk.part("text")
    seen = part.visible if part and part.visible else 210
    first = opening(desk, "text", most=seen)
    high = desk.aim("text")[1]
    context = _context(desk)
    people = flow(desk, run(desk, kinds=desk.angle, words=45 if business else 28))
    figures = _figures(desk) if business else ()
    quote = cited(desk, words=40 if business else 25)
    detail = flow(desk, run(desk, kinds=("ahead", "plan", "do"), most=2, words=35))
    asked = wanted(desk) or desk.say("question.social") if desk.brief.sender else ()
    blocks = [
        (0, first),
        (1, context),
        (2, people),
        (3, figures),
        (4, quote),
        (6, detail),
        (5, asked),
        (1, call(desk)),
        (2, tags(desk)),
    ]
    text = fitted(blocks, lambda text: desk.fits("text", text) and len(text) <= high) or first
    return [("text", text)]


def _context(desk: Desk, *, alone: bool = False) -> Pieces:
    """Return what follows the news in its own paragraph; with `alone`, not right behind it: it has to stand."""
    news = desk.brief.news
    after = [one for one in followers(desk, news)[:2] if "quote" not in one.kinds and one.index not in desk.taken]
    after = after if news and after and after[0].index == news.index + 1 else []
    after = [one for one in after if is_explained(one, desk.said())]
    after = [] if alone and after and not after[0].pieces else after
    desk.taken += [one.index for one in after]
    return flow(desk, after)


def _taken(desk: Desk, statements: Sequence[Statement]) -> Sequence[Statement]:
    desk.taken += [one.index for one in statements]
    return statements


def _figures(desk: Desk) -> Pieces:
    found = _taken(desk, desk.best(3, kinds=("figure",), words=22, good=shows_figure))
    if len(found) < 2:
        return flow(desk, found)
    return lines(desk.say("transition.figures"), bullets(desk.trim(one.pieces) for one in found))


def caption(desk: Desk) -> list[Draft]:
    """Instagram and TikTok: a first line that carries, a short story in short lines, link in bio, hashtags."""
    high = desk.aim("text")[1]
    part = desk.part("text")
    first = opening(desk, "text", most=part.visible if part and part.visible else 125)

    asked = wanted(desk)
    story = [_context(desk) if high > 400 else ()]
    story += [flow(desk, run(desk, kinds=desk.angle, words=35, most=2))]
    story += [flow(desk, run(desk, words=35, most=2)) if high > 400 else ()]
    quote = cited(desk, words=30) if high > 400 else ()
    blocks = [(0, first), *((5, told) for told in story), (4, quote), (3, asked), (1, call(desk)), (2, tags(desk))]
    return [("text", fitted(blocks, lambda text: desk.fits("text", text) and len(text) <= high) or first)]


def video_description(desk: Desk) -> list[Draft]:
    """YouTube: what is searched for in the title; the news, what it is about, the link, the sender, hashtags."""
    title = title_line(desk, "title")
    link = call(desk)
    first = opening(desk, "text", most=157)
    context = join((_context(desk, alone=True), flow(desk, run(desk, kinds=desk.angle, words=40))), "\n\n")
    asked = wanted(desk)
    points = _taken(desk, desk.best(4, words=22))
    glance = (
        lines(desk.say("label.glance"), bullets(desk.trim(one.pieces) for one in points)) if len(points) > 1 else ()
    )
    blocks = [(0, first), (1, link), (2, context), (3, glance), (4, asked), (5, cited(desk)), (2, tags(desk))]
    return [("title", title), ("text", fitted(blocks, lambda text: desk.fits("text", text)) or first)]


def pin(desk: Desk) -> list[Draft]:
    """Pinterest: a title to search for, two or three sentences, hashtags."""
    title = title_line(desk, "title")
    marks = tags(desk)
    first = opening(desk, "text", marks)

    def build(more: Sequence[Statement]) -> Pieces:
        return paragraphs(join((first, flow(desk, more, trim=True))), marks)

    text = grow(desk, "text", build, natural(desk, words=22), enough=desk.aim("text")[1], most=3)
    return [("title", title), ("text", text if desk.fits("text", text) else first)]


def post_local(desk: Desk) -> list[Draft]:
    """Google Business: the news, what it means on the spot, no telephone number."""
    first = opening(desk, "text", most=100 if desk.brief.news and len(desk.brief.news.text) < 140 else None)

    def build(more: Sequence[Statement]) -> Pieces:
        return paragraphs(first, flow(desk, more, trim=True), asked)

    asked = wanted(desk)
    pool = natural(desk, words=22)
    text = grow(desk, "text", build, pool, enough=desk.aim("text")[1], most=3)
    return [("text", text if text_of(text) else first)]
