"""What the pages of voices show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from klaviatur.doors.site.pages.voices.fields import CHOICES, VoiceFields
from klaviatur.doors.site.pages.voices.sample import SampleView
from klaviatur.records import KeptVoice


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A voice in the list."""

    name: str
    version: int
    at: datetime
    by: str
    address: str
    register: str
    gender: str


@dataclass(frozen=True, slots=True)
class VoicesView:
    """All voices."""

    voices: tuple[VoiceLine, ...]
    may: bool  # whether this visitor may change them
    house: str = ""  # the voice of the settings


@dataclass(frozen=True, slots=True)
class VoiceView:
    """One voice in its form, with a sample."""

    fields: VoiceFields
    sample: SampleView
    may: bool
    version: int = 0  # of what is kept; 0: not kept yet
    at: datetime | None = None
    by: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)  # field -> message
    problem: str = ""
    imported: bool = False
    shown: int = 0  # the earlier version whose values stand in the form; 0: what is kept now, or typed
    versions: tuple[KeptVoice, ...] = ()  # the newest first; none where there is only one

    @property
    def known(self) -> Mapping[str, Sequence[str]]:
        """Return what can be chosen."""
        return CHOICES


def line_of(voice: KeptVoice) -> VoiceLine:
    """Return a voice as the list shows it."""
    values: Mapping[str, Any] = voice.values
    told = {key: str(values.get(key) or CHOICES[key][0]) for key in ("address", "register", "gender")}
    return VoiceLine(voice.name, voice.version, voice.at, voice.by, **told)
