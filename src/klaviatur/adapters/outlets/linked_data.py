"""A wording as schema.org data: what it is, and who made it."""

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from klaviatur.adapters.outlets.blocks import Article
from klaviatur.records import Outgoing, VariantPart
from klaviatur.text.marking import SCHEMA_ORG

_KINDS = {"press_release": "NewsArticle", "blog_post": "BlogPosting", "faq": "FAQPage", "product_page": "WebPage"}


def article_data(article: Article, outgoing: Outgoing) -> dict[str, Any]:
    """Return a wording as what schema.org calls it, with its digitalSourceType (schema.org, read Nov 2026)."""
    said = {
        "@context": "https://schema.org",
        "@type": _KINDS.get(outgoing.channel, "Article"),
        "headline": article.title,
        "description": article.description,
        "inLanguage": outgoing.language_tag,
        "datePublished": outgoing.appears_at.isoformat() if outgoing.appears_at else "",
        "url": outgoing.link,
        "digitalSourceType": SCHEMA_ORG[outgoing.marking.method],
        "mainEntity": list(_questions(outgoing.parts)),
    }
    return {name: value for name, value in said.items() if value}


def _questions(parts: Iterable[VariantPart]) -> Iterator[dict[str, Any]]:
    """Give each question that is followed by its answer."""
    for first, second in pairwise(parts):
        if (first.name, second.name) == ("question", "answer"):
            answer = {"@type": "Answer", "text": second.text}
            yield {"@type": "Question", "name": first.text, "acceptedAnswer": answer}


def script(data: dict[str, Any]) -> str:
    """Return data as a script element; nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{text}</script>'
