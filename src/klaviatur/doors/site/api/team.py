"""Voices, work, the audit, members, what is known of channels and settings."""

from dataclasses import dataclass, fields
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from klaviatur.doors.handing import HandedOut, handed_out
from klaviatur.doors.site.api.asking import (
    MOST_NUMBER,
    Asked,
    By,
    Limit,
    Name,
    Reader,
    TheDesk,
    TheMembers,
    TheWorks,
    Words,
)
from klaviatur.doors.site.api.shapes import answer, shape_of
from klaviatur.doors.site.sessions import base_of
from klaviatur.records import Actor, AuditLine, AuditReport, Channel, Found, KeptVoice, Member, MemberRole, Work
from klaviatur.review.rights import allow
from klaviatur.settings import Settings

router = APIRouter(tags=["team"])
Roles = Annotated[list[MemberRole], Field(min_length=1, max_length=len(MemberRole))]


class VoiceValues(Asked):
    """A tonality profile; names and values are those of a voice file."""

    values: dict[Name, Any]
    version: Annotated[int, Field(ge=1, le=MOST_NUMBER, description="The next version: one more than the one seen")]


class Invite(Asked):
    """Who is invited, as what."""

    name: Name
    shown: Annotated[Words, Field(min_length=1, max_length=200)]
    roles: Roles


class RolesOf(Asked):
    """All that a member is to have."""

    roles: Roles


@dataclass(frozen=True, slots=True)
class Invited:
    """A link that can be opened once."""

    link: str


@dataclass(frozen=True, slots=True)
class SettingValue:
    """A setting and what it means; secrets are not told."""

    name: str
    value: str
    help: str


@router.get("/me", response_model=shape_of(Actor))
def read_me(by: Reader) -> Response:
    """Return who you are and what you may do."""
    return answer(by)


@router.get("/search", response_model=list[shape_of(Found)])  # type: ignore[misc]
def search(desk: TheDesk, _: Reader, words: Annotated[Name, Query(min_length=1)], limit: Limit = 30) -> Response:
    """Return sources, variants and voices that hold these words."""
    return answer(desk.search(words, limit=limit))


@router.get("/channels", response_model=list[shape_of(Channel)])  # type: ignore[misc]
def read_channels(desk: TheDesk, _: Reader) -> Response:
    """Return what is known of every channel: its parts, limits and their sources."""
    return answer(list(desk.channels.values()))


@router.get("/voices", response_model=list[shape_of(KeptVoice)])  # type: ignore[misc]
def read_voices(desk: TheDesk, _: Reader) -> Response:
    """Return the newest version of each voice."""
    return answer(desk.voices())


@router.get("/voices/{name}/versions", response_model=list[shape_of(KeptVoice)])  # type: ignore[misc]
def read_voice_versions(desk: TheDesk, _: Reader, name: Name) -> Response:
    """Return all versions of a voice, the newest first."""
    return answer(desk.voice_versions(name))


@router.put("/voices/{name}", response_model=shape_of(KeptVoice))
def keep_voice(desk: TheDesk, by: By, name: Name, asked: VoiceValues) -> Response:
    """Keep the next version of a voice; one that somebody else kept meanwhile is a conflict."""
    return answer(desk.keep_voice(name, asked.values, version=asked.version, by=by))


@router.get("/works", response_model=list[shape_of(Work)])  # type: ignore[misc]
def read_works(desk: TheDesk, _: Reader, limit: Limit = 50) -> Response:
    """Return pieces of work and how far they are, the newest first."""
    return answer(desk.works(limit=limit))


@router.get("/works/{work}", response_model=shape_of(Work))
def read_work(desk: TheDesk, _: Reader, work: Name) -> Response:
    """Return a piece of work and how far it is."""
    return answer(desk.store.work(work))


@router.post("/works/{work}/stop", response_model=shape_of(Work))
def stop_work(works: TheWorks, by: By, work: Name) -> Response:
    """Stop a piece of work after the item it is at; what is done stays."""
    return answer(works.stop_work(work, by=by))


@router.get("/released", response_model=list[shape_of(HandedOut)])  # type: ignore[misc]
def read_released(
    desk: TheDesk,
    by: By,
    variant: Annotated[list[Name], Query(description="Only these")] = [],  # noqa: B006 - never changed
) -> Response:
    """Return released wordings with what carries them: the only way wordings leave here."""
    return answer([handed_out(opened) for opened in desk.export(variants=variant, by=by)])


@router.get("/audit", response_model=list[shape_of(AuditLine)])  # type: ignore[misc]
def read_audit(
    desk: TheDesk,
    _: Reader,
    after: Annotated[int, Query(ge=0, le=MOST_NUMBER)] = 0,
    before: Annotated[int | None, Query(ge=0, le=MOST_NUMBER)] = None,
    thing: Annotated[Name, Query()] = "",
    limit: Limit = 200,
) -> Response:
    """Return lines of the audit in their order; with `before`, those before that number, the newest first."""
    return answer(desk.audit(after=after, before=before, limit=limit, thing=thing))


@router.get("/audit/verify", response_model=shape_of(AuditReport))
def verify_audit(
    desk: TheDesk,
    _: Reader,
    number: Annotated[int, Query(ge=0, le=MOST_NUMBER)] = 0,
    head: Annotated[Name, Query()] = "",
) -> Response:
    """Check that no line was changed, taken out or put in; `number` and `head` (hash) are of a line you have noted."""
    return answer(desk.verify_audit({number: head} if head else None))


@router.get("/members", response_model=list[shape_of(Member)])  # type: ignore[misc]
def read_members(members: TheMembers, _: Reader) -> Response:
    """Return the members."""
    return answer(members.members())


@router.post("/members", status_code=201, response_model=shape_of(Invited))
def invite(request: Request, members: TheMembers, by: By, asked: Invite) -> Response:
    """Invite somebody; the link can be opened once."""
    _, secret = members.invite(asked.name, asked.shown, frozenset(asked.roles), by=by)
    return answer(Invited(members.link_address(secret, base_of(request))), 201)


@router.put("/members/{name}/roles", response_model=shape_of(Member))
def change_roles(members: TheMembers, by: By, name: Name, asked: RolesOf) -> Response:
    """Change what somebody may do."""
    return answer(members.change_roles(name, frozenset(asked.roles), by=by))


@router.post("/members/{name}/deactivate", response_model=shape_of(Member))
def deactivate(members: TheMembers, by: By, name: Name) -> Response:
    """Let somebody in no longer; what they released stays released."""
    return answer(members.deactivate(name, by=by))


@router.get("/settings", response_model=list[shape_of(SettingValue)])  # type: ignore[misc]
def read_settings(request: Request, by: By) -> Response:
    """Return the settings in force; secrets are not told."""
    allow(by, "settings")
    known = request.app.state.settings
    told = [f for f in fields(Settings) if f.repr]
    return answer([SettingValue(f.name, str(getattr(known, f.name)), f.metadata["help"]) for f in told])
