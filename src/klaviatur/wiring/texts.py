"""Picks the adapters for texts: sources, channels, voices, writers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path

from klaviatur import chain
from klaviatur.adapters.channels import load_channels
from klaviatur.adapters.clock import SystemClock
from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.adapters.sources import read_source, read_stream
from klaviatur.adapters.voices import load_voice
from klaviatur.chain import Progress
from klaviatur.collect import parse
from klaviatur.compose import EmbeddedWriter
from klaviatur.errors import UnknownChannel
from klaviatur.ports import Writer
from klaviatur.records import Channel, Document, Language, Phrasebook, Played, Source, Voice
from klaviatur.settings import Settings, pick_writer, read_settings
from klaviatur.verify import Verifier
from klaviatur.wiring.embedding import embedder


def play(
    source: str | Path | bytes | Source,
    *,
    voice: str | Path | Voice | None = None,
    channels: Sequence[str] | None = None,
    language: Language | None = None,
    writer: str | Writer = "embedded",
    progress: Progress | None = None,
    now: datetime | None = None,
    settings: Settings | None = None,
) -> Played:
    """Play one source on every channel: the right variant for each, checked sentence by sentence.

    `source` is a path, an http(s) URL, the bytes of a file, or a parsed Source; a `str` is a place, never the text
    itself. `channels` are names, or paths of your own channel files; None plays all. `writer` is "embedded", "local",
    "model", a name from klaviatur.toml, or a Writer of yours. `now` decides embargoes (default: the clock).
    Raises SourceError, ProfileError or SettingError with the next step; a writer never makes it raise.
    """
    settings = settings or read_settings()
    parsed = source if isinstance(source, Source) else parse(_read(source, settings), language=language)
    chosen = choose_channels(channels, settings, products=bool(parsed.facts))
    spoken = _voice(voice, settings)
    model, parallel = _model(writer, settings)
    return chain.play(
        parsed,
        chosen,
        spoken,
        embedded=embedded_writer(),
        verifier=Verifier(parsed, spoken, phrasebook(), embedder(), SystemClock(now)),
        model=model,
        parallel=parallel,
        progress=progress,
    )


def known_channels(settings: Settings | None = None) -> Mapping[str, Channel]:
    """Return all channel profiles by name: ours and those of the folder in the settings, also where it is empty now."""
    folder = (settings or read_settings()).channels_folder
    own = [Path(folder)] if folder else []
    return load_channels(*(place for place in own if not place.is_dir() or any(place.glob("*.toml"))))


def choose_channels(
    names: Sequence[str] | None, settings: Settings | None = None, *, products: bool = False
) -> list[Channel]:
    """Return the profiles for names or paths, in that order, each once. Raises UnknownChannel, ProfileError.

    Without names these are all channels, those of shops only for `products`.
    """
    known = dict(known_channels(settings))
    if not names:
        return [channel for channel in known.values() if products or channel.family != "shop"]
    chosen: dict[str, Channel] = {}
    for name in names:
        own = load_channels(Path(name)) if name.endswith(".toml") or Path(name).is_dir() else {}
        added = [c for n, c in own.items() if n not in known or c != known[n]] if own else [_pick(known, name)]
        chosen |= {c.name: c for c in added}
    return list(chosen.values())


@cache
def phrasebook() -> Phrasebook:
    """Return the declared phrases."""
    return load_phrasebook()


@cache
def embedded_writer() -> EmbeddedWriter:
    """Return the writer that needs no key and no network; it ranks by words alone, see docs/decisions/0007."""
    return EmbeddedWriter(phrasebook())


def _pick(known: Mapping[str, Channel], name: str) -> Channel:
    if name not in known:
        raise UnknownChannel(
            f"There is no channel {name!r}. Known: {', '.join(known)}. For a channel of your own, give the path of its "
            "file, ending in .toml."
        )
    return known[name]


def _read(source: str | Path | bytes, settings: Settings) -> Document:
    if isinstance(source, bytes):
        return read_stream(source)
    return read_source(source, max_bytes=settings.source_max_bytes)


def _voice(voice: str | Path | Voice | None, settings: Settings) -> Voice:
    if isinstance(voice, Voice):
        return voice
    place = voice or settings.voice
    return load_voice(Path(place)) if place else Voice()


def _model(writer: str | Writer, settings: Settings) -> tuple[Writer | None, int]:
    """Return the model to ask, None for the embedded writer alone, and how many variants it writes at a time."""
    if not isinstance(writer, str):
        return writer, 1
    if writer == "embedded":
        return None, 1
    if writer == "local":
        local = import_module("klaviatur.adapters.writers.local")
        return local.LocalWriter(settings.local_model), 1
    own = pick_writer(settings, writer)
    remote = import_module("klaviatur.adapters.writers.openai_compatible")
    return remote.OpenAICompatibleWriter.from_settings(own), own.parallel
