"""What a server understands: found out by asking, remembered for as long as the process runs."""

import re
import threading
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any


class Rung(IntEnum):
    """How firmly an answer's shape is asked for; a server that refuses one is asked for the next."""

    JSON_SCHEMA = 2
    JSON_OBJECT = 1
    PROMPT = 0


@dataclass(frozen=True, slots=True)
class Dialect:
    """The parameters one server and model accept."""

    rung: Rung = Rung.JSON_SCHEMA
    limit_name: str = "max_tokens"
    temperature: bool = True
    stream: bool = True
    usage_in_stream: bool = True

    def body(self, model: str, messages: list[dict[str, str]], asked: "Asked") -> dict[str, Any]:
        """Return the request for /chat/completions in this dialect."""
        body: dict[str, Any] = {"model": model, "messages": messages, self.limit_name: asked.max_tokens}
        if self.temperature and asked.temperature is not None:
            body["temperature"] = asked.temperature
        if self.stream and asked.stream:
            body["stream"] = True
            body |= {"stream_options": {"include_usage": True}} if self.usage_in_stream else {}
        return body | self._shape(asked.schema)

    def _shape(self, schema: dict[str, Any]) -> dict[str, Any]:
        if self.rung is Rung.PROMPT:
            return {}
        if self.rung is Rung.JSON_OBJECT:
            return {"response_format": {"type": "json_object"}}
        named = {"name": "variant", "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": named}}

    def simpler(self, complaint: str) -> "Dialect | None":
        """Return the dialect without what a server complained of, None if there is nothing left to leave out.

        A complaint that names no parameter costs one rung: many servers only say "bad request".
        """
        for pattern, changed in self._reactions():
            if changed != self and pattern.search(complaint):
                return changed
        if self.rung is not Rung.PROMPT:
            return self.lower()
        bare = replace(self, stream=False, temperature=False)
        return bare if bare != self else None

    def lower(self) -> "Dialect":
        """Return the dialect one rung down."""
        return replace(self, rung=Rung(max(self.rung - 1, 0)))

    def _reactions(self) -> "list[tuple[re.Pattern[str], Dialect]]":
        return [
            (_COMPLETION_TOKENS, replace(self, limit_name="max_completion_tokens")),
            (_TOKENS, replace(self, limit_name="max_tokens")),
            (_STREAM_OPTIONS, replace(self, usage_in_stream=False)),
            (_STREAM, replace(self, stream=False)),
            (_TEMPERATURE, replace(self, temperature=False)),
            (SHAPE, self.lower()),
        ]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants, whatever the dialect."""

    schema: dict[str, Any]
    max_tokens: int
    temperature: float | None
    stream: bool


_COMPLETION_TOKENS = re.compile(
    r"max_completion_tokens.{0,40}(?:instead|rather)|(?:unsupported|not supported).{0,60}'?max_tokens",
    re.IGNORECASE | re.DOTALL,
)
_TOKENS = re.compile(r"max_completion_tokens", re.IGNORECASE)
_STREAM_OPTIONS = re.compile(r"stream_options|include_usage", re.IGNORECASE)
_STREAM = re.compile(r"\bstream(?:ing)?\b", re.IGNORECASE)
_TEMPERATURE = re.compile(r"\btemperature\b", re.IGNORECASE)
SHAPE = re.compile(r"response_format|json_schema|json_object|json mode|schema|grammar|structured|guided", re.IGNORECASE)

_known: dict[tuple[str, str], Dialect] = {}
_lock = threading.Lock()


def known_dialect(server: str, model: str) -> Dialect:
    """Return what was learnt of a server and model in this process, the fullest dialect at first."""
    with _lock:
        return _known.get((server, model), Dialect())


def remember_dialect(server: str, model: str, dialect: Dialect) -> None:
    """Keep what a server and model understood."""
    with _lock:
        _known[server, model] = dialect


def forget_dialects() -> None:
    """Forget every server."""
    with _lock:
        _known.clear()
