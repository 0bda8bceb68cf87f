"""Markdown (CommonMark with tables), front matter first."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from klaviatur.adapters.sources.decoding import decode
from klaviatur.adapters.sources.front_matter import split_front_matter
from klaviatur.adapters.sources.runs import BlockBuilder, filled
from klaviatur.adapters.sources.wrapping import is_soft, line_width
from klaviatur.records import Document, RawBlock, RawKind

_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
_TAG = re.compile(r"<[^>]*>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read(data: bytes, *, origin: str, charset: str | None = None) -> Document:
    """Return a Markdown file as a document; inline HTML loses its tags and keeps its words."""
    text, findings = decode(data, charset)
    meta, body = split_front_matter(text)
    blocks = filled(_blocks(_PARSER.parse(body), line_width(body)))
    language = next((value for key, value in meta if key.lower() in {"lang", "language", "sprache"}), None)
    return Document(origin, "text/markdown", blocks, meta, language, findings)


def _blocks(tokens: list[Token], width: int) -> Iterator[RawBlock]:
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
            block = _inline(token, *_kind(parent, lists, quotes), width)
            if parent.type in {"td_open", "th_open"}:
                row.append(block)
            else:
                yield block


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
    return builder.build(RawKind.PARAGRAPH)


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


def _inline(token: Token, kind: RawKind, level: int, width: int) -> RawBlock:
    builder = BlockBuilder()
    url: str | None = None
    children = token.children or []
    for index, child in enumerate(children):
        if child.type == "link_open":
            url = str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            url = None
        elif child.type == "softbreak":
            _soften(builder, children[index + 1 :], width)
        else:
            _add_child(builder, child, url)
    return builder.build(kind, level)


def _soften(builder: BlockBuilder, rest: list[Token], width: int) -> None:
    before = builder.text.rsplit("\n", 1)[-1]
    after = next((child.content for child in rest if child.content), "")
    if is_soft(before[-width:] if width else before, after, 0) or _was_full(before, after, width):
        builder.add(" ")
    else:
        builder.break_line()


def _was_full(before: str, after: str, width: int) -> bool:
    """Markdown treats a single line break as a space; only short lines (addresses, fields) are kept apart."""
    return width > 0 and (len(before) > width or len(before) + 1 + len(after.split(" ", 1)[0]) > width * 0.8)


def _add_child(builder: BlockBuilder, child: Token, url: str | None) -> None:
    if child.type == "hardbreak" or (child.type == "html_inline" and child.content.lower().startswith("<br")):
        builder.break_line()
    elif child.type == "image":
        builder.add_image(str(child.attrs.get("src", "")), child.content, str(child.attrs.get("title", "")))
    elif child.type in {"text", "code_inline"}:
        builder.add(child.content, url)
