"""A wording as schema.org data: what it is, and who made it."""

import json
from typing import Any

from klaviatur.adapters.outlets.blocks import Article
from klaviatur.records import Outgoing
from klaviatur.text.marking import SCHEMA_ORG


def news_article(article: Article, outgoing: Outgoing, *, publisher: str = "") -> dict[str, Any]:
    """Return an article as a schema.org NewsArticle with its digitalSourceType (schema.org, read Nov 2026)."""
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.description,
        "inLanguage": outgoing.locale or outgoing.language,
        "datePublished": outgoing.published_at.isoformat() if outgoing.published_at else "",
        "url": outgoing.link,
        "digitalSourceType": SCHEMA_ORG[outgoing.marking.method],
        "publisher": {"@type": "Organization", "name": publisher} if publisher else "",
    }
    return {name: value for name, value in said.items() if value}


def script(data: dict[str, Any]) -> str:
    """Return data as a script element; nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{text}</script>'
