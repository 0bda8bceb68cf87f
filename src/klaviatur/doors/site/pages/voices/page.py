"""GET /voices - all voices; /voices/new and /voices/{name} - one in its form, with a sample that follows."""

import tomllib
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from klaviatur.adapters.voices import make_voice
from klaviatur.doors.site.asking import By, Form, Sent, TheDesk, language_of, the_desk
from klaviatur.doors.site.channels import channels_of
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.pages.voices.fields import (
    CHOICES,
    LINES,
    LISTS,
    TEXTS,
    WRONG,
    VoiceFields,
    as_toml,
    fields_of,
    values_of,
    what_is_wrong,
)
from klaviatur.doors.site.pages.voices.sample import SampleView, sample_in, sample_text
from klaviatur.doors.site.pages.voices.view import VoicesView, VoiceView, line_of
from klaviatur.doors.site.rendering import back, page
from klaviatur.errors import Conflict, ProfileError, UnknownVoice
from klaviatur.records import Actor, KeptVoice, Voice
from klaviatur.review.rights import allow, may

MOST_BYTES = 200_000
Version = Annotated[int | None, Query(ge=1, le=1_000_000)]
router = APIRouter(prefix="/voices")


@router.get("")
def show_voices(request: Request, desk: TheDesk, by: By) -> Response:
    """Show all voices."""
    lines = tuple(line_of(voice) for voice in desk.voices())
    return page(request, "voices/page.html", VoicesView(lines, may(by, "voices"), desk.settings.voice))


@router.get("/new")
def show_new(request: Request, by: By) -> Response:
    """Show an empty form."""
    allow(by, "voices")
    return _show(request, VoiceFields(), by)


