"""Front matter and recognised head lines: which field a line is, and where its value starts."""

import re
from collections.abc import Iterable
from functools import cache

from klaviatur.collect.drafts import Draft
from klaviatur.records import Image, RawKind, Role
from klaviatur.text.lexicon import read_table

_FIELD = re.compile(r"(?P<label>[^\W\d_][\w äöüÄÖÜß./-]{1,30}?)\s*:\s+(?P<value>\S.*)$", re.DOTALL)
_ALWAYS_HEAD = {"place", "date", "embargo", "author", "sender", "tags", "language"}
_DROPPED = {"language", "other", "alt"}
_NAMES_OF_THINGS = {"title", "subtitle", "boilerplate", "place", "sender", "author", "contact"}
_NO_WORDS = {"true", "false", "null", "none", "yes", "no", "ja", "nein", "n/a", "tbd", "todo", "~"}
_TITLE_ROLES = {"title": Role.TITLE, "subtitle": Role.SUBTITLE, "boilerplate": Role.BOILERPLATE}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of the head table."""
    return re.compile(str(read_table("klaviatur.collect", "head.toml")["patterns"][name]))


@cache
def _labels() -> dict[str, str]:
    table = read_table("klaviatur.collect", "head.toml")["labels"]
    return {label: key for key, labels in table.items() for label in str(labels).split()}


def field_of(label: str) -> str:
    """Return the field a label names ("Sperrfrist" -> "embargo"), "" if none."""
    cleaned = re.sub(r"[\s-]+", "_", label.strip().lower())
    return _labels().get(cleaned) or _labels().get(cleaned.partition(".")[0], "")


def is_wording(value: str) -> bool:
    """Return whether a value of the front matter can be words of a text; switches and bare figures cannot."""
    return any(char.isalpha() for char in value) and value.strip().lower() not in _NO_WORDS


def drafts_of_meta(meta: Iterable[tuple[str, str]]) -> list[Draft]:
    """Return the front matter as blocks: title, subtitle and contact as themselves, the rest as "key: value" lines."""
    drafts: list[Draft] = []
    contact: list[str] = []
    for key, value in meta:
        value, field = " ".join(value.split()), field_of(key)
        if value and field == "contact" and value.lower() not in _NO_WORDS:
            contact.append(value)
        elif value and field not in {"image", *_DROPPED}:
            drafts.append(_meta_draft(key, field, value))
    return [*drafts, Draft(Role.CONTACT, "\n".join(contact), key="contact")] if contact else drafts


def _meta_draft(key: str, field: str, value: str) -> Draft:
    field = field if field not in _NAMES_OF_THINGS or is_wording(value) else ""
    if field in _TITLE_ROLES:
        return Draft(_TITLE_ROLES[field], value, level=1 if field == "title" else 0, key=field)
    line = f"{key}: {value}"
    return Draft(Role.HEAD, line, key=field, value=len(line) - len(value))


def captions_of_meta(meta: Iterable[tuple[str, str]]) -> list[Draft]:
    """Return the images a front matter names as captions, each with the alt text that follows it."""
    images: list[Image] = []
    for key, value in meta:
        field, last = field_of(key), re.split(r"[._]", key.lower())[-1]
        is_alt = field == "alt" or (field == "image" and last in {"alt", "alttext", "text", "beschreibung"})
        if is_alt and images:
            images[-1] = Image(images[-1].url, value, images[-1].caption)
        elif field == "image" and last in {"caption", "bildunterschrift", "titel", "title"} and images:
            images[-1] = Image(images[-1].url, images[-1].alt, value)
        elif field == "image":
            images.append(Image(value))
    return [Draft(Role.CAPTION, " ".join((i.alt or i.caption).split()), images=(i,)) for i in images]


def head_line(draft: Draft) -> Draft | None:
    """Return the line as a head line ("Ort: Kassel", "Sperrfrist: ...", "Pressemitteilung"), None if it is none."""
    if draft.kind not in {RawKind.PARAGRAPH, RawKind.ITEM, RawKind.HEADING, RawKind.ROW} or len(draft.text) > 240:
        return None
    if pattern("kicker").fullmatch(draft.text.strip(" *_")):
        return _as_head(draft, "kicker", 0)
    found = _FIELD.match(draft.text.replace(" | ", ": ", 1) if draft.kind is RawKind.ROW else draft.text)
    field = field_of(found["label"]) if found else ""
    if found and (field in _ALWAYS_HEAD or field in {"title", "subtitle"}):
        return _as_head(draft, field, len(draft.text) - len(found["value"]))
    return _embargo_line(draft)


def _embargo_line(draft: Draft) -> Draft | None:
    if re.match(
        r"(?i)(?:sperrfrist|embargo|gesperrt bis|frei ab|nicht vor|under embargo|not for release before)\b", draft.text
    ):
        return _as_head(draft, "embargo", 0)
    return None


def _as_head(draft: Draft, key: str, value: int) -> Draft:
    if key in {"title", "subtitle"}:
        return Draft(_TITLE_ROLES[key], draft.text[value:], draft.kind, 1, (), draft.images, key)
    return Draft(Role.HEAD, draft.text, draft.kind, 0, draft.links, draft.images, key, value)
