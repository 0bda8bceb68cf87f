"""The board: one HTML file that shows every variant of one source beside its evidence."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from klaviatur import __version__
from klaviatur.doors.web.marks import map_source, source_markup
from klaviatur.doors.web.view import VariantView, view_findings, view_variant
from klaviatur.doors.words import day, family_rank, knows, other, words
from klaviatur.records import Bilingual, Channel, Language, Played

SCRIPT_WORDS = (
    "means_declared",
    "means_unsupported",
    "copy",
    "copy_blocked",
    "copied",
    "copy_failed",
    "hint",
    "hint_touch",
    "rest_on_none",
    "trust",
    *(f"verdict_{name}" for name in ("supported", "altered", "unsupported", "declared")),
    *(f"change_{name}" for name in ("compressed", "address", "typography", "resolved", "plain", "hashtag", "case")),
)
COUNTED_WORDS = ("rest_on", "shown")
STYLES = ("looks.css", "board.css")  # the first of each is shared with the pages of the workspace
SCRIPTS = ("evidence.js", "board.js")


def render_board(played: Played, channels: Mapping[str, Channel], language: Language) -> str:
    """Return the board as one HTML page that needs no network and reads without JavaScript.

    `channels` must hold the profile of every checked variant. `language` is that of the interface at first sight; the
    other one is inside the page too. Everything that is not ours is escaped.
    """
    sources = map_source(played.source)
    views = [view_variant(c, channels[c.variant.channel], sources) for c in played.checked]
    return (
        environment(language)
        .get_template("board.html")
        .render(
            **page_parts(language),
            source=played.source,
            source_markup=source_markup(sources),
            source_words=len(played.source.text.split()),
            title=played.source.words(played.source.title) or played.source.origin,
            families=_families(views),
            variants=views,
            across=view_findings(played.findings, (), None, sources),
            in_source=view_findings(played.source.findings, (), None, sources),
            voice=played.voice,
            embargo=_embargo(played.source.embargo),
            seconds=round(played.duration_s, 1),
            usage=_script_words(),
        )
    )


def page_parts(language: Language) -> dict[str, Any]:
    """Return what every page of ours has: its language, style and script."""
    style, script = (Markup("\n").join(_inline(name) for name in names) for names in (STYLES, SCRIPTS))
    return {"language": language, "style": style, "script": script, "version": __version__}


@cache
def environment(language: Language) -> Environment:
    """Return the template environment whose first language is `language`."""
    env = Environment(
        loader=PackageLoader("klaviatur.doors.web", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    env.globals["both"] = lambda pair, look="": both(pair, language, look)
    env.globals["w"] = lambda key, **values: both(words(key, **values), language)
    env.globals["count_words"] = lambda key, n: words(key, n=n)
    env.globals["plain"] = lambda key, **values: words(key, **values).in_language(language)
    env.globals["family_words"] = lambda family: both(name_family(family), language)
    env.globals["label"] = lambda key, **values: labelled(words(key, **values), language)
    return env


class _Kept(FileSystemBytecodeCache):
    """Compiled templates in a folder of this user's; where it cannot be written to, they are compiled each time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template if it can be kept."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled() -> _Kept | None:
    try:
        return _Kept()
    except (OSError, RuntimeError):  # no folder that is this user's alone
        return None


def name_family(family: str) -> Bilingual:
    """Return a family's name; a family that only a user's own profile knows keeps its own."""
    return words(f"family_{family}") if knows(f"family_{family}") else Bilingual(family, family)


def both(pair: Bilingual | str, language: Language, look: str = "") -> Markup:
    """Return words in the first language that carry the other language along for the page's switch."""
    shown = pair if isinstance(pair, str) else pair.in_language(language)
    kept = pair if isinstance(pair, str) else pair.in_language(other(language))
    style = Markup(' class="{}"').format(look) if look else Markup()
    if shown == kept:
        return Markup("<span{}>{}</span>").format(style, shown) if look else Markup("{}").format(shown)
    return Markup('<span{} data-o="{}">{}</span>').format(style, kept, shown)


def labelled(pair: Bilingual, language: Language) -> Markup:
    """Return an aria-label in the first language that carries the other one along."""
    shown, kept = pair.in_language(language), pair.in_language(other(language))
    return Markup('aria-label="{}" data-l="{}"').format(shown, kept)


def _embargo(until: datetime | None) -> Bilingual | None:
    if until is None:
        return None
    german, english = day(until.date())
    zone = f" {until.tzname()}" if until.tzinfo else ""
    return words("embargo", until=Bilingual(f"{german}, {until:%H:%M} Uhr{zone}", f"{english}, {until:%H:%M}{zone}"))


def _families(views: list[VariantView]) -> dict[str, list[VariantView]]:
    """Group by family, press first, families of users' own last."""
    out: dict[str, list[VariantView]] = {}
    for view in sorted(views, key=lambda v: family_rank(v.family)):
        out.setdefault(view.family, []).append(view)
    return out


def _script_words() -> Markup:
    pairs = {key: list(words(key)) for key in SCRIPT_WORDS}
    for key in COUNTED_WORDS:
        pairs |= {key: list(words(key, n="{n}")), f"{key}_one": list(words(key, n=1))}
    text = json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - our own words only, and < is spelled out


@cache
def _inline(name: str) -> Markup:
    """Return a style or script beside this module without its indentation and whole-line comments."""
    lines = files("klaviatur.doors.web").joinpath(name).read_text(encoding="utf-8").splitlines()
    kept = (line.strip() for line in lines)
    return Markup("\n".join(line for line in kept if line and not line.startswith("//")))  # noqa: S704 - our own file
