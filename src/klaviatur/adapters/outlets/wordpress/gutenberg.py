"""Blocks of text as blocks of WordPress's editor, so that an editor can go on with them."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from klaviatur.adapters.outlets.blocks import Article, BlockKind, TextBlock
from klaviatur.adapters.outlets.linked_data import article_data, script
from klaviatur.adapters.outlets.markup import inline_html
from klaviatur.records import Outgoing
from klaviatur.text.marking import ai_label


class Shown(NamedTuple):
    """An image of the site's library."""

    number: int
    url: str
    alt: str
    caption: str


def content_of(article: Article, outgoing: Outgoing, *, with_data: bool, images: Sequence[Shown] = ()) -> str:
    """Return the content of a post without its title; `with_data` adds schema.org data (needs unfiltered_html)."""
    return "\n\n".join(_blocks(article, outgoing, images, with_data=with_data))


def _blocks(article: Article, outgoing: Outgoing, images: Sequence[Shown], *, with_data: bool) -> Iterator[str]:
    if article.subtitle:
        yield _paragraph(f"<strong>{_inline(article.subtitle)}</strong>")
    yield from map(_block, article.body)
    yield from map(_image, images)
    yield from map(_block, article.boilerplate)
    if article.contact:
        yield _paragraph("<br>".join(_inline(line) for line in article.contact))
    if label := ai_label(outgoing.marking, outgoing.language):
        yield _paragraph(f"<em>{escape(label)}</em>")
    if with_data:
        yield f"<!-- wp:html -->\n{script(article_data(article, outgoing))}\n<!-- /wp:html -->"


def _block(block: TextBlock) -> str:
    lines = [_inline(line) for line in block.lines]
    if block.kind is BlockKind.HEADING:
        level = min(6, max(2, block.level))
        chosen = "" if level == 2 else f' {{"level":{level}}}'
        heading = f'<h{level} class="wp-block-heading">{lines[0]}</h{level}>'
        return f"<!-- wp:heading{chosen} -->\n{heading}\n<!-- /wp:heading -->"
    if block.kind in {BlockKind.LIST, BlockKind.NUMBERED}:
        return _list(lines, numbered=block.kind is BlockKind.NUMBERED)
    if block.kind is BlockKind.CALL:
        return _button(*block.lines)
    return _paragraph("<br>".join(lines))


def _image(image: Shown) -> str:
    shown = f'<img src="{escape(image.url)}" alt="{escape(image.alt)}" class="wp-image-{image.number}"/>'
    caption = f'<figcaption class="wp-element-caption">{escape(image.caption)}</figcaption>' if image.caption else ""
    figure = f'<figure class="wp-block-image size-large">{shown}{caption}</figure>'
    return f'<!-- wp:image {{"id":{image.number},"sizeSlug":"large"}} -->\n{figure}\n<!-- /wp:image -->'


def _inline(text: str) -> str:
    """Return a line as HTML in which no word in brackets is a shortcode: "[video]" would be replaced or vanish."""
    return inline_html(text).replace("[", "&#91;")


def _paragraph(html: str) -> str:
    return f"<!-- wp:paragraph -->\n<p>{html}</p>\n<!-- /wp:paragraph -->"


def _list(lines: list[str], *, numbered: bool) -> str:
    name, chosen = ("ol", ' {"ordered":true}') if numbered else ("ul", "")
    items = "\n".join(f"<!-- wp:list-item -->\n<li>{line}</li>\n<!-- /wp:list-item -->" for line in lines)
    return f'<!-- wp:list{chosen} -->\n<{name} class="wp-block-list">{items}</{name}>\n<!-- /wp:list -->'


def _button(label: str, url: str) -> str:
    link = f'<a class="wp-block-button__link wp-element-button" href="{escape(url)}">{escape(label, quote=False)}</a>'
    button = f'<!-- wp:button -->\n<div class="wp-block-button">{link}</div>\n<!-- /wp:button -->'
    return f'<!-- wp:buttons -->\n<div class="wp-block-buttons">{button}</div>\n<!-- /wp:buttons -->'
