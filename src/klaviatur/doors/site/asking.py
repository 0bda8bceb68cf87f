"""What a page is asked with: the visitor, the form they sent, the desk. Pages take these as parameters."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from hmac import compare_digest
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from klaviatur.doors.site.i18n import asked_language, language_or_none
from klaviatur.doors.site.leaving import paused
from klaviatur.doors.site.security import SAFE, ForeignForm
from klaviatur.doors.site.sessions import visitor_of
from klaviatur.doors.site.visiting import Visitor
from klaviatur.errors import KlaviaturError, NotSignedIn
from klaviatur.records import Actor, Language
from klaviatur.settings import zone_of
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.work import Works

MOST_FIELDS, MOST_FILES, MOST_TEXT = 5_000, 100, 2_000_000  # the last in bytes, of one field
LANGUAGE, THEME = "klaviatur_language", "klaviatur_theme"
HIDDEN = {
    "csrf",
    "do",
    "key",
    "kind",
    "next",
    "password",
    "base",
    "version",
    "wording",
    "after",
    "answer",
    "rule",
    "words",
}  # no person types these


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent, by the names of its fields."""

    fields: FormData

    def text(self, name: str, default: str = "") -> str:
        """Return a field's text with single line feeds, as it was typed."""
        value = self.fields.get(name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """Return all texts of a field, in their order."""
        return [value.replace("\r\n", "\n") for value in self.fields.getlist(name) if isinstance(value, str)]

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number, the default where none was sent."""
        value = self.text(name).strip()
        return int(value) if value.isdecimal() and len(value) < 10 else default

    def files(self, name: str) -> list[UploadFile]:
        """Return the files that were really chosen."""
        sent = self.fields.getlist(name)
        return [file for file in sent if isinstance(file, UploadFile) and (file.filename or file.size)]

    def typed(self) -> Iterator[tuple[str, str]]:
        """Yield what a person may have typed, for pages that must not lose it."""
        for name, value in self.fields.multi_items():
            if isinstance(value, str) and value.strip() and not HIDDEN & {name.split("_")[-1]}:
                yield name, value.replace("\r\n", "\n")


def name_of(file: UploadFile) -> str:
    """Return a file's name without the folders some browsers send along."""
    return (file.filename or "upload").replace("\\", "/").rsplit("/", 1)[-1]


def visitor(request: Request) -> Visitor | None:
    """Return who is there, asked for once in a request."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = visitor_of(request)
    known: Visitor | None = request.state.visitor
    return known


def signed_in(request: Request) -> Visitor:
    """Return who is there. Raises NotSignedIn."""
    known = visitor(request)
    if known is None:
        raise NotSignedIn("Nobody is signed in here, or the session has ended. Sign in to go on.")
    return known


def acting(request: Request) -> Actor:
    """Return who acts. Raises NotSignedIn."""
    return signed_in(request).actor


async def read_open_form(request: Request) -> AsyncIterator[Form]:
    """Give a form that needs no session: signing in, redeeming a link; its files are closed afterwards."""
    form = await _read(request)
    try:
        yield form
    finally:
        await form.fields.close()


async def read_form(request: Request) -> AsyncIterator[Form]:
    """Give the form of somebody signed in. Raises NotSignedIn, and NotAllowed where its token is not theirs."""
    form = await _read_checked(request)
    try:
        yield form
    finally:
        await form.fields.close()


async def admit(request: Request) -> AsyncIterator[None]:
    """Let nobody to a page who has not signed in, and no form through that is not from a page of theirs.

    An address with a NUL is that of nothing: no name can hold one, and PostgreSQL is not asked for it.
    """
    if (
        "\0" in request.url.path + "".join(map("".join, request.query_params.multi_items()))
        or "%00" in request.url.path
    ):
        raise HTTPException(404)
    if request.method in SAFE:
        await run_in_threadpool(_look_around, request)
        yield
        return
    form = await _read_checked(request)
    try:
        await run_in_threadpool(_look_around, request)
        yield
    finally:
        await form.fields.close()


def _look_around(request: Request) -> None:
    """Find out who is there, and whether everything is paused: every page says so."""
    signed_in(request)
    request.state.paused = paused(request)


async def _read_checked(request: Request) -> Form:
    """Read a form without files before anything is refused, so that the refusal can give its texts back."""
    with_files = request.headers.get("content-type", "").startswith("multipart/")
    form = None if with_files else await _read(request)
    known = await run_in_threadpool(signed_in, request)
    form = form or await _read(request)
    token = form.text("csrf") or request.headers.get("x-csrf-token", "")
    if not compare_digest(token.encode(), known.csrf.encode()):
        await form.fields.close()
        raise ForeignForm("This form is from another session, so nothing was done. Open the page again and send it.")
    return form


async def _read(request: Request) -> Form:
    form = Form(await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_TEXT))
    request.state.form = form
    held = next((name for name, value in form.fields.multi_items() if "\0" in name or "\0" in _words(value)), None)
    if held is not None:
        told = held.replace("\0", "")
        raise KlaviaturError(
            f"The field {told!r} holds the character U+0000, which is no text. Remove it, and send it again."
        )
    return form


def _words(value: str | UploadFile) -> str:
    return value if isinstance(value, str) else value.filename or ""


def language_of(request: Request) -> Language:
    """Return the language of the page: chosen in this browser, else the member's, else what the browser asks for."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    chosen = language_or_none(request.cookies.get(LANGUAGE))
    return chosen or (known.language if known else None) or asked_language(request.headers.get("accept-language", ""))


def address_of_reader(request: Request) -> str:
    """Return how German addresses who reads the page: as Sie or as du, as the setting `interface_address` says."""
    address: str = request.app.state.settings.interface_address
    return address


def zone_here(request: Request) -> tzinfo | None:
    """Return the time zone of the workspace, None for the machine's, as the setting `time_zone` says."""
    return zone_of(request.app.state.settings)


def theme_of(request: Request) -> str:
    """Return "light", "dark" or "auto"."""
    theme = request.cookies.get(THEME, "auto")
    return theme if theme in {"light", "dark"} else "auto"


def the_desk(request: Request) -> Desk:
    """Return the desk."""
    desk: Desk = request.app.state.desk
    return desk


def the_works(request: Request) -> Works:
    """Return what takes orders for work."""
    works: Works = request.app.state.works
    return works


def the_members(request: Request) -> Any:
    """Return the members."""
    return request.app.state.members


SignedIn = Annotated[Visitor, Depends(signed_in)]
By = Annotated[Actor, Depends(acting)]
Sent = Annotated[Form, Depends(read_form)]
SentOpenly = Annotated[Form, Depends(read_open_form)]
TheDesk = Annotated[Desk, Depends(the_desk)]
TheWorks = Annotated[Works, Depends(the_works)]
TheMembers = Annotated[Any, Depends(the_members)]
