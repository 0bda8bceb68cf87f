"""The files an output leaves as: one where it keeps its platform's limits, else its parts and an index of them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from klaviatur.adapters.outlets import write_whole
from klaviatur.adapters.outputs.shelf import OutputShelf
from klaviatur.errors import UnknownOutput
from klaviatur.ports.outputs import Part, ShelfState
from klaviatur.records import CopiedFile, Difference, Feed, OutputFile, OutputProfile, Receipt
from klaviatur.syndicate.formats.sitemap_index import sitemap_index

INDEX = 0  # number of the file that names the others; where there is one file alone, it is this one too
INDEXES: Mapping[str, Callable[[Iterable[tuple[str, str]]], bytes]] = {"sitemap_index": sitemap_index}
Address = Callable[[OutputFile], str]  # where a part is fetched


class Place(Protocol):
    """Where files are put: a folder, a bucket."""

    def put(self, name: str, media_type: str, chunks: Iterable[bytes]) -> Receipt:
        """Keep a file under a name, whole or not at all; one of the same name is replaced."""
        ...

    def has(self, name: str) -> bool:
        """Return whether there is a file of this name."""
        ...

    def drop(self, name: str) -> None:
        """Remove a file; one that is gone already is removed."""
        ...


@dataclass(frozen=True, slots=True)
class Put:
    """An output that was put to a place: a receipt of each file, in their order, and the digest of all records."""

    receipts: tuple[Receipt, ...]
    digest: str

    @property
    def receipt(self) -> Receipt:
        """Return the receipt of the file that was put last, the index where there is one."""
        last = self.receipts[-1]
        several = (("files", str(len(self.receipts))),) if len(self.receipts) > 1 else ()
        return replace(last, details=(*last.details, *several))


@dataclass(frozen=True, slots=True)
class OutputFiles:
    """An output as it lies there at one moment. What reads it raises FileNotFoundError where a run has replaced it."""

    profile: OutputProfile
    values: Mapping[str, str]  # settings
    shelf: OutputShelf
    state: ShelfState

    @property
    def indexed(self) -> bool:
        """Return whether it leaves as parts that an index names."""
        return bool(self.state.parts) and self.profile.options.get("parts", "") in INDEXES

    def parts(self) -> tuple[OutputFile, ...]:
        """Return the files with records in them: one, or several by their numbers."""
        name, totals = self.profile.file, self.state.totals
        if not self.state.parts:
            return (OutputFile(1, name, totals.records, totals.bytes, totals.digest),)
        return tuple(
            OutputFile(number, part_name(name, number), part.records, part.bytes, part.digest)
            for number, part in enumerate(self.state.parts, 1)
        )

    def all(self) -> tuple[OutputFile, ...]:
        """Return all files, the index last."""
        if not self.indexed:
            return self.parts()
        feed = self.feed(INDEX)
        return *self.parts(), OutputFile(INDEX, feed.file_name, len(self.state.parts), feed.size, feed.etag)

    def whole(self, since: int | None = None) -> Feed:
        """Return all records as one stream, however long it is, or those which runs after `since` wrote."""
        totals, read = self.state.totals, self.shelf.read(self.state, since=since)
        if since is not None:
            return self._feed(self.profile.file, f"{totals.digest}-{since}", read, 0)
        return self._feed(self.profile.file, totals.digest, read, totals.bytes)

    def feed(self, number: int, address: Address | None = None) -> Feed:
        """Return a file, 0 for the one with the output's own name: the index, or the only one there is.

        An index names parts at their `address`, else below a setting. Raises UnknownOutput for a file there is not.
        """
        if number == INDEX and self.indexed:
            told = INDEXES[self.profile.options["parts"]](self._named(address or self.address))
            return self._feed(self.profile.file, sha256(told).hexdigest()[:32], iter((told,)), len(told))
        parts = self.parts()
        if number in {INDEX, 1} and len(parts) == 1:
            return self.whole()
        if not 1 <= number <= len(parts):
            raise UnknownOutput(
                f"The output {self.profile.name!r} has no file {number}: it has 1 to {len(parts)}. See them: klaviatur "
                f"outputs files {self.profile.name}"
            )
        one, part = parts[number - 1], self.state.parts[number - 1]
        return self._feed(one.name, one.digest, self.shelf.read(self.state, part=part), one.bytes)

    def address(self, one: OutputFile) -> str:
        """Return where a part is fetched as the settings say it."""
        base = self.values.get("files_base") or self.values.get("base_url") or ""
        return f"{base.rstrip('/')}/{one.name}"

    def put(self, place: Place, there: dict[str, CopiedFile] | None = None) -> Put:
        """Put all files to a place, the index last, and take away what an earlier output left there.

        A file that is `there` with the same digest is left alone, any other one of `there` is taken away. What is there
        by name is kept in it at every step, so that it holds also where this breaks off.
        """
        there = {} if there is None else there
        told: dict[int, Receipt] = {}
        for one in self.parts():
            told[one.number] = _put(place, there, one.name, one.digest, partial(self.feed, one.number))
        if self.indexed:
            feed = self.feed(INDEX, lambda one: told[one.number].url or self.address(one))
            told[INDEX] = _put(place, there, feed.file_name, feed.etag, lambda: feed)
        parted = len(self.state.parts)
        _take_away(place, self.profile.file, parted)
        if parted and not self.indexed and place.has(self.profile.file):
            place.drop(self.profile.file)
        names = {one.name for one in self.parts()} | ({self.profile.file} if self.indexed else set())
        for name in there.keys() - names:  # of a profile that called its file otherwise
            if place.has(name):
                place.drop(name)
            del there[name]
        return Put(tuple(told.values()), self.state.totals.digest)

    def beside(self, folder: Path) -> Iterator[Difference]:
        """Yield the files of a folder that are not those of the output, byte by byte; of an index only whether it is.

        An index names addresses, and those may be others there.
        """
        files = {one.name: one.number for one in self.parts()} | ({self.profile.file: INDEX} if self.indexed else {})
        names = dict.fromkeys([*files, self.profile.file, part_name(self.profile.file, len(self.state.parts) + 1)])
        for name in names:
            place, number = folder / name, files.get(name)
            if not place.is_file():
                other = "missing" if number is not None else ""
            elif number is None:
                other = "no file of it"
            else:
                other = "" if number == INDEX and self.indexed else _other(self.feed(number).bytes, place)
            if other:
                yield Difference(name, "file", ((self.profile.name, ""), (str(folder), other)))

    def _named(self, address: Address) -> Iterator[tuple[str, str]]:
        """Yield the address of each part, and the newest moment that its records tell."""
        element = self.profile.options.get("newest", "")
        known = _moments(self.shelf.folder, element)
        for one, part in zip(self.parts(), self.state.parts, strict=True):
            newest = known[one.digest] = known.get(one.digest) or self._newest(part, element)
            yield address(one), newest
        for gone in known.keys() - {one.digest for one in self.state.parts}:
            known.pop(gone, None)

    def _newest(self, part: Part, element: str) -> str:
        told = re.findall(f"<{element}>([^<]*)</".encode(), b"".join(self.shelf.read(self.state, part=part)))
        return max(told, default=b"").decode()

    def _feed(self, name: str, etag: str, read: Iterator[bytes], size: int) -> Feed:
        return Feed(self.profile.media_type, name, etag, self.state.at, read, size)


@lru_cache(maxsize=64)
def _moments(folder: Path, element: str) -> dict[str, str]:  # noqa: ARG001 - the key
    """Return what is known of the newest moments of an output's parts, by digest: only what is new is read again."""
    return {}


