"""A letter as HTML: MJML, so that it holds in the mail programs of the world; its CSS inlined, dark where they are."""

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import Any

import css_inline
import mjml
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from klaviatur.adapters.outlets.blocks import BlockKind, TextBlock
from klaviatur.adapters.outlets.mail.letter import Letter, words_of
from klaviatur.adapters.outlets.mail.settings import Sender
from klaviatur.adapters.outlets.markup import html_of, inline_html
from klaviatur.records import Outgoing

_FONTS = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Helvetica, Arial, sans-serif"  # none that MJML fetches
_TEMPLATES = {
    "newsletter": "newsletter.mjml",
    "press_release": "press_mail.mjml",
    "internal_email": "internal_mail.mjml",
}
_ROOM = "klaviatur.adapters.outlets.mail"


def html_letter(letter: Letter, outgoing: Outgoing, sender: Sender) -> str:
    """Return a letter as one HTML document."""
    template = _environment().get_template(_TEMPLATES.get(outgoing.channel, "newsletter.mjml"))
    return _inliner(sender.accent).inline(mjml.mjml2html(template.render(_values(letter, outgoing, sender))))


def _values(letter: Letter, outgoing: Outgoing, sender: Sender) -> dict[str, Any]:
    words, article = words_of(outgoing), letter.article
    return {
        "lang": outgoing.language_tag,
        "subject": letter.subject,
        "preheader": letter.preheader,
        "fonts": _FONTS,
        "accent": sender.accent,
        "on_accent": "#ffffff" if _luminance(sender.accent) < 0.18 else "#111111",
        "accent_dark": _lighter(sender.accent),
        "sender": sender.name,
        "logo": sender.logo_url,
        "title": article.title,
        "subtitle": article.subtitle,
        "pictures": letter.pictures,
        "parts": list(_parts(article.body)),
        "boilerplate": Markup(_closed(html_of(article.boilerplate, level=3))),  # noqa: S704 - escaped by markup.py
        "contact": Markup(_contact(article.contact)),  # noqa: S704 - escaped by markup.py
        "about_label": words["about"],
        "kind_label": words["press"],
        "label": letter.label,
        "why": letter.why,
        "unsubscribe": letter.unsubscribe.url if letter.unsubscribe else "",
        "unsubscribe_label": words["unsubscribe"],
        "postal": letter.postal,
        "links": letter.links,
        "source_type": outgoing.marking.method.value,
    }


def _parts(blocks: Iterable[TextBlock]) -> Iterator[dict[str, Any]]:
    """Give runs of text as HTML, and calls as buttons."""
    for call, run in groupby(blocks, key=lambda block: block.kind is BlockKind.CALL):
        if call:
            yield from ({"call": True, "label": block.lines[0], "url": block.lines[1]} for block in run)
        else:
            yield {"call": False, "html": Markup(_closed(html_of(run)))}  # noqa: S704 - escaped by markup.py


def _contact(lines: tuple[str, ...]) -> str:
    return f"<p>{'<br/>'.join(inline_html(line) for line in lines)}</p>" if lines else ""


def _closed(html: str) -> str:
    """Return HTML as MJML reads it: every element closed."""
    return html.replace("<br>", "<br/>")


@cache
def _environment() -> Environment:
    loader = PackageLoader(_ROOM, "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


@cache
def _inliner(accent: str) -> css_inline.CSSInliner:
    css = files(_ROOM).joinpath("templates", "inline.css").read_text(encoding="utf-8")
    css += f".ink a, .quiet a {{ color: {accent}; }}"
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, extra_css=css)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0-1 (WCAG 2.2)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lighter(colour: str) -> str:
    """Return a colour mixed with white until it can be read on a dark ground."""
    mixed = colour
    for step in range(1, 10):
        if _luminance(mixed) >= 0.35:
            break
        whole = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        mixed = "#" + "".join(f"{round(part + (255 - part) * step / 10):02x}" for part in whole)
    return mixed


def escaped_url(url: str) -> str:
    """Return an address as it stands in HTML."""
    return escape(url)
