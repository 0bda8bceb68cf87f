"""A wording as a whole HTML page: readable as it is, with its marking for machines."""

from html import escape

from klaviatur.adapters.outlets.blocks import Article
from klaviatur.adapters.outlets.linked_data import article_data, script
from klaviatur.adapters.outlets.markup import html_of, inline_html
from klaviatur.records import Outgoing
from klaviatur.text.marking import ai_label

_STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.0625rem/1.6 Georgia,'Times New Roman',serif;"
    "color:#1b1b1b;background:#fff}h1,h2,h3{line-height:1.2}.subtitle{font-size:1.2em}a{color:#0b4f9e}"
    "footer{margin-top:2rem;border-top:1px solid #bbb;font-size:.9em}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#16181b}a{color:#8fc1ff}}"
)


def page_of(article: Article, outgoing: Outgoing) -> str:
    """Return an article as one HTML page that needs nothing else."""
    title = escape(article.title or outgoing.variant)
    about = f'<meta name="description" content="{escape(article.description)}">' if article.description else ""
    lines = [
        "<!doctype html>",
        f'<html lang="{escape(outgoing.language_tag)}">',
        '<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        about,
        f"<style>{_STYLE}</style>",
        script(article_data(article, outgoing)),
        f"</head>\n<body>\n<main>\n<article>\n<h1>{title}</h1>",
        f'<p class="subtitle">{escape(article.subtitle)}</p>' if article.subtitle else "",
        html_of(article.body),
        _end(article, outgoing),
        "</article>\n</main>\n</body>\n</html>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _end(article: Article, outgoing: Outgoing) -> str:
    label = ai_label(outgoing.marking, outgoing.language)
    contact = "<br>".join(inline_html(line) for line in article.contact)
    said = [html_of(article.boilerplate), f"<p>{contact}</p>" if contact else "", f"<p>{label}</p>" if label else ""]
    told = "\n".join(line for line in said if line)
    return f"<footer>\n{told}\n</footer>" if told else ""
