"""What an answer must look like: one JSON key per part of the channel."""

from typing import Any

from klaviatur.records import Channel, Measure, PartProfile

PAIRED = ("question", "answer")  # repeated alternately, as a reader meets them
LONGEST_BOUND = 500  # characters; longer bounds make grammars of llama.cpp slow
_IN_CHARACTERS = frozenset(
    {Measure.CHARACTERS, Measure.GRAPHEMES, Measure.UTF16, Measure.X_WEIGHTED, Measure.MASTODON, Measure.AD}
)


def answer_schema(channel: Channel, *, bounded: bool = False) -> dict[str, Any]:
    """Return the JSON schema of an answer: a string per single part, a list of strings per repeated part.

    `bounded` stops a part that runs on at twice its limit, where that is at most 500 characters: not at the limit
    itself, or a text would end in the middle of a word and seem to fit. Not every server that knows schemas knows
    lengths, but small models run on without.
    """
    return {
        "type": "object",
        "properties": {part.name: _part_schema(part, bounded=bounded) for part in channel.parts},
        "required": [part.name for part in channel.parts],
        "additionalProperties": False,
    }


def _part_schema(part: PartProfile, *, bounded: bool) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string"}
    if bounded and (longest := _longest(part)):
        text["maxLength"] = longest
    if not repeats(part):
        return text
    fewest, most = part.count
    return {"type": "array", "items": text, "minItems": fewest, "maxItems": most}


def _longest(part: PartProfile) -> int | None:
    limits = [x.maximum for x in part.limits if x.measure in _IN_CHARACTERS and x.maximum is not None]
    return 2 * min(limits) if limits and 2 * min(limits) <= LONGEST_BOUND else None


def repeats(part: PartProfile) -> bool:
    """Return whether a variant may have this part more than once."""
    return part.count[1] > 1


def example_answer(channel: Channel) -> dict[str, Any]:
    """Return the outline of an answer for servers that know no schema."""
    return {part.name: ["…"] * max(1, part.count[0]) if repeats(part) else "…" for part in channel.parts}
