"""What stands before the first element: encoding and document type.

The document type is cut off before a parser sees it, so no entity can expand or fetch anything; entities that are
harmless (a name for a few characters) are put in by hand, see `mending`.
"""

import codecs
import re
from dataclasses import dataclass, field

from klaviatur.errors import TableUnreadable

LONGEST = 1_000_000  # bytes before the first element
_LONGEST_ENTITY = 1_000  # characters; longer is no name for a character
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_WIDE = re.compile(r"utf-?(?:16|32)|ucs|iso-10646", re.IGNORECASE)
_FOR_TEXT = re.compile(r"utf|iso|cp\d|koi8|mac|shift|euc|gb|big5|ascii|hz|johab|tis|kz|ptcp")
_OF_PARSERS = {"utf-8", "cp1252"}  # all others are decoded before a parser sees them
_LATIN = {"iso8859-1", "ascii"}
_DECLARED = re.compile(rb"<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w.:\-]{1,40})[\"']")
_PIECE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\b(?P<outside>[^>\[]*)(?:\[(?P<inside>.*?)\]\s*)?>", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ENTITY = re.compile(
    r"<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[^\s\"']+)\s+"
    r"(?:(?P<outside>SYSTEM|PUBLIC)\b|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&(?!#)(?!(?:amp|lt|gt|quot|apos);)[^\s;&]{1,200};")


@dataclass(frozen=True, slots=True)
class Prologue:
    """What the first bytes of an XML file say."""

    encoding: str  # a codec of Python
    declared: str = ""  # as written, "" if nothing is
    text: bool = False  # has to be decoded before a parser sees it
    wrong_encoding: bool = False  # the declaration cannot be right
    entities: dict[str, str] = field(default_factory=dict)  # harmless ones of the document's own


def encoding_of(head: bytes, charset: str | None) -> Prologue:
    """Return the encoding: the mark decides, then the pattern of zero bytes, then what is declared, then the server."""
    declared = _declared(head)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Prologue(codec, declared, text=not codec.startswith("utf-8"))
    name = _codec(declared or charset or "utf-8")
    if name is None or _WIDE.match(name):
        return Prologue("utf-8", declared, wrong_encoding=True)
    name = "cp1252" if name in _LATIN else name
    return Prologue(name, declared, text=name not in _OF_PARSERS)


def split(text: str, origin: str) -> tuple[str, str, dict[str, str]]:
    """Return what stands before the first element without its document type, the rest, and the harmless entities.

    Line ends stay, so that places in the file stay right. Raises TableUnreadable for entities that point outside or
    expand others.
    """
    at, kept, entities = 0, [], {}
    while at < len(text):
        piece = _PIECE.match(text, at)
        doctype = None if piece else _DOCTYPE.match(text, at)
        if doctype:
            entities.update(_entities(doctype["inside"] or "", origin))
        found = piece or doctype
        if not found:
            break
        kept.append(found[0] if piece else "\n" * found[0].count("\n"))
        at = found.end()
    return "".join(kept), text[at:], entities


def _declared(head: bytes) -> str:
    found = _DECLARED.search(head[:1000].replace(b"\x00", b""))
    return found[1].decode("ascii") if found else ""


def _codec(name: str) -> str | None:
    """Return the name of a codec for text, None for what Python does not know or what is none."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return found if _FOR_TEXT.match(found) else None


def _entities(inside: str, origin: str) -> dict[str, str]:
    found = {}
    for entity in _ENTITY.finditer(_COMMENT.sub("", inside)):
        if entity["outside"]:
            raise TableUnreadable(
                f"{origin!r} names an entity {entity['name']!r} that lies outside the file; we fetch no such things: "
                "take the <!DOCTYPE ...> out of the file and try again."
            )
        value = entity["double"] if entity["double"] is not None else entity["single"]
        if not entity["parameter"]:
            found[entity["name"]] = _harmless(entity["name"], value, origin)
    return found


def _harmless(name: str, value: str, origin: str) -> str:
    if _REFERENCE.search(value) or len(value) > _LONGEST_ENTITY:
        raise TableUnreadable(
            f"{origin!r} holds an entity {name!r} that expands to others or to very much, which can fill a machine: "
            "take the <!DOCTYPE ...> out of the file and try again."
        )
    return value
