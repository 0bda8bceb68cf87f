"""Intranet, internal mail, a manager's own conversation: what changes, for whom, from when, what to do, whom to ask."""

from collections.abc import Iterable, Sequence

from klaviatur.compose.desk import Desk, Draft, bullets, labelled
from klaviatur.compose.forms.asking import answered, anything_else
from klaviatur.compose.forms.growing import flow, followers, grow, opening, shows_figure
from klaviatur.compose.forms.lines import behind_greeting, call, cited, contact_lines, farewell, title_line
from klaviatur.compose.forms.mail import greeting
from klaviatur.compose.forms.ranked import by_rank
from klaviatur.compose.forms.telegrams import told_by_itself
from klaviatur.compose.pieces import Pieces, join, text_of
from klaviatur.compose.room import ended, fitted, shortened
from klaviatur.compose.statements import Statement, likeness, stems_of

_SAME_POINT = 0.8
_NEAR_NEWS = 4  # sentences; further down, a reason is the reason of something else
_SECTIONS = (
    ("label.who", ("for_whom",), 2),
    ("label.changes", ("change", "contrast"), 3),
    ("label.when", ("date",), 3),
    ("label.why", ("reason",), 2),
    ("label.do", ("call", "do"), 1),
    ("label.figures", ("figure",), 3),
    ("label.next", ("plan", "next"), 2),
)

_LIKELY = ("faq.for_whom", "faq.cost", "faq.from", "faq.event", "faq.why", "faq.next", "faq.limit", "faq.must")
_ASKED = {"talk.when": ("ahead", "date"), "talk.cost": ("price", "cost", "money")}  # the first kind is an answer
_NEVER_TOLD = ("talk.me", "talk.who_decided", "talk.after")
_ANSWER = 26  # words
_POINTS = 5  # of a talk, where the source has as many


def intranet(desk: Desk) -> list[Draft]:
    """Title, the news, then a labelled block for each thing colleagues ask, whom to ask last."""
    title = title_line(desk, "title")
    first = _news(desk, words=60)
    blocks = [(0, first)]
    blocks += [(at + 1, block) for at, block in enumerate(_sections(desk, 5))]
    blocks += [(7, cited(desk, 30)), (1, _ask(desk)), (1, call(desk, "cta.internal"))]
    high = desk.aim("body")[1]
    body = fitted(blocks, lambda text: desk.fits("body", text) and len(text.split()) <= high)
    return [("title", title), ("body", body or first)]


def internal_mail(desk: Desk) -> list[Draft]:
    """Subject, greeting, the news, what changes as points, what to do, whom to ask."""
    subject = title_line(desk, "subject")
    first = _news(desk, words=45)
    points = desk.best(4, kinds=("change", "date", "figure", "for_whom", "do", "call", "plan"), words=22) or desk.best(
        3
    )
    desk.taken += [one.index for one in points]
    listed = bullets((desk.trim(one.pieces) for one in points), "– ") if len(points) > 1 else flow(desk, points)
    told = labelled(desk.say("label.glance"), listed) if len(points) > 1 else listed
    paired = desk.voice.gender not in ("neutral", "generic")  # "Kolleginnen und Kollegen" is a pair
    hello = greeting(desk, "greeting.internal" if paired else "greeting.mail")
    first = behind_greeting(desk, hello, first)
    blocks = [
        (4, hello),
        (0, first),
        (2, told),
        (3, _ask(desk)),
        (1, call(desk, "cta.internal")),
        (5, farewell(desk)),
    ]
    body = fitted(blocks, lambda text: desk.fits("body", text)) or first
    return [("subject", subject), ("body", body)]


def _news(desk: Desk, words: int) -> Pieces:
    """Return the news with what follows it."""
    first = opening(desk, "body")
    after = followers(desk, desk.brief.news)[:2]

    def build(more: Sequence[Statement]) -> Pieces:
        return join((first, flow(desk, more)))

    return grow(desk, "body", build, [s for s in after if "quote" not in s.kinds], enough=words, most=2)


