"""Reading what a chat server sends: one JSON body or a stream of server-sent events, whatever it calls it."""

import codecs
import json
from dataclasses import dataclass, field
from typing import Any

from klaviatur.errors import WriterAnswerUnusable, WriterUnavailable

MAX_BODY_BYTES = 8_000_000


class ReplyBroken(WriterUnavailable):
    """The reply ended before it was whole; asking again may help."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's words, why it stopped ("stop", "length", ... or "") and the tokens used (0: it did not say)."""

    text: str
    finish: str = ""
    tokens: int = 0


@dataclass(slots=True)
class ReplyReader:
    """Takes a body in chunks; `feed` says when enough was read, `result` what it was."""

    _decoder: Any = field(default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace"))
    _raw: list[str] = field(default_factory=list)
    _rest: str = ""
    _bytes: int = 0
    _events: bool | None = None
    _words: list[str] = field(default_factory=list)
    _finish: str = ""
    _tokens: int = 0
    _done: bool = False

    def feed(self, chunk: bytes) -> bool:
        """Take a chunk and return whether the reply is complete; raise WriterAnswerUnusable if it is huge."""
        self._bytes += len(chunk)
        if self._bytes > MAX_BODY_BYTES:
            raise WriterAnswerUnusable(f"The model's reply is larger than {MAX_BODY_BYTES} bytes; it was not read on.")
        text = self._decoder.decode(chunk)
        if self._events is None:
            self._raw.append(text)
            self._recognise()
        elif self._events:
            self._read_lines(text)
        else:
            self._raw.append(text)
        return self._done

    def _recognise(self) -> None:
        begin = "".join(self._raw).lstrip("\ufeff \r\n\t")
        if len(begin) < 6 and not begin.startswith(("{", "<", ":")):
            return
        self._events = begin.startswith(("data:", "event:", "id:", "retry:", ":"))
        if self._events:
            self._raw = []
            self._read_lines(begin)

    def _read_lines(self, text: str) -> None:
        *lines, self._rest = (self._rest + text).replace("\r\n", "\n").split("\n")
        for line in lines:
            if line.startswith("data:") and not self._done:
                self._read_event(line[5:].strip())

    def _read_event(self, data: str) -> None:
        if data == "[DONE]":
            self._done = True
            return
        event = _json(data)
        if not isinstance(event, dict):
            return
        if event.get("error"):
            raise WriterUnavailable("The model's server broke off its answer with an error. Look into its log.")
        self._take_usage(event)
        choice = _first_choice(event)
        delta = choice.get("delta") or choice.get("message")
        if isinstance(delta, dict):
            self._words.append(_content(delta))
        self._finish = _text(choice.get("finish_reason")) or self._finish

    def _take_usage(self, event: dict[str, Any]) -> None:
        usage = event.get("usage")
        total = usage.get("total_tokens") if isinstance(usage, dict) else None
        if isinstance(total, int) and not isinstance(total, bool) and 0 <= total < 10**9:
            self._tokens = total

    def result(self) -> Reply:
        """Return the reply after the last chunk; raise a WriterError if it is none."""
        if not self._events:
            return self._whole("".join(self._raw).lstrip("\ufeff"))
        if self._rest.startswith("data:") and not self._done:
            self._read_event(self._rest[5:].strip())
        if not (self._done or self._finish):
            raise ReplyBroken("The model's server broke off in the middle of an answer.")
        return Reply("".join(self._words), self._finish, self._tokens)

    def _whole(self, body: str) -> Reply:
        answer = _json(body)
        if not isinstance(answer, dict):
            raise WriterUnavailable(
                f"The model's server did not answer in JSON but with {_kind(body)}. "
                "Check the base URL; it usually ends in /v1."
            )
        if answer.get("error"):
            raise WriterUnavailable("The model's server answered with an error. Look into its log.")
        self._take_usage(answer)
        choice = _first_choice(answer)
        message = choice.get("message")
        words = _content(message) if isinstance(message, dict) else _text(choice.get("text"))
        return Reply(words, _text(choice.get("finish_reason")), self._tokens)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _first_choice(answer: dict[str, Any]) -> dict[str, Any]:
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _content(message: dict[str, Any]) -> str:
    """Return the words of a message; some servers send them as a list of parts. Reasoning is never among them."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(_text(p.get("text")) for p in content if isinstance(p, dict) and p.get("type", "text") == "text")
    return _text(content)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _kind(body: str) -> str:
    begin = body.lstrip()[:100].casefold()
    if not begin:
        return "nothing"
    return "a web page" if begin.startswith(("<!doctype", "<html", "<")) else "other text"
