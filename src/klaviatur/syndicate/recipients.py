"""Addresses as people give them: read out of a text or a list, checked, each once."""

import csv
import re
from collections.abc import Iterable, Sequence
from email.utils import parseaddr
from io import StringIO

from klaviatur.records import Recipients

LONGEST, LONGEST_LOCAL, LONGEST_LABEL = 254, 64, 63  # characters (RFC 5321, 4.5.3.1, and RFC 1035, 2.3.4)
_LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]+")
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_ONE = re.compile(r'(?:"[^"\n]*"|[^;,\n"])+')  # a comma inside quotes belongs to a name
_HEADS = ("email", "e-mail", "mail", "address", "adresse", "e-mail-adresse", "mailadresse")


def same_address(address: str) -> str:
    """Return what two spellings of one address have in common: upper and lower case make no difference."""
    return address.strip().casefold()


def in_text(text: str) -> list[str]:
    """Return the addresses of a text: parted by commas, semicolons or lines; lines that begin with # are remarks."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [one.strip() for one in _ONE.findall("\n".join(lines)) if one.strip()]


def in_list(text: str) -> list[str]:
    """Return the addresses of a list: one a line, or a CSV with a column called "email" (else its first one)."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    if not first.count(delimiter) or not _is_head(first.split(delimiter)):
        found = in_text(text)
        return found[1:] if found and found[0].casefold() in _HEADS else found
    rows = csv.reader(StringIO(text), delimiter=delimiter)
    heads = [head.strip().casefold() for head in next(rows)]
    column = next(at for at, head in enumerate(heads) if head in _HEADS)
    return [row[column].strip() for row in rows if len(row) > column and row[column].strip()]


def checked(given: Sequence[str], suppressed: Iterable[str] = ()) -> Recipients:
    """Return what becomes of each address: given = taken + wrong + suppressed + doubles.

    `suppressed` are those who have unsubscribed, as `same_address` writes them. A name before the address goes.
    """
    gone, seen = frozenset(suppressed), set[str]()
    taken, wrong, quiet, doubles = list[str](), list[tuple[str, str]](), list[str](), 0
    for said in given:
        address = parseaddr(said.strip())[1] if "<" in said else said.strip()
        key = same_address(address or said)
        if key in seen:
            doubles += 1
            continue
        seen.add(key)
        if why := why_wrong(address):
            wrong.append((said.strip(), why))
        else:
            (quiet if key in gone else taken).append(address)
    return Recipients(len(given), tuple(taken), doubles, tuple(wrong), tuple(quiet))


def why_wrong(address: str) -> str:
    """Return why this is no mail address, "" where it may be one; whether somebody reads there it does not say."""
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        return "has no name and place around an @"
    if len(address) > LONGEST or len(local) > LONGEST_LOCAL:
        return f"is longer than {LONGEST} characters, or {LONGEST_LOCAL} before the @"
    if not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        return "has signs before the @ that no address has there"
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) and len(label) <= LONGEST_LABEL for label in labels):
        return "has no place behind the @ that mail could go to"
    return ""


def _is_head(cells: Sequence[str]) -> bool:
    return any(cell.strip().strip('"').casefold() in _HEADS for cell in cells)
