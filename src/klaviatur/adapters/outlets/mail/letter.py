"""A wording as a mail is read: subject, preview, and the same words as text and as HTML."""

from dataclasses import dataclass
from textwrap import wrap
from typing import NamedTuple

from klaviatur.adapters.outlets.blocks import Article, BlockKind, TextBlock, article_of
from klaviatur.adapters.outlets.mail.settings import Sender
from klaviatur.adapters.outlets.pictures import linked
from klaviatur.records import Outgoing, Picture
from klaviatur.text.lexicon import read_table
from klaviatur.text.marking import ai_label

_WIDTH = 76
_ROOM = "klaviatur.adapters.outlets.mail"


class Link(NamedTuple):
    """An address and what it is called."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that is read of one mail, in its language."""

    subject: str
    preheader: str
    article: Article
    label: str  # who made it, where readers must be told
    why: str  # asks whether they want more, where there is a way out
    unsubscribe: Link | None
    links: tuple[Link, ...]
    postal: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()  # shown from where they lie on the web


def letter_of(outgoing: Outgoing, sender: Sender) -> Letter:
    """Return a wording as a letter of a sender."""
    words = words_of(outgoing)
    article = article_of(outgoing)
    out = outgoing.unsubscribe or (f"mailto:{sender.unsubscribe_mail}" if sender.unsubscribe_mail else "")
    links = (Link(words["imprint"], sender.imprint_url), Link(words["privacy"], sender.privacy_url))
    return Letter(
        " ".join(article.title.split()),
        " ".join(outgoing.part("preheader", "subline").split()),
        article,
        ai_label(outgoing.marking, outgoing.language),
        words["why"] if out and outgoing.channel != "internal_email" else "",
        Link(words["unsubscribe"], out) if out and outgoing.channel != "internal_email" else None,
        tuple(link for link in links if link.url),
        sender.postal,
        linked(outgoing),
    )


def words_of(outgoing: Outgoing) -> dict[str, str]:
    """Return what a mail says of itself in the wording's language."""
    found: dict[str, str] = read_table(_ROOM, "words.toml")[outgoing.language]
    return found


def plain_text(letter: Letter) -> str:
    """Return a letter as plain text: the same words as its HTML, lines of at most 76 characters, addresses whole."""
    article = letter.article
    head = [_filled(article.title), *([_filled(article.subtitle)] if article.subtitle != letter.preheader else [])]
    contact = ["\n".join(article.contact)] if article.contact else []
    pictures = [f"[{_filled(one.caption or one.alt)}]\n{one.url}" for one in letter.pictures]
    body = [*map(_plain, article.body), *pictures, *map(_plain, article.boilerplate)]
    if letter.preheader and article.subtitle == letter.preheader:
        head.append(_filled(article.subtitle))
    return "\n\n".join(part for part in [*head, *body, *contact, "-- \n" + _foot(letter)] if part.strip()) + "\n"


def _plain(block: TextBlock) -> str:
    if block.kind is BlockKind.LIST:
        return "\n".join(_filled(line, "• ", "  ") for line in block.lines)
    if block.kind is BlockKind.NUMBERED:
        return "\n".join(_filled(line, f"{number}. ", "   ") for number, line in enumerate(block.lines, start=1))
    if block.kind is BlockKind.HEADING:
        heading = _filled(block.lines[0])  # as it was released: "50 mW" in capitals is another figure
        return f"{heading}\n{'-' * max(map(len, heading.splitlines()), default=0)}"
    if block.kind is BlockKind.CALL:
        return f"{block.lines[0]}:\n{block.lines[1]}"
    return "\n".join(_filled(line) for line in block.lines)


def _foot(letter: Letter) -> str:
    out = f"{letter.why}\n{letter.unsubscribe.label}: {letter.unsubscribe.url}" if letter.unsubscribe else ""
    links = "\n".join(f"{link.label}: {link.url}" for link in letter.links)
    return "\n\n".join(part for part in [letter.label, out, "\n".join(letter.postal), links] if part)


def _filled(text: str, first: str = "", then: str = "") -> str:
    lines = wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)
