"""Bring sources in: several files at once, of which one that is refused stops no other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from starlette.datastructures import UploadFile

from klaviatur.adapters.sources.pictures import file_of, picture_type
from klaviatur.doors.site.asking import name_of
from klaviatur.errors import SourceError
from klaviatur.records import Actor, DeskSource
from klaviatur.wiring.desk import Desk


@dataclass(frozen=True, slots=True)
class Brought:
    """What came in and what did not."""

    sources: tuple[DeskSource, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()  # name and why


def bring_files(desk: Desk, files: Sequence[UploadFile], *, by: Actor) -> Brought:
    """Bring texts in from files; images among them are those that the texts name."""
    given = [(name_of(file), file.file.read()) for file in files]
    images = {name: data for name, data in given if picture_type(data)}
    texts = [(name, data) for name, data in given if name not in images] or given  # images alone are refused
    brought = _gathered([_try(name, partial(_add, desk, name, data, images, by)) for name, data in texts])
    parsed = (desk.source("text", kept.key)[1] for kept in brought.sources)
    named = {file_of(one.url) for text in parsed if text for one in text.images}
    alone = tuple((name, str(_alone(name))) for name in images if brought.sources and name not in named)
    return replace(brought, refused=(*brought.refused, *alone))


def bring_typed(desk: Desk, title: str, text: str, *, by: Actor) -> Brought:
    """Bring in what somebody typed or pasted."""
    return _gathered([_try(title or " ".join(text.split()[:6]), lambda: desk.add_typed(text, title=title, by=by))])


def bring_address(desk: Desk, address: str, *, by: Actor) -> Brought:
    """Bring in the page at an http or https address.

    No file of the server is one, and no machine in its own network: there lies what its visitors must not read.
    """
    return _gathered([_try(address, lambda: desk.add_text(address, public_only=True, by=by))])


def _add(desk: Desk, name: str, data: bytes, images: Mapping[str, bytes], by: Actor) -> DeskSource:
    source: DeskSource = desk.add_text(data, name=name, images=images, by=by)
    return source


def _alone(name: str) -> SourceError:
    return SourceError(
        f"No text names the image {name!r}, so it was not kept. Write what is seen on it into the text, ![like "
        "this](image.jpg), and bring both in again."
    )


def _try(name: str, action: Callable[[], DeskSource]) -> DeskSource | tuple[str, str]:
    try:
        return action()
    except SourceError as error:
        return name, str(error)


def _gathered(results: Sequence[DeskSource | tuple[str, str]]) -> Brought:
    refused = tuple(result for result in results if isinstance(result, tuple))
    return Brought(tuple(result for result in results if isinstance(result, DeskSource)), refused)