def part_name(file: str, number: int) -> str:
    """Return the name of a part: "sitemap.xml" is "sitemap-part2.xml"."""
    stem, dot, ending = file.partition(".")
    return f"{stem}-part{number}{dot}{ending}"


def _put(place: Place, there: dict[str, CopiedFile], name: str, digest: str, feed: Callable[[], Feed]) -> Receipt:
    """Put a file to a place, unless it is there; while it is being put nobody knows what is."""
    known = there.pop(name, None)
    if known is None or known.digest != digest or not place.has(name):
        whole = feed()
        receipt = place.put(whole.file_name, whole.media_type, whole.bytes)
        known = CopiedFile(name, digest, receipt.id, receipt.url)
    else:
        receipt = Receipt(known.id, known.url)
    there[name] = known
    return receipt


def _other(wanted: Iterator[bytes], place: Path) -> str:
    """Return how a file differs from what it should be, "" where it does not."""
    done = 0
    with place.open("rb") as file:
        for block in wanted:
            if file.read(len(block)) != block:
                return f"other behind byte {done}"
            done += len(block)
        return f"longer than {done} bytes" if file.read(1) else ""


def _take_away(place: Place, file: str, parts: int) -> None:
    """Remove the parts behind the last one, from their end: who is stopped on the way leaves no gap."""
    last = parts
    while place.has(part_name(file, last + 1)):
        last += 1
    for number in range(last, parts, -1):
        place.drop(part_name(file, number))


class FolderPlace:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, media_type: str, chunks: Iterable[bytes]) -> Receipt:  # noqa: ARG002 - as all places
        """Write a file aside and then into its place."""
        write_whole(self.folder / name, chunks)
        return Receipt(name)

    def has(self, name: str) -> bool:
        """Return whether there is a file of this name."""
        return (self.folder / name).is_file()

    def drop(self, name: str) -> None:
        """Remove a file."""
        (self.folder / name).unlink(missing_ok=True)
