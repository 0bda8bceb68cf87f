"""Bring sources in: several files at once, of which one that is refused stops no other."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from starlette.datastructures import UploadFile

from klaviatur.errors import SourceError
from klaviatur.records import Actor, DeskSource
from klaviatur.wiring.desk import Desk


@dataclass(frozen=True, slots=True)
class Brought:
    """What came in and what did not."""

    sources: tuple[DeskSource, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()  # name and why


def bring_files(desk: Desk, files: Sequence[UploadFile], *, by: Actor) -> Brought:
    """Bring texts in from files."""
    return _gathered([_try(name_of(file), partial(_add, desk, file, by)) for file in files])


def bring_typed(desk: Desk, title: str, text: str, *, by: Actor) -> Brought:
    """Bring in what somebody typed or pasted."""
    return _gathered([_try(title or " ".join(text.split()[:6]), lambda: desk.add_typed(text, title=title, by=by))])


def bring_address(desk: Desk, address: str, *, by: Actor) -> Brought:
    """Bring in the page at an http or https address; nothing else is an address here.

    No file of the server is one, and no machine in its own network: there lies what its visitors must not read.
    """
    if not address.startswith(("http://", "https://")):
        return Brought(refused=((address, "This is no address of a page. It begins with https:// or http://."),))
    if not _is_public(address):
        return Brought(refused=((address, "No public machine has this address. Save the page and bring the file in."),))
    return _gathered([_try(address, lambda: desk.add_text(address, by=by))])


def name_of(file: UploadFile) -> str:
    """Return a file's name without the folders some browsers send along."""
    return (file.filename or "upload").replace("\\", "/").rsplit("/", 1)[-1]


def _is_public(address: str) -> bool:
    """Return whether all that a name stands for lies outside the own network."""
    try:
        host, port = urlsplit(address).hostname or "", urlsplit(address).port
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, ValueError):
        return False
    return all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in found)


def _add(desk: Desk, file: UploadFile, by: Actor) -> DeskSource:
    source: DeskSource = desk.add_text(file.file.read(), name=name_of(file), by=by)
    return source


def _try(name: str, action: Callable[[], DeskSource]) -> DeskSource | tuple[str, str]:
    try:
        return action()
    except SourceError as error:
        return name, str(error)


def _gathered(results: Sequence[DeskSource | tuple[str, str]]) -> Brought:
    refused = tuple(result for result in results if isinstance(result, tuple))
    return Brought(tuple(result for result in results if isinstance(result, DeskSource)), refused)