def _sections(desk: Desk, most: int) -> list[Pieces]:
    """Return labelled blocks for what the source says of change, people, dates, reasons, tasks, figures, outlook."""
    ranked = by_rank(desk, desk.brief.standing)
    strong = ranked[: max(8, len(ranked) * 2 // 3)]  # a side story is no change, date or task for everybody
    out: list[Pieces] = []
    for label, kinds, number in _SECTIONS:
        main = strong[: max(5, len(ranked) // 3)] if label == "label.changes" else strong
        found = desk.best(number, kinds=kinds, words=26, among=[one for one in main if _belongs(desk, label, one)])
        if not found or len(out) >= most:
            continue
        desk.taken += [one.index for one in found]
        block = (
            bullets((desk.trim(one.pieces) for one in found), "– ") if len(found) > 1 else desk.trim(found[0].pieces)
        )
        out.append(labelled(desk.say(label), block))
    return out


def _belongs(desk: Desk, label: str, one: Statement) -> bool:
    """Return whether a statement is what its label says: the reason of the news, a day to come, a figure in digits."""
    news = desk.brief.news
    if label == "label.why":
        return news is not None and one.index - news.index <= _NEAR_NEWS
    if label == "label.when":
        return desk.source.issued is None or "ahead" in one.kinds
    return label != "label.figures" or shows_figure(one)


def _ask(desk: Desk) -> Pieces:
    """Return whom to ask, () if the source does not say."""
    return labelled(desk.say("label.ask"), contact_lines(desk))


def talking_points(desk: Desk) -> list[Draft]:
    """Message, points, likely questions with honest answers, what is open, what to avoid, a question to ask."""
    message = opening(desk, "message")
    desk.taken += [desk.brief.news.index] if desk.brief.news else []
    known = _likely(desk)
    points = _points(desk)
    parts = [("message", message), *(("point", point) for point in points), *_three(desk, known)]
    return [*parts, ("open", _open(desk)), ("avoid", _avoid(desk)), ("ask", desk.say("question.talk"))]


def _points(desk: Desk) -> list[Pieces]:
    """Return five to seven points of at most twenty words; clauses where the source's sentences are longer."""
    part = desk.part("point")
    low, high = _POINTS, part.count[1] if part else _POINTS + 2
    out: list[Pieces] = []
    questions_keep = 2 if len(desk.brief.standing) > low + 3 else 0
    most = min(high, max(low, len(desk.brief.standing) - questions_keep))
    for one in sorted(desk.best(most, words=34), key=lambda s: s.index):
        point = _short(desk, one.pieces)
        if point:
            desk.taken.append(one.index)
            out.append(point)
    return [*out, *_more_points(desk, out, low - len(out))]


def _short(desk: Desk, pieces: Pieces) -> Pieces:
    return shortened(desk.source, pieces, lambda text: desk.fits("point", text)) or ()


def _more_points(desk: Desk, out: list[Pieces], missing: int) -> list[Pieces]:
    """Return further lines for a source with few statements: items, headings, raw sentences, the honest ends."""
    brief = desk.brief
    told = [one for one in by_rank(desk, desk.fresh(brief.standing)) if "quote" not in one.kinds]
    pool = [one.pieces or one.follows for one in (*told, *brief.items)]
    left = [s for s in brief.standing if "quote" not in s.kinds and s.index not in desk.taken and not s.has_address]
    pool += [clause for s in left for clause in told_by_itself(desk, s)]
    pool += [words for _, words in brief.headings] + [brief.title, brief.subtitle]
    stems = [stems_of(text_of(one)) for one in out] + [one.stems for one in brief.standing if one.index in desk.taken]
    found = _other_points(desk, pool, stems, missing)
    part = desk.part("point")
    least = part.count[0] if part else 0
    phrases = [desk.say(use) for use in ("avoid.figures", "avoid.dates", "avoid.persons", "avoid.plans", "open.rest")]
    return [*found, *_other_points(desk, phrases, stems, least - len(out) - len(found))]


def _other_points(desk: Desk, pool: Iterable[Pieces], stems: list[frozenset[str]], missing: int) -> list[Pieces]:
    """Return up to `missing` points of the pool that say what no other does, and remember in `stems` what they say."""
    found: list[Pieces] = []
    for pieces in pool:
        point = _short(desk, pieces) if pieces else ()
        own = stems_of(text_of(point))
        if len(found) < missing and point and all(likeness(own, other) < _SAME_POINT for other in stems):
            found.append(ended(point))
            stems.append(own)
    return found


def _likely(desk: Desk) -> list[tuple[Pieces, Pieces]]:
    """Return questions that will come; only what the source does not answer is said to be unknown."""
    found = answered(desk, _questions(desk) + 1, words=26, longer=False, order=_LIKELY)
    pairs = [(p.question, p.answer) for p in found if p.use != "faq.what"]
    for use, kinds in _ASKED.items():
        question = desk.say(use)
        if all(text_of(question) != text_of(asked) for asked, _ in pairs):
            pairs.append((question, _told(desk, kinds, turn=len(pairs))))
    return [(question, answer) for question, answer in pairs if answer]


def _three(desk: Desk, known: list[tuple[Pieces, Pieces]]) -> list[Draft]:
    """Return as many questions as there have to be: with what is left as answers, then some that no source answers."""
    number = _questions(desk)
    left = anything_else(desk, number - len(known), longer=False) if len(known) < number else []
    pairs = [*known, *((one.question, one.answer) for one in left)]
    unknown = enumerate(_NEVER_TOLD, len(pairs))
    pairs += [(desk.say(use), desk.say("talk.unknown", turn=at)) for at, use in unknown]
    return [draft for q, a in pairs[:number] for draft in (("question", q), ("answer", a))]


def _questions(desk: Desk) -> int:
    part = desk.part("question")
    return part.count[0] if part else 3


def _told(desk: Desk, kinds: Sequence[str], *, turn: int) -> Pieces:
    """Return the sentence of a kind that is left, that it is unknown where the source has none, else ()."""
    if not any(kind in one.kinds for one in desk.brief.statements for kind in kinds):
        return desk.say("talk.unknown", turn=turn)
    left = [one for one in by_rank(desk, desk.fresh(desk.brief.standing)) if kinds[0] in one.kinds]
    return desk.take(next((one for one in left if "quote" not in one.kinds and one.words <= _ANSWER), None))


def _open(desk: Desk) -> Pieces:
    """Return what the source itself leaves open, else what it does not speak of."""
    kinds = {kind for one in desk.brief.statements for kind in one.kinds}
    left = desk.best(1, kinds=("open",), words=26)
    desk.taken += [one.index for one in left]
    gaps = [("open.cost", "cost"), ("open.when", "date"), ("open.for_whom", "for_whom")]
    missing = [desk.say(use) for use, kind in gaps if kind not in kinds and not left]
    return join([*(one.pieces for one in left), *missing[:2], desk.say("open.rest")])


def _avoid(desk: Desk) -> Pieces:
    """Return what must not be promised; what is only planned is named."""
    span = desk.source.embargo_span
    held = desk.say("avoid.embargo", date=desk.quoted_source(span)) if span else ()
    plans = desk.best(1, kinds=("plan",), words=18)
    planned = desk.say("avoid.plan_named", plan=plans[0].pieces) if plans else ()
    general = [desk.say("avoid.figures"), desk.say("avoid.dates")]
    whole = join([ended(held) if held else (), *general, planned])
    return whole if desk.fits("avoid", whole) else join([ended(held) if held else (), *general])
