"""What an answer must look like: one JSON key per part of the channel."""

from typing import Any

from klaviatur.records import Channel, PartProfile

PAIRED = ("question", "answer")  # repeated alternately, as a reader meets them


def answer_schema(channel: Channel) -> dict[str, Any]:
    """Return the JSON schema of an answer: a string per single part, a list of strings per repeated part."""
    return {
        "type": "object",
        "properties": {part.name: _part_schema(part) for part in channel.parts},
        "required": [part.name for part in channel.parts],
        "additionalProperties": False,
    }


def _part_schema(part: PartProfile) -> dict[str, Any]:
    if not repeats(part):
        return {"type": "string"}
    fewest, most = part.count
    return {"type": "array", "items": {"type": "string"}, "minItems": fewest, "maxItems": most}


def repeats(part: PartProfile) -> bool:
    """Return whether a variant may have this part more than once."""
    return part.count[1] > 1


def example_answer(channel: Channel) -> dict[str, Any]:
    """Return the outline of an answer for servers that know no schema."""
    return {part.name: ["…"] * max(1, part.count[0]) if repeats(part) else "…" for part in channel.parts}
