"""What the reader is asked to do, and how the text addresses its reader."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from klaviatur.records import CallToAction, Language, Link, Quote, Role, Sentence, Span
from klaviatur.text.address import Address, address_marks
from klaviatur.text.lexicon import read_table

_ROLES = {Role.LEAD, Role.BODY, Role.ITEM, Role.HEAD}
_OPENED = re.compile(r"(?:^|[.!?:“”\"»«…]\s*)[„“\"»]?$")
_FIRST = re.compile(r"[\W_]*([^\W\d_]+)(?:[ \u00a0]([^\W\d_]+))?")


@cache
def _imperatives() -> frozenset[str]:
    return frozenset(str(read_table("klaviatur.collect", "calls.toml")["imperatives"]).split())


@cache
def _signals() -> re.Pattern[str]:
    return re.compile(str(read_table("klaviatur.collect", "calls.toml")["signals"]))


def find_calls(
    sentences: Sequence[Sentence], links: Sequence[Link], quotes: Iterable[Quote]
) -> tuple[CallToAction, ...]:
    """Return the sentences that ask the reader to do something, with the link they hold."""
    spoken = {index for quote in quotes for index in quote.sentences}
    return tuple(_calls([s for s in sentences if s.role in _ROLES and s.index not in spoken], links))


def _calls(sentences: Iterable[Sentence], links: Sequence[Link]) -> Iterator[CallToAction]:
    for sentence in sentences:
        link = next((link for link in links if link.span and _inside(link.span, sentence.span)), None)
        if sentence.role is Role.HEAD and link and link.span:
            yield CallToAction(link.span, link.text, link.url, sentence.index)  # "link: ..." in the front matter
        elif sentence.role is not Role.HEAD and _is_call(sentence, link.url if link else None):
            yield CallToAction(sentence.span, sentence.text, link.url if link else None, sentence.index)


def _inside(span: Span, sentence: Span) -> bool:
    return sentence.start <= span.start < sentence.end


def _is_call(sentence: Sentence, url: str | None) -> bool:
    first = _FIRST.match(sentence.text)
    if not first or sentence.text.rstrip().endswith("?"):
        return False
    verb, second = first[1].lower(), (first[2] or "").lower()
    if verb in _imperatives() and (second in {"sie", "dich", "dir", "euch", "sich"} or not verb.endswith("en")):
        return True
    return bool(_signals().search(sentence.text)) and (
        url is not None or verb in {"jetzt", "bitte", "please"} | _imperatives()
    )


def address_of(sentences: Sequence[Sentence], language: Language, quotes: Iterable[Quote]) -> Address:
    """Return how a German text speaks to its reader; quotations do not count. English gives "none".

    In a whole text a "Sie" or "Ihre" that opens a sentence is mostly somebody else: it does not tell by itself.
    """
    spoken = {index for quote in quotes for index in quote.sentences}
    prose = [s.text for s in sentences if s.index not in spoken and s.role is not Role.NOISE]
    text = " ".join(prose)
    marks = address_marks(text, language)
    forms = {mark.form for mark in marks if mark.form == "du" or not _OPENED.search(text, 0, mark.span.start)}
    return "mixed" if len(forms) > 1 else next(iter(forms), "none")
