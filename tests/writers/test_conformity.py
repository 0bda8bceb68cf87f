"""The suite for writers accepts ours and names the promise another one breaks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from klaviatur import wiring
from klaviatur.adapters.sources import read_source
from klaviatur.collect import parse
from klaviatur.errors import WriterUnavailable
from klaviatur.records import Piece, Source, Variant, VariantPart
from klaviatur.testing import check_writer, sample_channel, sample_source

SOURCES = Path(__file__).resolve().parents[2] / "bench" / "redteam" / "sources"
GOOD = tuple(VariantPart(name, "Text") for name in ("title", "bullet", "question", "answer"))


@pytest.fixture(scope="module")
def source() -> Source:
    return parse(read_source(SOURCES / "en_ferry.md"))


@pytest.mark.parametrize("name", sorted(wiring.known_channels()))
def test_the_embedded_writer_keeps_the_promises_of_the_port(name: str, source: Source) -> None:
    check_writer(wiring.embedded_writer(), source=source, channel=wiring.known_channels()[name])


class Scripted:
    """Writes what a test wants."""

    name = "scripted"

    def __init__(self, change: Callable[[Variant], Variant]) -> None:
        self.change = change

    def write(
        self, source: Source, channel: object, voice: object, *, previous: object = None, findings: object = ()
    ) -> Variant:
        return self.change(Variant("sample", source.id, source.language, GOOD, "scripted"))


def test_a_writer_that_keeps_its_promises_passes() -> None:
    check_writer(Scripted(lambda v: v))


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        (lambda v: replace(v, channel="other"), "is for 'sample'"),
        (lambda v: replace(v, source="other"), "names the source"),
        (lambda v: replace(v, language="de" if v.language == "en" else "en"), "source's language"),
        (lambda v: replace(v, writer=""), "names its writer"),
        (lambda v: replace(v, parts=()), "at least one part"),
        (lambda v: replace(v, parts=v.parts[:3]), "'answer' stands 1 to 3 times"),
        (lambda v: replace(v, parts=(*v.parts, VariantPart("odd", "Text"))), "'odd' belongs to the channel"),
        (lambda v: replace(v, parts=(VariantPart("title", " "), *v.parts[1:])), "'title' holds text"),
        (
            lambda v: replace(v, parts=(VariantPart("title", "A", (Piece("B"),)), *v.parts[1:])),
            "pieces of part 'title'",
        ),
        (lambda v: "text", "gives a Variant"),
    ],
)
def test_a_broken_promise_is_named(change: Callable[[Variant], Variant], promise: str) -> None:
    with pytest.raises(AssertionError, match=promise):
        check_writer(Scripted(change))


def test_a_writer_may_be_allowed_to_fail_but_only_with_a_writer_error() -> None:
    def refuses(variant: Variant) -> Variant:
        raise WriterUnavailable("The server sleeps.")

    def crashes(variant: Variant) -> Variant:
        raise KeyError(variant.channel)

    check_writer(Scripted(refuses), must_deliver=False)
    with pytest.raises(AssertionError, match="The server sleeps"):
        check_writer(Scripted(refuses))
    with pytest.raises(KeyError):
        check_writer(Scripted(crashes), must_deliver=False)


def test_the_samples_are_what_they_promise() -> None:
    for language in ("de", "en"):
        source = sample_source(language)
        assert all(source.words(s.span) == s.text for s in source.sentences)
    assert [p.count for p in sample_channel().parts] == [(1, 1), (0, 1), (1, 3), (1, 3), (1, 3)]
