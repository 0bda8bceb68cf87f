"""From a view to its page, or to JSON where that is asked for."""

import json
from collections.abc import Callable, Mapping
from datetime import tzinfo
from functools import cache
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import orjson
from fastapi import Request
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from klaviatur import __version__
from klaviatur.doors.products.data import plain
from klaviatur.doors.site import i18n, telling
from klaviatur.doors.site.asking import address_of_reader, language_of, theme_of, visitor, zone_here
from klaviatur.doors.site.assets import address_of
from klaviatur.doors.site.naming import NAMES, word_of
from klaviatur.doors.words import knows, words
from klaviatur.records import Bilingual, Language

SAID = "klaviatur_said"  # what is to be told on the next page
OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS


def page(request: Request, template: str, view: Any, *, status: int = 200, **more: Any) -> Response:
    """Return a place's page: `template` ("today/page.html") with `view`, or `view` itself where JSON is asked for.

    `more` is what only the template needs: functions, addresses.
    """
    if wants_json(request):
        return Response(as_json(view), status, media_type="application/json", headers={"Vary": "Accept, Cookie"})
    known, language = visitor(request), language_of(request)
    told, told_of = _told(request, language)
    html = (
        environment(language, address_of_reader(request), zone_here(request))
        .get_template(template)
        .render(
            view=view,
            visitor=known,
            csrf=known.csrf if known else "",
            language=language,
            theme=theme_of(request),
            path=_own_address(request),
            said=told,
            said_of=told_of,
            who=_names(request, language),
            paused=getattr(request.state, "paused", None),
            **more,
        )
    )
    answer = HTMLResponse(html, status, headers={"Vary": "Accept, Accept-Language, Cookie"})
    if told:
        answer.delete_cookie(SAID)
    return answer


def _names(request: Request, language: Language) -> Callable[[str], str]:
    """Return a function that says how a member is shown; all names are read once, where a page asks for one."""
    shown: dict[str, str] = {}

    def who(name: str) -> str:
        if not shown:
            shown.update({member.name: member.shown for member in request.app.state.members.members()})
        return shown.get(name) or word_of(language, "writer", name)

    return who


def back(request: Request, place: str, said: str = "", *, of: str = "", **values: object) -> Response:
    """Return the way to another page of ours after something was done; it tells there what was done.

    `said` is marked with `N_` and stands in the catalogues; `of` is the page of what was done, where that is another.
    """
    answer = RedirectResponse(own_place(place), status_code=303)
    if said:
        filled = {name: str(value) for name, value in values.items()}
        told = quote(json.dumps([said, filled, of], separators=(",", ":")))
        secure = request.url.scheme == "https"
        answer.set_cookie(SAID, told, max_age=60, httponly=True, samesite="lax", secure=secure)
    return answer


def own_place(place: str) -> str:
    """Return a path of this site; "/" for an address that would lead elsewhere."""
    parts = urlsplit(place)
    elsewhere = parts.scheme or parts.netloc or not place.startswith("/") or place.startswith(("//", "/\\"))
    return "/" if elsewhere or any(c in place for c in "\r\n\t\\") else place


def wants_json(request: Request) -> bool:
    """Return whether JSON is preferred to a page."""
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def as_json(view: Any) -> bytes:
    """Return a view's record as JSON."""
    return orjson.dumps(view, default=_plain, option=OPTIONS)


@cache
def environment(language: Language, spoken_to: str = i18n.SIE, zone: tzinfo | None = None) -> Environment:
    """Return the templates in one language and time zone: `layout/`, this site's places, the board's `previews/`."""
    loaders = [PackageLoader("klaviatur.doors.site", name) for name in ("pages", ".")]
    env = Environment(
        loader=ChoiceLoader([*loaders, PackageLoader("klaviatur.doors.web", ".")]),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_translations(i18n.catalogue(language, spoken_to), newstyle=True)  # type: ignore[attr-defined]
    env.globals |= {"asset": address_of, "version": __version__, "names": NAMES, **_board_words(language)}
    env.globals["zone"] = i18n.zone_name(language, zone)
    env.globals["word"] = lambda group, name: word_of(language, group, name)
    env.filters |= {
        "moment": lambda at: i18n.moment(at, language, zone),
        "brief": lambda at: i18n.moment(at, language, zone, short=True),
        "day": lambda at: i18n.day(at, language),
        "month": lambda day: i18n.month(day, language),
        "day_short": lambda day: i18n.day_short(day, language),
        "weekday": lambda day: i18n.weekday(day, language),
        "figure": lambda value: i18n.figure(value, language),
        "share": lambda value: i18n.share(value, language),
        "file_name": file_name,
        "minute": lambda at: at.astimezone(zone).isoformat(timespec="minutes"),
        "typed": lambda at: f"{at.astimezone(zone):%Y-%m-%dT%H:%M}",
        "retold": lambda said: telling.tell(language, said, zone),
        "explained": lambda said: telling.tell_marked(language, said, zone),
        "seen": lambda health: telling.tell_health(language, health, zone),
        "told": lambda pair: pair if isinstance(pair, str) else pair.in_language(language),
    }
    return env


def file_name(place: str) -> str:
    """Return a file's name without its folders; an address stays whole."""
    return place if "://" in place else place.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _board_words(language: Language) -> Mapping[str, Any]:
    """Return what the previews of the static board call for its words, in one language here."""

    def say(key: str, **values: Any) -> str:
        return words(key, **values).in_language(language)

    def both(pair: Bilingual | str, look: str = "") -> Markup:
        told = pair if isinstance(pair, str) else pair.in_language(language)
        return Markup('<span class="{}">{}</span>').format(look, told) if look else Markup("{}").format(told)

    def family(name: str) -> str:
        return say(f"family_{name}") if knows(f"family_{name}") else name

    return {"w": say, "plain": say, "both": both, "family_words": family}


def _told(request: Request, language: Language) -> tuple[str, str]:
    """Return what was done, and the page of it where that is another one."""
    try:
        said, values, of = json.loads(unquote(request.cookies.get(SAID, "")))
        told = i18n.say(language, str(said), spoken_to=address_of_reader(request), **dict(values))
    except (ValueError, TypeError, KeyError):
        return "", ""
    return told, own_place(str(of)) if of else ""


def _own_address(request: Request) -> str:
    """Return where the visitor is, to come back to; where they were for what is no page of its own."""
    if request.method != "GET":
        return urlsplit(request.headers.get("referer", "/")).path or "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Markup):
        return str(value)
    return plain(value)  # what JSON has no form for: both languages, exact figures
