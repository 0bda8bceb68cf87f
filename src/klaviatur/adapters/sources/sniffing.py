"""What a file is, told from its bytes first, then from its name and what the server said."""

import re
from pathlib import PurePath

from klaviatur.errors import SourceUnreadable

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SUFFIXES = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".mdown": "text/markdown",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".docx": DOCX,
    ".pdf": "application/pdf",
}
_TEXT_TYPES = {"text/markdown", "text/plain", "text/html"}
_NAMED_TYPES = {"application/xhtml+xml": "text/html", "text/x-markdown": "text/markdown"}
_KNOWN = (
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls, .ppt)", "Save it as .docx and try again."),
    (b"{\\rtf", "an RTF file", "Save it as .docx or plain text and try again."),
    (b"\x89PNG", "an image", "Give the text that belongs to it."),
    (b"\xff\xd8\xff", "an image", "Give the text that belongs to it."),
    (b"GIF8", "an image", "Give the text that belongs to it."),
    (b"\x1f\x8b", "a compressed file", "Unpack it and give the text."),
    (b"7z\xbc\xaf", "a compressed file", "Unpack it and give the text."),
    (b"Rar!", "a compressed file", "Unpack it and give the text."),
    (b"\x7fELF", "a program", "Give a text."),
    (b"MZ\x90", "a program", "Give a text."),
    (b"SQLite format 3", "a database", "Give a text."),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|main|div|p|h[1-6]|section|table)\b", re.IGNORECASE)
_INLINE_HTML = re.compile(rb"</(?:p|b|i|em|strong|ul|li|a|span|h[1-6])>|<br ?/?>", re.IGNORECASE)
_MAIL = re.compile(rb"(?im)^[> \t]*(?:von|from):.*\n(?:.*\n){0,5}?[> \t]*(?:betreff|subject):")
_MARKDOWN = re.compile(rb"(?m)^#{1,6} \S|^---\s*$[\s\S]{0,2000}?^---\s*$|\[[^\]\n]+\]\([^)\s]+\)|\*\*[^*\n]+\*\*|^> \S")


def sniff(data: bytes, *, name: str, media_type: str | None = None, origin: str | None = None) -> str:
    """Return the media type of what can be read; the bytes outweigh name and header.

    Raises SourceUnreadable, with the next step, for kinds that hold no text we can read.
    """
    origin = origin or name
    head = data[:4096].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip(data, origin, said=_declared(name, media_type))
    for magic, what, step in _KNOWN:
        if head.startswith(magic):
            raise SourceUnreadable(f"{origin!r} is {what}, not a text. {step}")
    declared = _declared(name, media_type)
    if declared not in _TEXT_TYPES and declared is not None:
        raise SourceUnreadable(
            f"{origin!r} should be a {_label(declared)} but is broken. Export it again and try anew."
        )
    if _is_binary(data):
        raise SourceUnreadable(f"{origin!r} holds binary data, not a text. Give Markdown, text, HTML, DOCX or PDF.")
    return declared or _text_kind(head)


def _declared(name: str, media_type: str | None) -> str | None:
    said = (media_type or "").partition(";")[0].strip().lower()
    said = _NAMED_TYPES.get(said, said)
    if said in _TEXT_TYPES - {"text/plain"} or said in {DOCX, "application/pdf"}:
        return said
    return _SUFFIXES.get(PurePath(name.partition("?")[0]).suffix.lower())


def _label(media_type: str) -> str:
    return {DOCX: "DOCX file", "application/pdf": "PDF file"}.get(media_type, media_type)


def _zip(data: bytes, origin: str, *, said: str | None) -> str:
    other = any(mark in data for mark in (b"xl/", b"ppt/", b"opendocument"))
    if b"word/" in data or (said == DOCX and not other):  # a DOCX file of which only a part came
        return DOCX
    kind = "a spreadsheet or slides" if b"xl/" in data or b"ppt/" in data else "an archive"
    if b"opendocument.text" in data[:200]:
        kind = "an OpenDocument text"
    raise SourceUnreadable(f"{origin!r} is {kind}. Save the text as .docx, .pdf or plain text and try again.")


def _is_binary(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    sample = data[:65_536]
    zeros = sample.count(0)
    if zeros and _looks_like_utf16(sample, zeros):
        return False
    controls = sum(sample.count(code) for code in (*range(1, 9), 11, *range(14, 27), *range(28, 32)))
    return zeros > 0 or controls > max(2, len(sample) // 200)


def _looks_like_utf16(sample: bytes, zeros: int) -> bool:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return zeros > len(sample) * 0.3 and min(even, odd) < zeros * 0.1


def _text_kind(head: bytes) -> str:
    if _HTML.search(head[:2048]) and head.lstrip().startswith(b"<"):
        return "text/html"
    if _MAIL.search(head):
        return "text/plain"
    if _MARKDOWN.search(head):
        return "text/markdown"
    return "text/html" if _INLINE_HTML.search(head) else "text/plain"
