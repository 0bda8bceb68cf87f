"""A delivered wording as data: the JSON record that webhooks, folders and buckets hand over.

The format is described in docs/outlets.md; `FORMAT` changes with its first incompatible change.
"""

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from klaviatur.records import Marking, Outgoing
from klaviatur.text.marking import SCHEMA_ORG, ai_label

FORMAT = "klaviatur-delivery/1"
_NOT_SHOWN = re.compile("[\0-\b\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def record_of(outgoing: Outgoing) -> dict[str, Any]:
    """Return everything a machine needs to know of a delivered wording; the same delivery gives the same record."""
    return {
        "format": FORMAT,
        "delivery": outgoing.delivery,
        "variant": outgoing.variant,
        "channel": outgoing.channel,
        "source": outgoing.source,
        "language": outgoing.language,
        "locale": outgoing.locale,
        "title": outgoing.title,
        "parts": [{"name": part.name, "text": part.text} for part in outgoing.parts],
        "text": text_of(outgoing),
        "link": outgoing.link,
        "published_at": _time(outgoing.published_at),
        "embargo": _time(outgoing.embargo),
        "images": [
            {"url": one.url, "alt": one.alt, "caption": one.caption, "sha256": one.digest} for one in outgoing.pictures
        ],
        "marking": marking_of(outgoing.marking) | {"label": ai_label(outgoing.marking, outgoing.language)},
    }


def marking_of(marking: Marking) -> dict[str, Any]:
    """Return who wrote it, in the words of IPTC and schema.org."""
    return {
        "iptc_digital_source_type": marking.method.value,
        "schema_org_digital_source_type": SCHEMA_ORG[marking.method],
        "machine_share": round(marking.machine_share, 4),
        "writer": marking.writer,
        "reviewed_by": marking.reviewed_by,
        "reviewed_at": _time(marking.reviewed_at),
    }


def text_of(outgoing: Outgoing) -> str:
    """Return all parts, one blank line between them."""
    return "\n\n".join(part.text for part in outgoing.parts)


def as_json(value: Any) -> bytes:
    """Return readable JSON, always the same for the same value; a lone surrogate is spelled out."""
    try:
        return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(value, indent=1) + "\n").encode()


def whole(text: str) -> str:
    """Return a text without halves of letters."""
    return text.encode("utf-8", "replace").decode()


def shown(text: str) -> str:
    """Return a text without halves of letters and without signs that nothing can show: no page, no XML.

    The end of a line as word processors write it (a vertical tab) is one.
    """
    return _NOT_SHOWN.sub("", whole(text).replace("\v", "\n").replace("\f", "\n"))


def can_be_shown(outgoing: Outgoing) -> Outgoing:
    """Return a wording, what is said of its images too, without signs that nothing can show."""
    parts = (replace(part, text=shown(part.text)) for part in outgoing.parts)
    pictures = (replace(one, alt=shown(one.alt), caption=shown(one.caption)) for one in outgoing.pictures)
    return replace(outgoing, title=shown(outgoing.title), parts=tuple(parts), pictures=tuple(pictures))


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
