"""Markdown (CommonMark with tables), front matter first."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from klaviatur.adapters.sources.decoding import decode
from klaviatur.adapters.sources.front_matter import split_front_matter
from klaviatur.adapters.sources.runs import BlockBuilder, filled
from klaviatur.records import Document, RawBlock, RawKind

_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
_TAG = re.compile(r"<[^>]*>")
_REACHABLE = re.compile(r"\S@\S|https?://|(?im:^\W*(?:tel|fon|phone|mobil|fax)\b)")
_SENTENCE_END = re.compile(r"[.!?…,;][\"”“»«)*_]*$")
_MAX_BOLD_HEADING = 140  # characters
_MAX_ADDRESS_LINE = 70  # characters
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FOOTNOTE = re.compile(r"(?m)^ {0,3}\[\^[^\]\s]+\]:[ \t]*(.*(?:\n(?: {2,}|\t)\S.*)*)")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_TASK = re.compile(r"(?m)^([ \t]*(?:[-*+]|\d+[.)])[ \t]+)\[[ xX]\][ \t]+")
_CODE = re.compile(r"[{}=;$<>]|^\s*(?:\$|pip|npm|sudo|import|def)\b", re.MULTILINE)


def read(data: bytes, *, origin: str, charset: str | None = None) -> Document:
    """Return a Markdown file as a document; inline HTML loses its tags and keeps its words.

    Footnotes and code are kept as noise: they belong to the page, not to its news.
    """
    text, findings = decode(data, charset)
    meta, body = split_front_matter(text)
    notes = [RawBlock(RawKind.NOISE, " ".join(found.split())) for found in _FOOTNOTE.findall(body)]
    body = _TASK.sub(r"\1", _FOOTNOTE_MARK.sub("", _FOOTNOTE.sub("", body)))
    blocks = filled((*_blocks(_PARSER.parse(body)), *notes))
    language = next((value for key, value in meta if key.lower() in {"lang", "language", "sprache"}), None)
    return Document(origin, "text/markdown", blocks, meta, language, findings)


def _blocks(tokens: list[Token]) -> Iterator[RawBlock]:
    lists = quotes = 0
    row: list[RawBlock] = []
    for index, token in enumerate(tokens):
        lists += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "tr_close":
            yield _row(row)
            row = []
        elif token.type in {"fence", "code_block", "html_block"}:
            yield _raw(token)
        elif token.type == "inline":
            parent = tokens[index - 1]
            if parent.type in {"td_open", "th_open"}:
                row.append(_inline(token, RawKind.ROW, 0))
            else:
                yield from _headed(token, *_kind(parent, lists, quotes))


def _kind(parent: Token, lists: int, quotes: int) -> tuple[RawKind, int]:
    if parent.type == "heading_open":
        return RawKind.HEADING, int(parent.tag[1])
    if lists:
        return RawKind.ITEM, lists
    return (RawKind.QUOTE, quotes) if quotes else (RawKind.PARAGRAPH, 0)


def _raw(token: Token) -> RawBlock:
    builder = BlockBuilder()
    words = _TAG.sub(" ", _COMMENT.sub("", token.content)) if token.type == "html_block" else token.content
    builder.add(words.strip())
    code = token.type == "fence" or (token.type == "code_block" and bool(_CODE.search(token.content)))
    return builder.build(RawKind.NOISE if code else RawKind.PARAGRAPH)


def _row(cells: list[RawBlock]) -> RawBlock:
    builder = BlockBuilder()
    for number, cell in enumerate(cells):
        builder.add(" | " if number else "")
        _copy(cell, builder)
    return builder.build(RawKind.ROW)


def _copy(cell: RawBlock, builder: BlockBuilder) -> None:
    place = 0
    for link in cell.links:
        if link.span:
            builder.add(cell.text[place : link.span.start])
            builder.add(cell.text[link.span.start : link.span.end], link.url)
            place = link.span.end
    builder.add(cell.text[place:].replace("\n", " "))
    builder.images.extend(cell.images)


def _headed(token: Token, kind: RawKind, level: int) -> Iterator[RawBlock]:
    """Yield a paragraph; a first line that is bold from end to end is the heading its author meant it to be."""
    children = [child for child in token.children or [] if child.content or child.type != "text"]
    bold = kind is RawKind.PARAGRAPH and bool(children) and children[0].type == "strong_open"
    end = next((i for i, child in enumerate(children) if child.type == "strong_close"), 0) if bold else 0
    rest = children[end + 1 :]
    head = _inline(token, RawKind.HEADING, 3, children[: end + 1])
    if end and _is_heading(head) and (not rest or rest[0].type in {"softbreak", "hardbreak"}):
        yield head
        yield from [_inline(token, kind, level, rest[1:])] if rest else []
    else:
        yield _inline(token, kind, level)


def _is_heading(block: RawBlock) -> bool:
    return len(block.text) <= _MAX_BOLD_HEADING and not block.text.endswith((".", "!", "“", "”", '"'))


def _inline(token: Token, kind: RawKind, level: int, children: list[Token] | None = None) -> RawBlock:
    builder = BlockBuilder()
    url: str | None = None
    keeps_lines = _is_address(token.content)
    for child in children if children is not None else token.children or []:
        if child.type == "link_open":
            url = str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            url = None
        elif child.type == "softbreak" and not keeps_lines:
            builder.add(" ")
        else:
            _add_child(builder, child, url)
    return builder.build(kind, level)


def _is_address(content: str) -> bool:
    """Return whether the lines of a paragraph stand for themselves (contact, fields); elsewhere a break is a space."""
    lines = [line.strip() for line in content.split("\n")]
    if len(lines) < 2 or max(len(line) for line in lines) > _MAX_ADDRESS_LINE:
        return False
    return bool(_REACHABLE.search(content)) or not any(_SENTENCE_END.search(line) for line in lines)


def _add_child(builder: BlockBuilder, child: Token, url: str | None) -> None:
    if child.type in {"hardbreak", "softbreak"} or (
        child.type == "html_inline" and child.content.lower().startswith("<br")
    ):
        builder.break_line()
    elif child.type == "image":
        builder.add_image(str(child.attrs.get("src", "")), child.content, str(child.attrs.get("title", "")))
    elif child.type in {"text", "code_inline"}:
        builder.add(child.content, url)
