"""A short text in a voice, on three channels: what the voice changes against the plain one."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from klaviatur.errors import SourceError
from klaviatur.records import Bilingual, Channel, Checked, Finding, Language, Played, Voice
from klaviatur.review.human import Run, differences
from klaviatur.settings import Settings
from klaviatur.wiring import play

CHANNELS = ("linkedin", "newsletter", "intranet")
TOLD = ("voice.", "address.", "gender.", "tone.", "style.")
LONGEST = 5_000  # characters of an own sample text


@dataclass(frozen=True, slots=True)
class PartSample:
    """One part in this voice; runs that are not equal differ from the plain voice."""

    label: Bilingual
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ChannelSample:
    """The sample text on one channel."""

    label: Bilingual
    language: Language
    parts: tuple[PartSample, ...]
    findings: tuple[Finding, ...]  # what the voice objects to


@dataclass(frozen=True, slots=True)
class SampleView:
    """The sample text in a voice."""

    text: str
    channels: tuple[ChannelSample, ...] = ()
    problem: str = ""  # why the text cannot be played


def sample_text(language: Language) -> str:
    """Return our own sample text."""
    return files("klaviatur.doors.site.pages.voices").joinpath(f"sample_{language}.txt").read_text(encoding="utf-8")


def sample_in(text: str, voice: Voice, known: Mapping[str, Channel], settings: Settings) -> SampleView:
    """Return a text in a voice beside the plain one; a text that is too thin says so."""
    cut = text.strip()[:LONGEST]
    try:
        plain, spoken = _played(cut, Voice(), settings), _played(cut, voice, settings)
    except SourceError as error:
        return SampleView(text, problem=str(error))
    pairs = zip(plain.checked, spoken.checked, strict=True)
    return SampleView(text, tuple(_channel(before, now, known) for before, now in pairs))


def _played(text: str, voice: Voice, settings: Settings) -> Played:
    return play(text.encode(), voice=voice, channels=list(CHANNELS), settings=settings)


def _channel(before: Checked, now: Checked, known: Mapping[str, Channel]) -> ChannelSample:
    channel = known[now.variant.channel]
    labels = {part.name: part.label for part in channel.parts}
    parts = [
        PartSample(labels.get(part.name, Bilingual(part.name, part.name)), _kept(part.runs))
        for part in differences(before.variant.parts, now.variant.parts)
        if part.part is not None
    ]
    told = tuple(finding for finding in now.findings if finding.rule.startswith(TOLD))
    return ChannelSample(channel.label, now.variant.language, tuple(parts), told)


def _kept(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(run for run in runs if run.kind != "delete")
