"""Sources: texts and products under review, bringing them in, and having them played."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, File, Query, UploadFile
from pydantic import Field
from starlette.responses import Response

from klaviatur.doors.site.api.asking import MOST, Asked, By, Limit, Name, Reader, TheDesk, TheWorks, Words
from klaviatur.doors.site.api.shapes import answer, shape_of
from klaviatur.doors.site.asking import name_of
from klaviatur.records import Change, DeskSource, KeptVariant, Product, Proposal, Source, SourceKind, TextVersion, Work
from klaviatur.wiring.work import PlayOrder

router = APIRouter(tags=["sources"])
Channels = Annotated[list[Name], Field(max_length=200, description="Channels by name; none: all")]


class Typed(Asked):
    """A text as it was typed or pasted."""

    text: Annotated[Words, Field(min_length=1)]
    title: Name = ""
    language: Literal["de", "en"] | None = None


class Play(Asked):
    """How a source is played."""

    channels: Channels = Field(default_factory=list)
    locale: Annotated[str | None, Field(pattern=r"^(de|en)([_-][A-Z]{2})?$")] = None
    voice: Name = ""
    writer: Name = "embedded"
    again: Annotated[bool, Field(description="Also where somebody has worked on the draft")] = False


class PlayMany(Play):
    """Which sources are played."""

    sources: Annotated[list[tuple[SourceKind, Name]], Field(max_length=10_000)] = Field(default_factory=list)
    every_product: bool = False
    search: Name = ""


class Choose(Asked):
    """Which source somebody holds right."""

    key: Name
    attribute: Name
    source: Name


class Same(Asked):
    """Two keys of one product, and the one under which it goes on."""

    key: Name
    main: Name


class Part(Asked):
    """A key that is a product of its own after all."""

    key: Name


@dataclass(frozen=True, slots=True)
class SourceWithVariants:
    """A source, its newest text, and its variants."""

    source: DeskSource
    text: Source | None
    variants: tuple[KeptVariant, ...]


@router.get("/sources", response_model=list[shape_of(DeskSource)])  # type: ignore[misc]
def read_sources(
    desk: TheDesk,
    _: Reader,
    kind: SourceKind | None = None,
    search: Annotated[Name, Query()] = "",
    after: Annotated[Name, Query(description="`id` of the last one seen")] = "",
    limit: Limit = 50,
) -> Response:
    """Return sources, those changed last first."""
    return answer(desk.sources(kind=kind, search=search, after=after, limit=limit))


@router.post("/texts", status_code=201, response_model=shape_of(DeskSource))
def add_typed(desk: TheDesk, by: By, asked: Typed) -> Response:
    """Bring a text in; other words under a known title are its next version."""
    return answer(desk.add_typed(asked.text, title=asked.title, language=asked.language, by=by), 201)


@router.post("/texts/files", status_code=201, response_model=shape_of(DeskSource))
def add_file(
    desk: TheDesk,
    by: By,
    file: UploadFile,
    images: Annotated[list[UploadFile], File(description="Images that it names, by the names of their files")] = [],  # noqa: B006
    language: Literal["de", "en"] | None = None,
) -> Response:
    """Bring a text in as a file: Markdown, text, HTML, DOCX or PDF; with the images that it names."""
    along = {name_of(image): image.file.read() for image in images}
    kept = desk.add_text(file.file.read(), name=file.filename or "", images=along, language=language, by=by)
    return answer(kept, 201)


@router.get("/texts/{key:path}/versions", response_model=list[shape_of(TextVersion)])  # type: ignore[misc]
def read_versions(desk: TheDesk, _: Reader, key: Name) -> Response:
    """Return all versions of a text, the newest first."""
    return answer(desk.versions(key))


@router.get("/sources/{kind}/{key:path}", response_model=shape_of(SourceWithVariants))
def read_source(desk: TheDesk, _: Reader, kind: SourceKind, key: Name) -> Response:
    """Return a source with its newest text and its variants."""
    source, text, variants = desk.source(kind, key)
    return answer(SourceWithVariants(source, text, tuple(variants)))


@router.post("/play/{kind}/{key:path}", response_model=list[shape_of(KeptVariant)])  # type: ignore[misc]
def play(desk: TheDesk, by: By, kind: SourceKind, key: Name, asked: Play) -> Response:
    """Play one source now: a draft for each channel. For many, order work."""
    told = asked.model_dump() | {"channels": asked.channels or None}
    return answer(desk.play(kind, key, by=by, **told))


@router.post("/works/play", status_code=202, response_model=shape_of(Work))
def order_play(works: TheWorks, by: By, asked: PlayMany) -> Response:
    """Order that many sources are played; the answer says where to look how far it is."""
    told = asked.model_dump() | {"sources": tuple(asked.sources), "channels": tuple(asked.channels)}
    return answer(works.order_play(PlayOrder(**told | {"locale": asked.locale or ""}), by=by), 202)


@router.post("/works/collect", status_code=202, response_model=shape_of(Work))
def order_collect(works: TheWorks, by: By, file: UploadFile, source: Annotated[Name, Query()] = "") -> Response:
    """Order that a file of products is brought in."""
    return answer(works.order_collect(file.file, file.filename or "", source=source, by=by), 202)


@router.get("/products", response_model=list[str])
def read_products(
    desk: TheDesk,
    _: Reader,
    search: Annotated[Name, Query()] = "",
    family: Annotated[Name, Query()] = "",
    after: Annotated[Name, Query(description="Last key seen")] = "",
    limit: Limit = MOST,
) -> Response:
    """Return keys of products in order."""
    return answer(desk.products.keys(search, family=family, after=after, limit=limit))


@router.get("/products/{key:path}", response_model=shape_of(Product))
def read_product(desk: TheDesk, _: Reader, key: Name) -> Response:
    """Return a product with all its facts and where each comes from."""
    return answer(desk.products.product(key))


@router.get("/changes/{number}", response_model=list[shape_of(Change)])  # type: ignore[misc]
def read_changes(desk: TheDesk, _: Reader, number: Annotated[int, Field(ge=0, le=2**31 - 1)]) -> Response:
    """Return what changed since an import."""
    return answer(desk.products.changes(number))


@router.get("/proposals", response_model=list[shape_of(Proposal)])  # type: ignore[misc]
def read_proposals(
    desk: TheDesk,
    _: Reader,
    state: Literal["", "open", "accepted", "refused"] = "open",
    product: Annotated[Name, Query()] = "",
    what: Annotated[Name, Query()] = "",
) -> Response:
    """Return what machines found and people decide."""
    return answer(desk.products.proposals(state=state, product=product, what=what))


@router.post("/proposals/{proposal}/accept", response_model=shape_of(Proposal))
def accept(desk: TheDesk, by: By, proposal: Name) -> Response:
    """Hold a proposal right: it becomes a fact with your name."""
    return answer(desk.accept(proposal, by=by))


@router.post("/proposals/{proposal}/refuse", response_model=shape_of(Proposal))
def refuse(desk: TheDesk, by: By, proposal: Name) -> Response:
    """Hold a proposal wrong: it does not come again."""
    return answer(desk.refuse(proposal, by=by))


@router.post("/choices", response_model=shape_of(Product))
def choose(desk: TheDesk, by: By, asked: Choose) -> Response:
    """Say which source is right for an attribute of a product."""
    return answer(desk.choose(asked.key, asked.attribute, asked.source, by=by))


@router.post("/same", response_model=shape_of(Product))
def join(desk: TheDesk, by: By, asked: Same) -> Response:
    """Hold two keys to be one product, which goes on under `main`."""
    return answer(desk.same(asked.key, asked.main, by=by))


@router.post("/part", response_model=shape_of(Product))
def part(desk: TheDesk, by: By, asked: Part) -> Response:
    """Take back that a key is the same product as another one."""
    return answer(desk.part_product(asked.key, by=by))
