"""A file that is not well-formed, mended as far as there is only one way to mean it; every repair is counted."""

import codecs
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from klaviatur.errors import TableUnreadable

_MOST_EXPANDED = 10_000_000  # characters put in for a document's own entities
_TAIL = 80  # characters; a reference is not longer
_CDATA = "<![CDATA["
_LONGEST_CDATA = 20_000_000  # characters we wait for its end
_XML = {"amp", "lt", "gt", "quot", "apos"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TOKEN = re.compile(
    r"<!\[CDATA\[.*?\]\]>"
    r"|&#(?:x(?P<hex>[0-9a-fA-F]{1,8})|(?P<number>[0-9]{1,8}));"
    r"|&(?P<name>[A-Za-z_][\w.\-]{0,60});"
    r"|(?P<bare>&)"
    r"|(?P<less><)(?=[\s\d=<.,)\]])",
    re.DOTALL,
)
_OTHER = "klaviatur.cp1252"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - only registered for decoding
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_OTHER, _as_windows)


class Mending:
    """Turns blocks of bytes into blocks of UTF-8 a parser accepts."""

    def __init__(self, encoding: str, origin: str, entities: dict[str, str] | None = None) -> None:
        self.encoding = encoding
        self.origin = origin
        self.entities = entities or {}
        self.repairs: Counter[str] = Counter()  # rule and how often
        self._expanded = 0

    def texts(self, blocks: Iterable[bytes]) -> Iterator[str]:
        """Yield characters; bytes that cannot be of the encoding are read as Windows-1252."""
        decoder = codecs.getincrementaldecoder(self.encoding)(
            _OTHER if self.encoding.startswith("utf-8") else "replace"
        )
        careful: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder(self.encoding)("strict")
        for block in blocks:
            if careful:
                careful = self._checked(careful, block)
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)

    def mended(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield text without characters XML forbids, with every `&` and `<` that is none of its own written out."""
        carry = ""
        for text in texts:
            carry += self._allowed(text)
            end = _complete(carry)
            yield self._escaped(carry[:end])
            carry = carry[end:]
        yield self._escaped(carry)

    def _checked(self, careful: codecs.IncrementalDecoder, block: bytes) -> codecs.IncrementalDecoder | None:
        try:
            careful.decode(block)
        except UnicodeDecodeError:
            self.repairs["xml.encoding"] += 1
            return None
        return careful

    def _allowed(self, text: str) -> str:
        text, removed = _FORBIDDEN.subn("", text)
        if removed:
            self.repairs["xml.control_character"] += removed
        return text

    def _escaped(self, text: str) -> str:
        return _TOKEN.sub(self._token, text) if text else ""

    def _token(self, found: re.Match[str]) -> str:
        if found["name"]:
            return self._named(found["name"])
        if found["hex"] or found["number"]:
            return self._numbered(found)
        if found["bare"] or found["less"]:
            self.repairs["xml.ampersand" if found["bare"] else "xml.less_than"] += 1
            return "&amp;" if found["bare"] else "&lt;"
        return found[0]

    def _named(self, name: str) -> str:
        if name in _XML:
            return f"&{name};"
        if name in self.entities:
            return self._own(name)
        character = html.unescape(f"&{name};")
        if character == f"&{name};":
            self.repairs["xml.entity_unknown"] += 1
            return f"&amp;{name};"
        self.repairs["xml.entity"] += 1
        return html.escape(character, quote=False)

    def _own(self, name: str) -> str:
        value = self.entities[name]
        self._expanded += len(value)
        if self._expanded > _MOST_EXPANDED:
            raise TableUnreadable(
                f"The entities of {self.origin!r} expand to more than {_MOST_EXPANDED / 1e6:.0f} million characters. "
                "Take the <!DOCTYPE ...> out of the file and try again."
            )
        return value if "<" not in value else html.escape(html.unescape(value), quote=False)

    def _numbered(self, found: re.Match[str]) -> str:
        point = int(found["hex"], 16) if found["hex"] else int(found["number"])
        if point > 0x10FFFF or _FORBIDDEN.match(chr(point)):  # the last code point of Unicode
            self.repairs["xml.control_character"] += 1
            return ""
        return found[0]


def _complete(text: str) -> int:
    """Return up to where no token can go on in the next block."""
    cdata = text.rfind(_CDATA)
    if cdata >= 0 and text.find("]]>", cdata) < 0 and len(text) - cdata < _LONGEST_CDATA:
        return cdata
    last = max(text.rfind("&", max(len(text) - _TAIL, 0)), text.rfind("<", max(len(text) - _TAIL, 0)))
    return last if last >= 0 else len(text)
