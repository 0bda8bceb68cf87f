"""A wording as files: text, Markdown, HTML, and the record beside them."""

from typing import NamedTuple

from klaviatur.adapters.outlets.blocks import article_of
from klaviatur.adapters.outlets.files import safe_name
from klaviatur.adapters.outlets.markup import article_markdown
from klaviatur.adapters.outlets.page import page_of
from klaviatur.adapters.outlets.problems import problem
from klaviatur.adapters.outlets.saying import as_json, record_of, text_of
from klaviatur.records import Outgoing, Problem
from klaviatur.text.marking import ai_label

FORMATS = ("txt", "md", "html")


class Written(NamedTuple):
    """One file."""

    name: str  # relative, with "/"
    media_type: str
    content: bytes


def written(outgoing: Outgoing, formats: tuple[str, ...]) -> tuple[Written, ...]:
    """Return the files of a wording, its record last; names are those of source, channel and locale."""
    stem = place_of(outgoing)
    files = [_file(outgoing, stem, name) for name in formats]
    return (*files, Written(f"{stem}.json", "application/json", as_json(record_of(outgoing))))


def place_of(outgoing: Outgoing) -> str:
    """Return where files of a variant lie, without their ending: always the same for the same variant."""
    source = safe_name(outgoing.source or outgoing.variant)
    return f"{source}/{safe_name(outgoing.channel)}.{safe_name(outgoing.locale or outgoing.language)}"


def nothing_to_write(outgoing: Outgoing) -> tuple[Problem, ...]:
    """Return the problem of a wording without any text."""
    if text_of(outgoing).strip():
        return ()
    said = ("Die Fassung hat keinen Text.", "The wording has no text.")
    return (problem(outgoing, "outlet.empty", said, ("Schreiben Sie einen Text.", "Write a text.")),)


def _file(outgoing: Outgoing, stem: str, name: str) -> Written:
    if name == "md":
        return Written(
            f"{stem}.md", "text/markdown; charset=utf-8", _encoded(article_markdown(article_of(outgoing), outgoing))
        )
    if name == "html":
        return Written(f"{stem}.html", "text/html; charset=utf-8", _encoded(page_of(article_of(outgoing), outgoing)))
    label = ai_label(outgoing.marking, outgoing.language)
    return Written(
        f"{stem}.txt", "text/plain; charset=utf-8", _encoded("\n\n".join([text_of(outgoing), label]).strip() + "\n")
    )


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
