"""Values of attributes, read out of a text by a model; whoever asks looks for its quotes in the text."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from klaviatur.adapters.writers.answer import clean, read_object
from klaviatur.adapters.writers.openai_compatible import OpenAICompatibleWriter
from klaviatur.errors import WriterAnswerUnusable
from klaviatur.records import Extraction

MOST_VALUES = 60
_LONGEST = 2_000  # characters of one answer's field


class ModelExtractor:
    """Reads values with the model of a writer; see `ports.Extractor`."""

    def __init__(self, writer: OpenAICompatibleWriter) -> None:
        self.name = writer.name
        self._writer = writer

    def extract(self, text: str, attributes: Mapping[str, str]) -> Sequence[Extraction]:
        """Return what the model says the text holds of some attributes. Raises WriterError.

        An answer that is no list of values is a WriterAnswerUnusable; an entry of another shape is left out.
        """
        system = files("klaviatur.adapters.writers.prompts").joinpath("extract.md").read_text(encoding="utf-8").strip()
        data = json.dumps({"attributes": dict(attributes), "text": text}, ensure_ascii=False)
        messages = [{"role": "system", "content": system}, {"role": "user", "content": data}]
        answer = read_object(self._writer.ask(messages, _schema(attributes)).text)
        values = answer.get("values")
        if not isinstance(values, list):
            raise WriterAnswerUnusable(f"The model {self.name!r} gave no list of values. Ask again, or another model.")
        return [said for value in values[:MOST_VALUES] if (said := _extraction(value))]


def _extraction(value: Any) -> Extraction | None:
    if not isinstance(value, dict):
        return None
    fields = [value.get(name, "") for name in ("attribute", "value", "unit", "quote")]
    if any(isinstance(field, bool) or not isinstance(field, str | int | float | None) for field in fields):
        return None
    attribute, said, unit, quote = ("" if field is None else str(field)[:_LONGEST] for field in fields)
    return Extraction(attribute, clean(said, multiline=False), clean(unit, multiline=False), quote)


def _schema(attributes: Mapping[str, str]) -> dict[str, Any]:
    text = {"type": "string"}
    names = ("attribute", "value", "unit", "quote")
    entry = {
        "type": "object",
        "properties": {"attribute": {"type": "string", "enum": list(attributes)}} | dict.fromkeys(names[1:], text),
        "required": list(names),
        "additionalProperties": False,
    }
    values = {"type": "array", "items": entry}
    return {"type": "object", "properties": {"values": values}, "required": ["values"], "additionalProperties": False}
