"""What the plain text of a wording is made of: paragraphs, lists, headings, calls; for all that is not plain text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from klaviatur.adapters.outlets.linking import linked
from klaviatur.records import Outgoing

_BULLET = re.compile(r"[•·*‣–-]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")
_DAY = re.compile(  # "1. Mai", "1. 5. 2027": a date, not the first item of a list
    r"\d{1,2}\.\s+(?:\d{1,2}\.|(?:Jan|Feb|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec)[a-zä]{0,6}\b)"
)
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_CALL = re.compile(r"[^\n:]{2,60}: (?=https?://)", re.IGNORECASE)
_ENDS = frozenset({"", ".", "!"})  # of a call, behind its address
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
    """Return the blocks of a text; joined again, no word and no number of it is missing.

    Lines are a numbered list only where they count 1, 2, 3; "12. Mai" and "24. Dezember" below each other stay as they
    are, because whoever shows a list counts anew.
    """
    lines = _counted(list(_lines_of(text)))
    runs = (list(run) for _, run in groupby(lines, key=lambda line: (line.kind, line.run)))
    return tuple(block for run in runs for block in _run_blocks(run))


def _part_blocks(name: str, text: str) -> tuple[TextBlock, ...]:
    if name in _QUESTIONS:
        return (TextBlock(BlockKind.HEADING, (text,), 2),)
    if name in _ITEMS:
        return (TextBlock(BlockKind.LIST, (text,)),)
    return blocks_of(text)


def _joined(blocks: Iterable[TextBlock]) -> Iterator[TextBlock]:
    """Give the blocks with lists of one item after another made one list; what is numbered has its own numbers."""
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        if kind is BlockKind.LIST:
            yield TextBlock(kind, tuple(line for block in run for line in block.lines))
        else:
            yield from run


class _Line(NamedTuple):
    """One line of a text; lines of one kind and run, one after another, are one block."""

    text: str
    kind: BlockKind
    run: int


def _lines_of(text: str) -> Iterator[_Line]:
    """Give the lines of a text; those of a paragraph are one run, those of lists go on behind a blank line."""
    for number, paragraph in enumerate(re.split(r"\n[ \t]*\n", text.strip("\n"))):
        for line in map(str.strip, paragraph.splitlines()):
            if line:
                kind = _line_kind(line)
                yield _Line(line, kind, 0 if kind is BlockKind.LIST else number)


def _counted(lines: Sequence[_Line]) -> list[_Line]:
    """Return the lines with each that has a number, but is no item of a list that counts from 1, in its paragraph."""
    made, at = list[_Line](), 0
    while at < len(lines):
        end = at + 1
        if lines[at].kind is BlockKind.NUMBERED:
            while end < len(lines) and _follows(lines[end - 1], lines[end]):
                end += 1
        made += _as_list(lines[at:end], at)
        at = end
    return made


def _follows(one: _Line, other: _Line) -> bool:
    return other.kind is BlockKind.NUMBERED and _number(other) == _number(one) + 1


def _as_list(lines: Sequence[_Line], run: int) -> list[_Line]:
    if lines[0].kind is not BlockKind.NUMBERED:
        return list(lines)
    if len(lines) > 1 and _number(lines[0]) == 1 and not any(_DAY.match(line.text) for line in lines):
        return [line._replace(run=run) for line in lines]
    return [line._replace(kind=BlockKind.PARAGRAPH) for line in lines]


def _number(line: _Line) -> int:
    found = _NUMBER.match(line.text)
    return int(found[1]) if found else -1


def _run_blocks(run: Sequence[_Line]) -> Iterator[TextBlock]:
    kind, lines = run[0].kind, tuple(line.text for line in run)
    if kind is BlockKind.PARAGRAPH:
        yield TextBlock(kind, lines)
    elif kind is BlockKind.LIST or kind is BlockKind.NUMBERED:
        mark = _BULLET if kind is BlockKind.LIST else _NUMBER
        yield TextBlock(kind, tuple(mark.sub("", line, count=1) for line in lines))
    else:
        yield from (_single(kind, line) for line in lines)


def _line_kind(line: str) -> BlockKind:
    if _HEADING.match(line):
        return BlockKind.HEADING
    if _BULLET.match(line):
        return BlockKind.LIST
    if _NUMBER.match(line):
        return BlockKind.NUMBERED
    return BlockKind.CALL if _call_in(line) else BlockKind.PARAGRAPH


def _call_in(line: str) -> tuple[str, str] | None:
    """Return label and address of a line that is nothing else: "Tickets: https://example.org"."""
    found = _CALL.match(line)
    runs = list(linked(line[found.end() :])) if found else []
    if not found or not runs or not runs[0][1] or "".join(words for words, _ in runs[1:]) not in _ENDS:
        return None
    return found[0].removesuffix(": ").strip(), runs[0][1]


def _single(kind: BlockKind, line: str) -> TextBlock:
    if kind is BlockKind.HEADING:
        marks, _, words = line.partition(" ")
        return TextBlock(kind, (words.strip(),), len(marks))
    return TextBlock(kind, _call_in(line) or (line, ""))
