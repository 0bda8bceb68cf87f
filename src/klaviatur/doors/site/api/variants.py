"""Variants: the board, a variant with its evidence, and every step of a review."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from klaviatur.doors.site.api.asking import MOST, MOST_NUMBER, Asked, By, Limit, Name, Reader, TheDesk, Words
from klaviatur.doors.site.api.shapes import answer, shape_of
from klaviatur.records import (
    BoardPage,
    Checked,
    Comment,
    KeptVariant,
    Opened,
    Release,
    SourceKind,
    Span,
    State,
    Vouched,
)

router = APIRouter(tags=["variants"])
Parts = Annotated[list[Words], Field(min_length=1, max_length=200, description="The parts' texts in their order")]
Base = Annotated[int, Field(ge=1, le=MOST_NUMBER, description="The revision you have seen")]
Wording = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="Hash of the exact wording you have seen")]
Reason = Annotated[Words, Field(min_length=3, max_length=2_000)]
Variant = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Edit(Asked):
    """A new wording."""

    parts: Parts
    base: Base
    why: Name = ""


class TryOut(Asked):
    """A wording to be checked and not kept."""

    parts: Parts


class Fix(Asked):
    """A finding whose proposal is taken over."""

    finding: Annotated[int, Field(ge=0, le=MOST_NUMBER, description="Index into the revision's findings")]
    base: Base


class Restore(Asked):
    """An earlier revision that is to be the newest again."""

    revision: Annotated[int, Field(ge=1, le=MOST_NUMBER)]
    base: Base


class Submit(Asked):
    """Who is to look at it; "" for whoever reviews."""

    to: Name = ""


class Assign(Asked):
    """Whose turn it is."""

    to: Name


class Because(Asked):
    """The reason; it is kept."""

    why: Reason


class Answer(Asked):
    """A blocking finding somebody answers for."""

    rule: Name
    words: Words = ""
    reason: Annotated[Words, Field(min_length=10, max_length=2_000)]


class Sign(Asked):
    """One exact wording, and what is vouched for."""

    wording: Wording
    vouched: Annotated[list[Answer], Field(max_length=100)] = Field(default_factory=list)


class SignMany(Asked):
    """Several wordings: variant -> hash."""

    wordings: Annotated[dict[Variant, Wording], Field(min_length=1, max_length=MOST)]


class Say(Asked):
    """A comment, on the whole or at a place."""

    text: Annotated[Words, Field(min_length=1, max_length=10_000)]
    part: Annotated[int | None, Field(ge=0, le=MOST_NUMBER)] = None
    span: tuple[Annotated[int, Field(ge=0, le=MOST_NUMBER)], Annotated[int, Field(ge=0, le=MOST_NUMBER)]] | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """What became of one of several releases: a release, or why not."""

    variant: str
    release: Release | None
    refused: str


@router.get("/board", response_model=shape_of(BoardPage))
def read_board(
    desk: TheDesk,
    _: Reader,
    *,
    state: Annotated[list[State], Query(description="Only in these states")] = [],  # noqa: B006 - never changed
    channel: Annotated[list[Name], Query(description="Only these channels")] = [],  # noqa: B006
    assigned: Annotated[Name, Query(description="Only what this member has to do")] = "",
    search: Annotated[Name, Query(description="Only sources that hold these words")] = "",
    kind: SourceKind | None = None,
    after: Annotated[Name, Query(description="`after` of the page before")] = "",
    limit: Limit = 25,
) -> Response:
    """Return sources, those changed last first, each with its variants."""
    page = desk.board(
        states=state, channels=channel, assigned=assigned, search=search, kind=kind, after=after, limit=limit
    )
    return answer(page)


@router.get("/todo", response_model=list[shape_of(KeptVariant)])  # type: ignore[misc]
def read_todo(desk: TheDesk, by: Reader, limit: Limit = 20) -> Response:
    """Return what waits for you."""
    return answer(desk.todo(by.name, limit=limit))


@router.get("/variants/{variant}", response_model=shape_of(Opened))
def read_variant(
    desk: TheDesk, _: Reader, variant: Name, revision: Annotated[int | None, Query(ge=1, le=MOST_NUMBER)] = None
) -> Response:
    """Return a variant with its source, wording, evidence, findings, history, comments and releases."""
    return answer(desk.opened(variant, revision=revision))


@router.put("/variants/{variant}/wording", response_model=shape_of(Opened))
def edit(desk: TheDesk, by: By, variant: Name, asked: Edit) -> Response:
    """Change the wording; it is checked, and a release of the old wording ends."""
    return answer(desk.edit(variant, asked.parts, base=asked.base, why=asked.why, by=by))


@router.post("/variants/{variant}/try", response_model=shape_of(Checked))
def try_out(desk: TheDesk, by: By, variant: Name, asked: TryOut) -> Response:
    """Check a wording without keeping it."""
    return answer(desk.try_out(variant, asked.parts, by=by))


@router.post("/variants/{variant}/fix", response_model=shape_of(Opened))
def fix(desk: TheDesk, by: By, variant: Name, asked: Fix) -> Response:
    """Take over what a finding proposes."""
    return answer(desk.fix(variant, asked.finding, base=asked.base, by=by))


@router.post("/variants/{variant}/restore", response_model=shape_of(Opened))
def restore(desk: TheDesk, by: By, variant: Name, asked: Restore) -> Response:
    """Make an earlier wording the newest again."""
    return answer(desk.restore(variant, asked.revision, base=asked.base, by=by))


@router.post("/variants/{variant}/submit", response_model=shape_of(KeptVariant))
def submit(desk: TheDesk, by: By, variant: Name, asked: Submit) -> Response:
    """Send a variant to review."""
    return answer(desk.submit(variant, to=asked.to, by=by))


@router.post("/variants/{variant}/request-changes", response_model=shape_of(KeptVariant))
def request_changes(desk: TheDesk, by: By, variant: Name, asked: Because) -> Response:
    """Ask the author for changes."""
    return answer(desk.request_changes(variant, asked.why, by=by))


@router.post("/variants/{variant}/assign", response_model=shape_of(KeptVariant))
def assign(desk: TheDesk, by: By, variant: Name, asked: Assign) -> Response:
    """Say whose turn it is."""
    return answer(desk.assign(variant, asked.to, by=by))


@router.post("/variants/{variant}/release", response_model=shape_of(Release))
def release(desk: TheDesk, by: By, variant: Name, asked: Sign) -> Response:
    """Put your name under one exact wording; another wording than the newest is a conflict."""
    vouched = [Vouched(one.rule, one.words, one.reason) for one in asked.vouched]
    return answer(desk.release(variant, wording=asked.wording, vouched=vouched, by=by))


@router.post("/releases", response_model=list[shape_of(Released)])  # type: ignore[misc]
def release_many(desk: TheDesk, by: By, asked: SignMany) -> Response:
    """Release several wordings by the same rules, each for itself."""
    done = desk.release_many(asked.wordings, by=by)
    return answer([_released(variant, came) for variant, came in done])


@router.post("/variants/{variant}/withdraw", response_model=shape_of(KeptVariant))
def withdraw(desk: TheDesk, by: By, variant: Name, asked: Because) -> Response:
    """Take a release back."""
    return answer(desk.withdraw(variant, asked.why, by=by))


@router.post("/variants/{variant}/retire", response_model=shape_of(KeptVariant))
def retire(desk: TheDesk, by: By, variant: Name, asked: Because) -> Response:
    """Take a variant out of use."""
    return answer(desk.retire(variant, asked.why, by=by))


@router.post("/variants/{variant}/comments", response_model=shape_of(Comment))
def comment(desk: TheDesk, by: By, variant: Name, asked: Say) -> Response:
    """Say something of a variant, or of a place in it."""
    span = Span(*asked.span) if asked.span else None
    return answer(desk.comment(variant, asked.text, part=asked.part, span=span, by=by))


@router.post("/comments/{comment}/settle", response_model=shape_of(Comment))
def settle(desk: TheDesk, by: By, comment: Annotated[int, Field(ge=1, le=MOST_NUMBER)]) -> Response:
    """Settle a comment."""
    return answer(desk.settle(comment, by=by))


def _released(variant: str, came: Release | str) -> Released:
    return Released(variant, None, came) if isinstance(came, str) else Released(variant, came, "")
