"""Mails that were forwarded or pasted as text: the message itself, without quoting marks, header and covering note."""

import re
from typing import NamedTuple

_MARKS = re.compile(r"(?m)^(?:[ \t]?>)+[ \t]?")
_FORWARDED = re.compile(
    r"(?im)^[ \t]*(?:-{2,}[ \t]*(?:weitergeleitete nachricht|ursprüngliche nachricht|originalnachricht|"
    r"original message|forwarded message)[ \t]*-{2,}|"
    r"begin forwarded message:|anfang der weitergeleiteten nachricht:)[ \t]*$"
)
_FIELD = re.compile(
    r"(?i)[ \t]*(?:von|from|an|to|cc|bcc|datum|date|gesendet|sent|betreff|subject|reply-to|antwort an)[ \t]*"
    r":(?:[ \t]|$)"
)
_SUBJECT = re.compile(r"(?im)^[ \t]*(?:betreff|subject)[ \t]*:[ \t]*(.+)$")
_SENDER = re.compile(r"(?im)^[ \t]*(?:von|from)[ \t]*:")
_PREFIX = re.compile(r"(?i)^(?:(?:fwd?|aw|wg|re|antw|tr)[ \t]*:[ \t]*)+")
_LEAST_QUOTED = 2  # lines; a single ">" may be a sign of comparison


class Mail(NamedTuple):
    """A text as its last sender wrote it; `aside` is what stood around it, "" where nothing did."""

    subject: str
    body: str
    aside: str = ""


def unwrap_mail(text: str) -> Mail:
    """Return the message inside a mail, or the text as it is where there is no mail to be seen."""
    if len(_MARKS.findall(text)) >= _LEAST_QUOTED:
        text = _MARKS.sub("", text)
    lines = text.split("\n")
    start, end = _header(lines)
    if end == start:
        return Mail("", text)
    header, note = "\n".join(lines[start:end]), _FORWARDED.sub("", "\n".join(lines[:start]))
    subject = _SUBJECT.search(header)
    aside = "\n".join((note.strip(), _FORWARDED.sub("", header).strip())).strip()
    return Mail(_PREFIX.sub("", subject[1].strip()) if subject else "", "\n".join(lines[end:]), aside)


def _header(lines: list[str]) -> tuple[int, int]:
    """Return where the last header begins and ends: lines such as "Von: ...", sender and subject among them."""
    place = (0, 0)
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and (_FIELD.match(lines[end]) or (end == at and _FORWARDED.match(lines[end]))):
            end += 1
        block = "\n".join(lines[at:end])
        place = (at, end) if _SENDER.search(block) and _SUBJECT.search(block) else place
        at = end + 1
    return place
