"""What the plain text of a wording is made of: paragraphs, lists, headings, calls; for all that is not plain text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from klaviatur.records import Outgoing

_BULLET = re.compile(r"(?:[•·*‣–-]|\d{1,2}[.)])\s+(?=\S)")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_CALL = re.compile(r"[^\n:]{2,60}: https?://[^\s<>\"„“”«»]+")
_LINK = re.compile(
    r"(?P<url>https?://[^\s<>\"„“”«»]*[^\s<>\"„“”«».,;:!?…)\]}'’])|"
    r"(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?![\w@]))"
)
_QUESTIONS = frozenset({"question"})
_ITEMS = frozenset({"bullet", "point", "item"})
_TITLES = ("title", "headline", "subject")
_SUBTITLES = ("subline", "preheader", "teaser")
_DESCRIPTIONS = ("meta_description", "preheader", "teaser", "subline")
_APART = frozenset({"boilerplate", "contact", "meta_description", "preheader", "subline", "meta_title"})


class BlockKind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    NUMBERED = "numbered"
    HEADING = "heading"
    CALL = "call"  # one line "what to do: address"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One paragraph (its lines), list (its items), heading or call (label and address)."""

    kind: BlockKind
    lines: tuple[str, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """A wording seen as what is read: title, subtitle, body."""

    title: str
    subtitle: str
    description: str  # one or two sentences for lists and search results
    body: tuple[TextBlock, ...]
    boilerplate: tuple[TextBlock, ...] = ()
    contact: tuple[str, ...] = ()  # lines


def article_of(outgoing: Outgoing) -> Article:
    """Return a wording of whatever channel as an article; every part of it is in it once."""
    title = outgoing.part(*_TITLES)
    subtitle = outgoing.part(*_SUBTITLES)
    used = {id(part) for part in outgoing.parts if part.text in {title, subtitle} and part.name in _TITLES + _SUBTITLES}
    rest = [part for part in outgoing.parts if id(part) not in used and part.name not in _APART]
    body = tuple(block for part in rest for block in _part_blocks(part.name, part.text))
    return Article(
        title or outgoing.title,
        subtitle,
        outgoing.part(*_DESCRIPTIONS),
        tuple(_joined(body)),
        blocks_of(outgoing.part("boilerplate")),
        tuple(line for line in outgoing.part("contact").splitlines() if line.strip()),
    )


def blocks_of(text: str) -> tuple[TextBlock, ...]:
    """Return the blocks of a text; joined again, no word of it is missing."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip("\n"))
    return tuple(block for paragraph in paragraphs for block in _paragraph_blocks(paragraph))


def _part_blocks(name: str, text: str) -> tuple[TextBlock, ...]:
    if name in _QUESTIONS:
        return (TextBlock(BlockKind.HEADING, (text,), 2),)
    if name in _ITEMS:
        return (TextBlock(BlockKind.LIST, (text,)),)
    return blocks_of(text)


def _joined(blocks: Iterable[TextBlock]) -> Iterator[TextBlock]:
    """Give the blocks with lists of one item after another made one list."""
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        if kind in {BlockKind.LIST, BlockKind.NUMBERED}:
            yield TextBlock(kind, tuple(line for block in run for line in block.lines))
        else:
            yield from run


def _paragraph_blocks(paragraph: str) -> Iterator[TextBlock]:
    lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
    for kind, run in groupby(lines, key=_line_kind):
        found = list(run)
        if kind is BlockKind.PARAGRAPH:
            yield TextBlock(kind, tuple(found))
        elif kind is BlockKind.LIST or kind is BlockKind.NUMBERED:
            yield TextBlock(kind, tuple(_BULLET.sub("", line, count=1) for line in found))
        else:
            yield from (_single(kind, line) for line in found)


def _line_kind(line: str) -> BlockKind:
    if _HEADING.match(line):
        return BlockKind.HEADING
    if _BULLET.match(line):
        return BlockKind.NUMBERED if line[0].isdigit() else BlockKind.LIST
    return BlockKind.CALL if _CALL.fullmatch(line) else BlockKind.PARAGRAPH


def _single(kind: BlockKind, line: str) -> TextBlock:
    if kind is BlockKind.HEADING:
        marks, _, words = line.partition(" ")
        return TextBlock(kind, (words.strip(),), len(marks))
    label, _, url = line.partition(": ")
    return TextBlock(kind, (label.strip(), url.strip()))


def linked(text: str) -> Iterator[tuple[str, str]]:
    """Give a text as runs: words and "", or shown words and the address (web or mail) they lead to."""
    at = 0
    for match in _LINK.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], ""
        yield match[0], match[0] if match["url"] else f"mailto:{match[0]}"
        at = match.end()
    if at < len(text):
        yield text[at:], ""
