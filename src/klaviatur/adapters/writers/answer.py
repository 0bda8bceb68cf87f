"""From the words of a model to the parts of a variant; whatever does not fit is a WriterAnswerUnusable."""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from klaviatur.adapters.writers.schema import PAIRED, repeats
from klaviatur.errors import WriterAnswerUnusable
from klaviatur.records import Channel, PartProfile, VariantPart

MAX_ANSWER_CHARS = 200_000
MAX_PART_CHARS = 40_000
_MAX_STARTS = 50

_THOUGHTS = re.compile(
    r"<(think|thinking|thought|reasoning|reflection)\b[^>]*>.*?(?:</\1\s*>|\Z)|◁think▷.*?(?:◁/think▷|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_UNOPENED_THOUGHTS = re.compile(
    r"\A.*?</(?:think|thinking|thought|reasoning|reflection)\s*>", re.DOTALL | re.IGNORECASE
)
_FINAL_CHANNEL = re.compile(r"<\|channel\|>\s*final\s*(?:<\|constrain\|>\s*\w+\s*)?<\|message\|>")
_MARKERS = re.compile(r"<\|[a-z_]+\|>")


def read_parts(text: str, channel: Channel) -> tuple[VariantPart, ...]:
    """Return the parts of the channel in its order; raise WriterAnswerUnusable if the answer does not give them."""
    answer = _unwrapped(read_object(text), channel)
    groups = {part.name: _texts(part, answer.get(part.name)) for part in channel.parts}
    parts = tuple(_in_order(channel, groups))
    if not parts:
        raise WriterAnswerUnusable(f"The model's answer for channel {channel.name!r} has no text in any part.")
    return parts


def read_object(text: str) -> dict[str, Any]:
    """Return the first JSON object in an answer, behind thoughts, fences and talk."""
    if len(text) > MAX_ANSWER_CHARS:
        raise WriterAnswerUnusable(f"The model's answer has {len(text)} characters; {MAX_ANSWER_CHARS} are read.")
    spoken = without_thoughts(text)
    if not spoken:
        raise WriterAnswerUnusable("The model's answer is empty.")
    found = _first_object(spoken) or _first_object(_without_trailing_commas(spoken))
    if found is None:
        raise WriterAnswerUnusable(f"The model's answer holds no whole JSON object; it begins {_begin(spoken)!r}.")
    return found


def _unwrapped(answer: dict[str, Any], channel: Channel) -> dict[str, Any]:
    """Return what a lone key of its own making wraps, as in {"variant": {...}}."""
    values = list(answer.values())
    lone = len(values) == 1 and isinstance(values[0], dict) and not answer.keys() & {p.name for p in channel.parts}
    return values[0] if lone else answer


def without_thoughts(text: str) -> str:
    """Return an answer without the model's reasoning and without chat markers."""
    text = _FINAL_CHANNEL.split(text)[-1]
    text = _THOUGHTS.sub("", text)
    text = _UNOPENED_THOUGHTS.sub("", text)
    return _MARKERS.sub("", text).strip()


def _first_object(text: str) -> dict[str, Any] | None:
    decoder = json.JSONDecoder(strict=False)
    starts = [m.start() for m in re.finditer(r"\{", text)][:_MAX_STARTS]
    for start in starts:
        found = _decode(decoder, text, start)
        if isinstance(found, dict) and found:
            return found
    return None


def _decode(decoder: json.JSONDecoder, text: str, start: int) -> Any:
    try:
        return decoder.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def _without_trailing_commas(text: str) -> str:
    return re.sub(r",(\s*[}\]])", r"\1", text)


def _texts(part: PartProfile, value: Any) -> list[str]:
    fewest, most = part.count
    values = value if isinstance(value, list) else [] if value is None else [value]
    if wrong := [v for v in values if not isinstance(v, str)]:
        kind = type(wrong[0]).__name__
        raise WriterAnswerUnusable(f"Part {part.name!r} of the model's answer is of type {kind}, not text.")
    texts = [text for v in values if (text := clean(v, multiline=part.multiline))]
    if len(texts) < fewest:
        raise WriterAnswerUnusable(
            f"The model's answer gives part {part.name!r} {len(texts)} times; {fewest} are needed."
        )
    if not repeats(part) and len(texts) > 1:
        raise WriterAnswerUnusable(f"The model's answer gives part {part.name!r} {len(texts)} times, not once.")
    if any(len(text) > MAX_PART_CHARS for text in texts):
        raise WriterAnswerUnusable(f"Part {part.name!r} of the model's answer is longer than {MAX_PART_CHARS}.")
    return texts[:most]


def clean(text: str, *, multiline: bool) -> str:
    """Return text in NFC without control characters, lone surrogates and, for a single line, line breaks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    if not multiline:
        return " ".join(unicodedata.normalize("NFC", kept).split("\n")).strip()
    lines = (line.rstrip() for line in unicodedata.normalize("NFC", kept).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _in_order(channel: Channel, groups: dict[str, list[str]]) -> Iterator[VariantPart]:
    question, answer = PAIRED
    for part in channel.parts:
        if part.name == answer and question in groups:
            continue
        if part.name == question and answer in groups:
            yield from _pairs(groups)
            continue
        yield from (VariantPart(name=part.name, text=text) for text in groups[part.name])


def _pairs(groups: dict[str, list[str]]) -> Iterator[VariantPart]:
    question, answer = PAIRED
    for asked, told in zip(groups[question], groups[answer], strict=False):
        yield VariantPart(name=question, text=asked)
        yield VariantPart(name=answer, text=told)


def _begin(text: str) -> str:
    return text[:60] + ("…" if len(text) > 60 else "")