@router.post("/new")
def make(request: Request, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Keep a new voice."""
    fields = _read(sent, sent.text("name").strip())
    taken = {"name": WRONG["taken"]} if _kept(desk, fields.name) else {}
    wrong = what_is_wrong(fields) | taken
    if wrong:
        return _show(request, fields, by, sample=sent.text("sample"), status=422, wrong=wrong)
    return _keep(request, by, fields, sent)


@router.post("/import")
async def read_file(request: Request, by: By, sent: Sent) -> Response:
    """Read a voice file into the form; nothing is kept before somebody has looked at it."""
    allow(by, "voices")
    chosen = sent.files("file")
    values, problem = await _values(chosen[0]) if chosen else ({}, N_("No file was chosen."))
    stem = (chosen[0].filename or "").rsplit("/", 1)[-1].removesuffix(".toml") if chosen else ""
    fields = fields_of(str(values.pop("name", stem)), values)
    return _show(request, fields, by, problem=problem, imported=not problem)


@router.get("/{name}.toml")
def write_file(name: str, desk: TheDesk, by: By) -> Response:  # noqa: ARG001 - who reads must be signed in
    """Return a voice as a file."""
    voice = _known(desk, name)
    headers = {"Content-Disposition": f'attachment; filename="voice-{voice.version}.toml"'}
    return Response(as_toml(voice.name, voice.values), media_type="application/toml", headers=headers)


@router.get("/{name}")
def show_voice(request: Request, name: str, desk: TheDesk, by: By, version: Version = None) -> Response:
    """Show a voice in its form, as it is or as it was; who saves what it was takes it back."""
    voice = _known(desk, name)
    shown = voice if version is None else _earlier(desk, name, version)
    older = 0 if shown.version == voice.version else shown.version
    return _show(request, fields_of(voice.name, shown.values), by, voice=voice, shown=older)


@router.post("/{name}/restore")
def take_back(request: Request, name: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Keep an earlier version as the next one."""
    allow(by, "voices")
    voice = _known(desk, name)
    fields = fields_of(voice.name, _earlier(desk, name, sent.number("restore")).values)
    return _keep(request, by, fields, sent)


@router.post("/{name}")
def save(request: Request, name: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Keep the next version of a voice."""
    voice = _known(desk, name)
    fields = _read(sent, voice.name)
    wrong = what_is_wrong(fields)
    if wrong:
        return _show(request, fields, by, voice=voice, sample=sent.text("sample"), status=422, wrong=wrong)
    return _keep(request, by, fields, sent)


@router.post("/{name}/sample")
def show_sample(request: Request, name: str, desk: TheDesk, by: By, sent: Sent) -> Response:
    """Show the sample in the voice as the form describes it; nothing is kept."""
    kept = _kept(desk, name)
    fields = _read(sent, kept.name if kept else sent.text("name").strip())
    if request.headers.get("x-requested-with") == "klaviatur":
        return page(request, "voices/sample.html", _sample(request, fields, sent.text("sample")))
    return _show(request, fields, by, voice=kept, sample=sent.text("sample"), wrong=what_is_wrong(fields))


def _show(
    request: Request, fields: VoiceFields, by: Actor, *, voice: KeptVoice | None = None, status: int = 200, **more: Any
) -> Response:
    kept: dict[str, Any] = {"version": voice.version, "at": voice.at, "by": voice.by} if voice else {}
    if voice and voice.version > 1:
        kept["versions"] = tuple(the_desk(request).voice_versions(voice.name))
    sample = _sample(request, fields, more.pop("sample", ""))
    view = VoiceView(fields, sample, may(by, "voices"), **kept, **more)
    return page(request, "voices/voice.html", view, status=status)


def _keep(request: Request, by: Actor, fields: VoiceFields, sent: Form) -> Response:
    """Keep what was typed; where somebody else was faster, show it again and lose nothing."""
    desk = the_desk(request)
    try:
        desk.keep_voice(fields.name, values_of(fields), version=sent.number("version") + 1, by=by)
    except Conflict:
        problem = N_("Somebody else has saved this voice. What you typed stands below: save again to keep it.")
        now = _kept(desk, fields.name)
        return _show(request, fields, by, voice=now, sample=sent.text("sample"), status=409, problem=problem)
    return back(request, f"/voices/{fields.name}", N_("Saved. Variants that are played from now on speak like this."))


def _read(sent: Form, name: str) -> VoiceFields:
    words, better = sent.texts("avoid"), sent.texts("instead")
    better += [""] * (len(words) - len(better))
    return VoiceFields(
        name=name,
        choices={key: sent.text(key, known[0]) for key, known in CHOICES.items()},
        lines={key: sent.text(key) for key in (*LINES, *TEXTS)},
        lists={key: sent.text(key) for key in LISTS},
        avoid=tuple((word, to) for word, to in zip(words, better, strict=False) if word.strip() or to.strip()),
        emoji=bool(sent.text("emoji")),
    )


def _sample(request: Request, fields: VoiceFields, text: str) -> SampleView:
    """Return the sample in the voice, without the fields that cannot be used."""
    wrong = what_is_wrong(fields)
    usable = {key: value for key, value in values_of(fields).items() if key not in wrong}
    voice: Voice = make_voice("sample", usable)
    text = text if text.strip() else sample_text(language_of(request))
    return sample_in(text, voice, channels_of(request), request.app.state.settings)


async def _values(file: UploadFile) -> tuple[dict[str, Any], str]:
    """Return what a voice file says, or why it cannot be read."""
    data = await file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return {}, N_("This file is too large for a voice. Is it the right one?")
    try:
        parsed = tomllib.loads(data.decode("utf-8-sig"))
        inner = parsed.get("voice")
        values = inner if isinstance(inner, dict) and len(parsed) == 1 else parsed
        make_voice("voice", values)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}, N_("This file is no voice: it is not TOML in UTF-8.")
    except ProfileError as error:
        return {}, str(error)
    return values, ""


def _kept(desk: Any, name: str) -> KeptVoice | None:
    return next((voice for voice in desk.voices() if voice.name == name), None)


def _earlier(desk: Any, name: str, version: int) -> KeptVoice:
    found: KeptVoice | None = next((one for one in desk.voice_versions(name) if one.version == version), None)
    if found is None:
        raise UnknownVoice(f"Voice {name!r} has no version {version}. Look at the versions of this voice.")
    return found


def _known(desk: Any, name: str) -> KeptVoice:
    kept = _kept(desk, name)
    if kept is None:
        raise UnknownVoice(f"There is no voice {name!r} in this workspace. Look at the list of voices.")
    return kept
