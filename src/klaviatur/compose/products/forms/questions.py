"""Questions people ask of a product, answered from its facts; what a salesperson may say; a chat answer."""

from collections.abc import Iterator

from klaviatur.compose.pieces import Pieces, fill, join, text_of, with_end_mark
from klaviatur.compose.products.desk import Desk, Draft
from klaviatur.compose.products.duties import allergens, care_taken, energy_class, nutrition, warnings
from klaviatur.compose.products.forms.building import different, line
from klaviatur.compose.products.record import Said, attributes, tells
from klaviatur.compose.products.saying import branded, keys, lead, points, sentence

Pair = tuple[Pieces, Pieces]
_FIRST = ("ingredients", "inci")
_NUMBERS = ("brand", "sku", "gtin")


def faq(desk: Desk) -> list[Draft]:
    """Questions as people ask them, what matters most first; the answer stands in the first sentence."""
    part = desk.part("question")
    least, most = part.count if part else (3, 8)
    return [draft for pair in _chosen(desk, least, min(most, 10)) for draft in _drafts(pair)]


def talking_points(desk: Desk) -> list[Draft]:
    """Message, five to seven points, three questions with answers, what is open, what not to promise, a question."""
    message = line(desk, "message", [lead(desk), branded(desk.record), desk.record.title])
    duty = care_taken(desk, lambda words: desk.fits("point", words))
    facts = points(desk, 7, lambda words: desk.fits("point", words))
    numbers = [desk.record.said[name].line for name in ("brand", "sku", "gtin") if name in desk.record.said]
    own = different(desk, "point", [*([duty] if duty else []), *facts, *numbers], 6)
    fewest = next((part.count[0] for part in desk.channel.parts if part.name == "point"), 0)
    own += different(desk, "point", desk.fillers("product.talk.point"), fewest - len(own), own)
    return [
        ("message", message),
        *(("point", one) for one in own),
        *(draft for pair in _chosen(desk, 3, 3) for draft in _drafts(pair)),
        ("open", desk.say("product.talk.open")),
        ("avoid", desk.say("product.talk.avoid")),
        ("ask", desk.say("product.talk.ask")),
    ]


def answer(desk: Desk) -> list[Draft]:
    """One answer from the data sheet, allergens with it, and the way to a person."""
    facts = keys(desk)
    opened = (*desk.say("product.chat"), *with_end_mark(join((branded(desk.record), facts), ": ")))
    end = desk.say("product.chat.more")
    duty = care_taken(desk, lambda words: len(words) <= 260)
    bare = (*desk.say("product.chat"), *with_end_mark(desk.record.title))
    return [
        ("text", line(desk, "text", [join((opened, duty, end)), join((bare, duty, end)), join((bare, duty)), bare]))
    ]


def _chosen(desk: Desk, least: int, most: int) -> list[Pair]:
    """Return between `least` and `most` pairs, no question and no answer twice."""
    out: list[Pair] = []
    seen: set[str] = set()
    for question, said in (*_pairs(desk), *_more(desk)):
        new = text_of(question) not in seen and text_of(said) not in seen
        own = len(out) < most if (question, said) not in _more(desk) else len(out) < least
        if own and new and desk.fits("question", question) and desk.fits("answer", said):
            out.append((question, said))
            seen |= {text_of(question), text_of(said)}
    return out


def _pairs(desk: Desk) -> Iterator[Pair]:
    """Give every question the facts can answer, duties first."""
    record = desk.record
    yield _ask(desk, "allergens"), allergens(desk)
    yield _ask(desk, "warnings"), warnings(desk)
    yield _ask(desk, "energy_class"), with_end_mark(energy_class(desk))
    yield desk.say("product.q.what", title=record.title) or desk.say("product.q.what_short"), lead(desk)
    for name in _FIRST:
        if name in record.said:
            yield _ask(desk, name), with_end_mark(record.said[name].line)
    yield _ask(desk, "nutrition"), nutrition(desk)
    known = [one for group in ("facts", "care") for one in record.all(group) if tells(one)]
    yield from ((_ask(desk, one.attribute), sentence(desk, one)) for one in known)
    other = [one for one in record.facts if one.attribute not in attributes("facts")]
    yield from ((_other(desk, one), with_end_mark(one.line)) for one in other)
    for name in _NUMBERS:
        if name in record.said:
            yield _ask(desk, name), with_end_mark(record.said[name].line)


def _ask(desk: Desk, attribute: str) -> Pieces:
    known = desk.record.said.get(attribute)
    return desk.say(f"product.q.{attribute}", label=known.label if known else ())


def _other(desk: Desk, one: Said) -> Pieces:
    return desk.say("product.q.other", label=one.label)


def _more(desk: Desk) -> list[Pair]:
    questions, answers = desk.every("product.q.more"), desk.every("product.a.more")
    return [(fill(q), fill(a)) for q, a in zip(questions, answers, strict=True)]


def _drafts(pair: Pair) -> list[Draft]:
    return [("question", pair[0]), ("answer", pair[1])]
