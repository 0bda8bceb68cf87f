"""Files of marketplaces that say in their first line in which rows labels, field names and products stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

_SETTINGS = re.compile(r"^settings=", re.IGNORECASE)
_TYPE = re.compile(r"^TemplateType=", re.IGNORECASE)
_FIELD = re.compile(r"[a-z][a-z0-9]*[_.\-#\[]\S*")
_MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Template:
    """Where things stand, as indexes of rows."""

    names: int  # of fields, for machines
    labels: int  # of fields, for people
    body: int  # first product


def template_of(rows: Sequence[Sequence[str]]) -> Template | None:
    """Return the layout an Amazon inventory file gives in its first line, None for any other table."""
    first = [cell.strip() for cell in rows[0]] if rows else []
    said = next((cell for cell in first if _SETTINGS.match(cell)), "")
    found = _told(said)
    if found is None and any(_TYPE.match(cell) for cell in first):
        found = Template(names=2, labels=1, body=3)  # as it was before the first line said more
    return found if found and found.body <= len(rows) and _are_fields(rows[found.names]) else None


def _told(settings: str) -> Template | None:
    told = parse_qs(settings.partition("=")[2])
    numbers = [told.get(name, [""])[0] for name in ("attributeRow", "labelRow", "dataRow")]
    if not all(number.isdecimal() and 0 < int(number) <= _MOST_ROWS for number in numbers):
        return None
    names, labels, body = (int(number) - 1 for number in numbers)
    return Template(names, labels, body) if max(names, labels) < body else None


def _are_fields(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 1 and sum(bool(_FIELD.fullmatch(cell)) for cell in filled) > len(filled) / 2
