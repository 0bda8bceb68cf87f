"""Blocks written as HTML and Markdown: the same words, nothing of them can become markup."""

import re
from collections.abc import Iterable
from html import escape

from klaviatur.adapters.outlets.blocks import Article, BlockKind, TextBlock
from klaviatur.adapters.outlets.linking import linked
from klaviatur.records import Outgoing
from klaviatur.text.marking import ai_label

_MARKS = re.compile(r"([\\`*\[\]<>|]|(?<!\w)_|_(?!\w))")
_BEGINS = re.compile(r"^(?:([#+~=-])|(\d+)([.)]))(?=\s|$|[-=~#])")


def html_of(blocks: Iterable[TextBlock], *, level: int = 2) -> str:
    """Return blocks as HTML without attributes but addresses; their highest heading is `<h{level}>`."""
    found = list(blocks)
    highest = min((block.level for block in found if block.kind is BlockKind.HEADING), default=1)
    return "\n".join(_html(block, level - highest) for block in found)


def inline_html(text: str) -> str:
    """Return a line as HTML with its addresses as links."""
    return "".join(
        f'<a href="{escape(to)}">{escape(words)}</a>' if to else escape(words, quote=False)
        for words, to in linked(text)
    )


def heading_level(block: TextBlock, shift: int) -> int:
    """Return which of <h1> to <h6> a heading is."""
    return min(6, max(1, block.level + shift))


def article_markdown(article: Article, outgoing: Outgoing) -> str:
    """Return an article as CommonMark, with the sentence on AI where one is needed."""
    head = [f"# {_escaped(article.title)}"] if article.title else []
    head += [f"**{_escaped(article.subtitle)}**"] if article.subtitle else []
    body = [_markdown(block) for block in (*article.body, *article.boilerplate)]
    contact = ["  \n".join(_markdown_line(line) for line in article.contact)] if article.contact else []
    label = ai_label(outgoing.marking, outgoing.language)
    return "\n\n".join([*head, *body, *contact, *([f"*{label}*"] if label else [])]) + "\n"


def _html(block: TextBlock, shift: int) -> str:
    lines = [inline_html(line) for line in block.lines]
    if block.kind is BlockKind.HEADING:
        level = heading_level(block, shift)
        return f"<h{level}>{lines[0]}</h{level}>"
    if block.kind in {BlockKind.LIST, BlockKind.NUMBERED}:
        name = "ul" if block.kind is BlockKind.LIST else "ol"
        items = "".join(f"<li>{line}</li>" for line in lines)
        return f"<{name}>{items}</{name}>"
    if block.kind is BlockKind.CALL:
        label, url = block.lines
        return f'<p><a href="{escape(url)}">{escape(label, quote=False)}</a></p>'
    return f"<p>{'<br>'.join(lines)}</p>"


def _markdown(block: TextBlock) -> str:
    lines = [_markdown_line(line) for line in block.lines]
    if block.kind is BlockKind.HEADING:
        return f"{'#' * max(2, block.level)} {lines[0]}"
    if block.kind is BlockKind.LIST:
        return "\n".join(f"- {line}" for line in lines)
    if block.kind is BlockKind.NUMBERED:
        return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
    if block.kind is BlockKind.CALL:
        return f"[{_escaped(block.lines[0])}]({block.lines[1].replace('(', '%28').replace(')', '%29')})"
    return "  \n".join(lines)


def _markdown_line(line: str) -> str:
    escaped = "".join(f"<{to.removeprefix('mailto:')}>" if to else _escaped(words) for words, to in linked(line))
    return _BEGINS.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", escaped)


def _escaped(words: str) -> str:
    return _MARKS.sub(r"\\\1", words)
