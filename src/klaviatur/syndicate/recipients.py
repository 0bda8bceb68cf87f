"""Addresses as people give them: read out of a text or a list, checked, each once."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from email.utils import parseaddr
from io import StringIO

from klaviatur.records import Recipients

LONGEST, LONGEST_LOCAL, LONGEST_LABEL = 254, 64, 63  # characters (RFC 5321, 4.5.3.1, and RFC 1035, 2.3.4)
_LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]+")
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_ONE = re.compile(r'((?:"[^"\n]*"|[^;,\n"])+)([;,\n]?)')  # a comma inside quotes belongs to a name
_HEADS = frozenset({"email", "mail", "address", "adresse", "emailadresse", "mailadresse", "emailaddress"})
_NOT_SEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NAMED = re.compile(r"[^@<>\n\r]*<\s*([^<>\s]+@[^<>\s]+)\s*>\s*")  # "Bauer, Anna <anna@example.org>"
_MAILTO = re.compile(r"mailto:\s*", re.IGNORECASE)


def same_address(address: str) -> str:
    """Return what spellings of one address have in common.

    Upper and lower case make no difference, nor how letters with dots are put together, nor whether a domain is
    written in its letters or in those of the DNS (xn--).
    """
    local, at, domain = unicodedata.normalize("NFC", address.strip()).lower().rpartition("@")
    return f"{local}{at}{'.'.join(map(_in_letters, domain.split('.')))}"


def in_text(text: str) -> list[str]:
    """Return the addresses of a text: parted by commas, semicolons or lines; lines that begin with # are remarks.

    "Bauer, Anna <anna@example.org>" is one.
    """
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    found, before = list[str](), ""
    pieces = _ONE.findall("\n".join(lines))
    for number, (words, end) in enumerate(pieces):
        if end == "," and "@" not in words and any("<" in then for then, _ in pieces[number + 1 : number + 2]):
            before += f"{words},"
        else:
            found.append(f"{before}{words}".strip())
            before = ""
    return [
        one
        for words in found
        for one in (words.split() if words.count("@") > 1 and "<" not in words else [words])
        if one
    ]


def in_list(text: str) -> list[str]:
    """Return the addresses of a list: one a line, or the column of a CSV that is called "email" or has addresses."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = _rows(text, delimiter) if first.count(delimiter) else []
    column = _column(rows)
    if column is None:
        found = in_text(text)
        return found[1:] if found and _head(found[0]) in _HEADS else found
    cells = [row[column].strip() if len(row) > column else "" for row in rows]
    cells = cells if "@" in cells[0] else cells[1:]
    return [one for cell in cells for one in (in_text(cell) if cell.count("@") > 1 else [cell]) if one]


def checked(given: Sequence[str], suppressed: Iterable[str] = ()) -> Recipients:
    """Return what becomes of each address: given = taken + wrong + suppressed + doubles.

    `suppressed` are those who have unsubscribed, as `same_address` writes them. A name before the address goes.
    """
    gone, seen = frozenset(suppressed), set[str]()
    taken, wrong, quiet, doubles = list[str](), list[tuple[str, str]](), list[str](), 0
    for said in given:
        address = _bare(said)
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


def _bare(said: str) -> str:
    """Return the address in what was given: without a name before it, and without what was copied along with it."""
    seen = _NOT_SEEN.sub("", unicodedata.normalize("NFC", said)).strip()
    named = _NAMED.fullmatch(seen)
    address = named[1] if named else parseaddr(seen)[1] if "<" in seen else seen
    return _MAILTO.sub("", address, count=1).strip(" .,;\t\N{NO-BREAK SPACE}") if "@" in address else address


def _in_letters(label: str) -> str:
    try:
        return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
    except UnicodeError:
        return label


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the rows of a table; a quotation mark that nobody closed swallows no addresses."""
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        rows = [[text]]
    if not any("\n" in cell.strip() and "@" in cell for row in rows for cell in row):
        return rows
    return [[cell.strip(' "') for cell in line.split(delimiter)] for line in text.splitlines()]


def _column(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the column of a table that holds the addresses, None where these rows are no table."""
    if not rows:
        return None
    width = range(max(map(len, rows)))
    mails = [sum(len(row) > at and "@" in row[at] for row in rows) for at in width]
    heads = [_head(cell) for cell in rows[0]] if not any("@" in cell for cell in rows[0]) else []
    called = [at for at, head in enumerate(heads) if head in _HEADS] or [
        at for at, head in enumerate(heads) if "mail" in head and mails[at]
    ]
    if called:
        return max(called, key=lambda at: mails[at])
    alone = [at for at in width if mails[at]]
    return alone[0] if len(alone) == 1 else None


def _head(cell: str) -> str:
    """Return the name of a column as it is compared: "E-Mail Adresse" is "emailadresse"."""
    return "".join(filter(str.isalpha, cell.casefold()))
