"""HTML pages: the main text as blocks, everything around it kept as noise."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from klaviatur.adapters.sources.decoding import decode
from klaviatur.adapters.sources.runs import BlockBuilder, filled
from klaviatur.errors import SourceUnreadable
from klaviatur.records import Document, RawBlock, RawKind

_SKIPPED = {"script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "select", "head"}
_NOISE_TAGS = {"nav", "footer", "aside", "form", "button", "dialog", "menu"}
_NOISE_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"}
_NOISE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|footer|sidebar|cookie\w*|consent|comments?|respond|reply|share|sharing|social|"
    r"related|newsletter-?(?:signup|box|form)|advert\w*|ads?|banner|popup|modal|pagination|skip-?link|tags|author-?box|meta-?nav)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = {
    **dict.fromkeys(
        (
            "p",
            "div",
            "section",
            "article",
            "main",
            "address",
            "dd",
            "dt",
            "pre",
            "header",
            "body",
            "summary",
            "details",
            "center",
        ),
        RawKind.PARAGRAPH,
    ),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), RawKind.HEADING),
    **dict.fromkeys(("figcaption", "caption"), RawKind.CAPTION),
    "li": RawKind.ITEM,
    "blockquote": RawKind.QUOTE,
    "tr": RawKind.ROW,
}
_CONTAINERS = {
    "ul",
    "ol",
    "dl",
    "table",
    "tbody",
    "thead",
    "tfoot",
    "figure",
    "picture",
    "html",
    "hgroup",
    *_NOISE_TAGS,
}
_META = (("author", "author"), ("article:published_time", "date"), ("date", "date"), ("dcterms.date", "date"))
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_BULLET = re.compile(r"[·•▪‣◦●○■□]\s+(?=\S)")
_MIN_MAIN = 140  # characters; less is no main text
_MAX_DEPTH = 200


def read(data: bytes, *, origin: str, charset: str | None = None) -> Document:
    """Return a page as a document; navigation, footers, forms, comments and cookie notes become noise blocks."""
    declared = _CHARSET.search(data[:4096])
    text, findings = decode(data, declared.group(1).decode() if declared else charset)
    page = _parse(text, origin)
    walker = _Walker(_main(page), page.get("data-base") or (origin if origin.startswith("http") else ""))
    blocks = filled(walker.blocks(page))
    if not any(block.kind is RawKind.HEADING for block in blocks) and not any(
        len(block.text) < 160 for block in blocks[:1]
    ):
        blocks = (*_title_block(page), *blocks)
    return Document(origin, "text/html", blocks, tuple(_meta(page)), page.get("lang") or None, findings)


def _parse(text: str, origin: str) -> HtmlElement:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        page = lxml_html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise SourceUnreadable(
            f"{origin!r} is not readable HTML: {error}. Save the page anew or give its text."
        ) from error
    return page


def _title_block(page: HtmlElement) -> Iterator[RawBlock]:
    title = _content(page, "og:title") or (page.findtext(".//title") or "")
    words = " ".join(re.split(r"\s+[|–—·]\s+", title)[0].split())
    if words:
        yield RawBlock(RawKind.HEADING, words, 1)


def _content(page: HtmlElement, name: str) -> str:
    for element in page.iter("meta"):
        if name in {element.get("name"), element.get("property")}:
            return " ".join((element.get("content") or "").split())
    return ""


def _meta(page: HtmlElement) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name, key in _META:
        value = _content(page, name)
        value = re.sub(r"T\d.*$", "", value) if key == "date" else value
        if value and key not in seen and not value.startswith("http"):
            seen.add(key)
            yield key, value


def _main(page: HtmlElement) -> HtmlElement | None:
    """Return the element that holds the text: the largest article, main or role=main, None for the whole page."""
    wanted = page.xpath("//article | //main | //*[@role='main' or @itemprop='articleBody']")
    sized = [(len(" ".join(element.itertext())), element) for element in wanted if isinstance(element, HtmlElement)]
    size, element = max(sized, key=lambda pair: pair[0], default=(0, None))
    return element if size >= _MIN_MAIN else None


class _Walker:
    """Goes through a page in order and closes a block at every block-level element."""

    def __init__(self, main: HtmlElement | None, base: str) -> None:
        self._main = main
        self._base = base
        self._inside = {main, *main.iterdescendants()} if main is not None else set()
        self._above = set(main.iterancestors()) if main is not None else set()
        self._builder = BlockBuilder()
        self._done: list[RawBlock] = []

    def blocks(self, page: HtmlElement) -> list[RawBlock]:
        """Return all blocks of the page."""
        self._walk(page, RawKind.PARAGRAPH, 0, None, depth=0)
        self._close(RawKind.PARAGRAPH, 0)
        return self._done

    def _walk(self, element: HtmlElement, kind: RawKind, level: int, url: str | None, *, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SKIPPED or not tag or depth > _MAX_DEPTH or _hidden(element):
            return
        own, own_level = self._kind(element, tag, kind, level)
        splits = tag in _BLOCKS or tag in _CONTAINERS or own is not kind
        if splits and not (tag in {"p", "div"} and kind in {RawKind.ITEM, RawKind.ROW}):
            self._close(kind, level)
        self._open(element, tag)
        url = urljoin(self._base, element.get("href") or "") or None if tag == "a" else url
        self._add(element.text, url)
        for child in element.iterchildren():
            self._walk(child, own, own_level, url, depth=depth + 1)
            self._add(child.tail, url)
        if splits:
            self._close(own, own_level)

    def _kind(self, element: HtmlElement, tag: str, kind: RawKind, level: int) -> tuple[RawKind, int]:
        if kind is RawKind.NOISE or self._is_noise(element, tag):
            return RawKind.NOISE, 0
        if tag in {"td", "th"} or (tag in {"p", "div"} and kind is not RawKind.PARAGRAPH):
            return kind, level
        own = _BLOCKS.get(tag, kind)
        if own is RawKind.HEADING and tag[-1].isdigit():
            return own, int(tag[1])
        return own, level + 1 if tag == "li" else level if own is kind or own is RawKind.ITEM else 0

    def _is_noise(self, element: HtmlElement, tag: str) -> bool:
        if element in self._above or element is self._main or tag in {"html", "body"}:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if tag in _NOISE_TAGS or element.get("role") in _NOISE_ROLES or _NOISE_NAMES.search(names):
            return True
        return self._main is not None and element not in self._inside

    def _open(self, element: HtmlElement, tag: str) -> None:
        if tag == "br":
            self._builder.break_line()
        elif tag in {"td", "th"} and self._builder.text.strip():
            self._builder.add(" | ")
        elif tag == "img" and element.get("src"):
            self._builder.add_image(urljoin(self._base, element.get("src") or ""), element.get("alt") or "")
        elif tag in {"p", "div"} and self._builder.text.strip():
            self._builder.add(" ")

    def _add(self, text: str | None, url: str | None) -> None:
        if text:
            self._builder.add(text.replace("\n", " ").replace("\r", " "), url)

    def _close(self, kind: RawKind, level: int) -> None:
        if self._builder.text.strip() or self._builder.images:
            block = _listed(self._builder.build(kind, level))
            if self._main is None and kind is RawKind.ITEM and _only_link(block):
                block = replace(block, kind=RawKind.NOISE, level=0)  # a menu without a name
            self._done.append(block)
        self._builder = BlockBuilder()


def _listed(block: RawBlock) -> RawBlock:
    """Return a paragraph with a typed bullet as the list item it is; word processors paste lists that way."""
    bullet = _BULLET.match(block.text)
    if not bullet or block.kind is not RawKind.PARAGRAPH or block.links:
        return block
    return replace(block, kind=RawKind.ITEM, text=block.text[bullet.end() :], level=1)


def _only_link(block: RawBlock) -> bool:
    """Return whether a block is nothing but one short link."""
    return len(block.links) == 1 and block.links[0].text.strip() == block.text.strip() and len(block.text.split()) <= 4


def _hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("aria-hidden") == "true" or "hidden" in element.attrib
