"""Records as values of table rows and back; nested records are kept as JSON."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Row

from klaviatur.catalogue.packing import fact_id
from klaviatur.catalogue.units import unit_of_code
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.records import Bilingual, Fact, Imported, Kind, Origin, Proposal, ProposalEvidence, Rejected, Statement

Values = dict[str, Any]

NO_FACTS = ("same_product", "missing")  # kinds of proposals that say nothing of a product when they are accepted
_FIGURE = re.compile(r"(?P<number>-?\d+(?:\.\d+)?)(?: (?P<unit>\S+))?")
_CURRENCY = r"[A-Z]{3}|[€$£]"
_MONEY = re.compile(
    rf"(?:(?P<before>{_CURRENCY})\s?)?(?P<number>\d+(?:[.,]\d{{1,2}})?)(?(before)|\s?(?P<behind>{_CURRENCY}))"
)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
_GERMAN_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_YES, _NO = frozenset({"true", "yes", "ja", "1"}), frozenset({"false", "no", "nein", "0"})


def as_json(value: object) -> str:
    """Return JSON; records become objects."""
    return orjson.dumps(value, default=list).decode()


def as_text(at: datetime) -> str:
    """Return a moment as ISO 8601 in UTC with microseconds, which sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def report_values(report: Imported) -> Values:
    """Return the columns of an import that are known at its end."""
    numbers = ("rows", "written", "unchanged", "rejected", "created", "changed", "missing", "stale", "duration_s")
    values: Values = {name: getattr(report, name) for name in numbers}
    return values | {"details": as_json(report.details), "findings": as_json(report.findings)}


def rejected_values(row: Rejected) -> Values:
    """Return the columns of a rejected row."""
    message = {"message_de": row.message.de, "message_en": row.message.en}
    return {"row": row.row, "rule": row.rule, "raw": as_json(row.raw), "place": row.place} | message


def statement_values(statement: Statement) -> Values:
    """Return the columns of a statement."""
    values = asdict(statement)
    same = ("variant", "channel", "locale", "fact", "sentence")
    mark = sha256(as_json([values[name] for name in same]).encode()).hexdigest()
    return {"mark": mark} | values


def statement_of(row: Row[Any]) -> Statement:
    """Return the statement of a row."""
    return Statement(**{field.name: getattr(row, field.name) for field in fields(Statement)})


def accepted_fact(row: Row[Any]) -> Fact:
    """Return the fact that a person made of a proposal by accepting it."""
    said = accepted_value(row.attribute, row.value)
    return Fact(
        attribute=row.attribute,
        kind=said.kind,
        value=said.value,
        origin=Origin(f"proposal {row.id} of {row.by}, accepted by {row.decided_by}"),
        raw=row.value,
        read=datetime.fromisoformat(row.decided_at),
        number=Decimal(said.value) if said.kind in {Kind.NUMBER, Kind.MONEY} else None,
        unit=said.unit,
        currency=said.currency,
        items=said.items,
        steps=(f"proposed by {row.by}", f"accepted by {row.decided_by}"),
        label=row.label_en,
        id=fact_id(row.product, row.attribute, None, None, f"proposal {row.id}"),
    )


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was accepted, in the kind its attribute has."""

    kind: Kind
    value: str
    unit: str | None = None
    currency: str | None = None
    items: tuple[str, ...] = ()


def accepted_value(attribute: str, value: str) -> Accepted:
    """Return what was accepted in the kind of its attribute: "1.2 KGM" is a number with its unit, "Ja" a truth.

    What cannot be read as that kind stays a text, as a person has accepted it.
    """
    known = vocabulary().get(attribute)
    read = _READ.get(known.kind) if known else None
    return (read(value.strip()) if read else None) or Accepted(Kind.TEXT, value)


def _number(value: str) -> Accepted | None:
    figure = _FIGURE.fullmatch(value)
    if not figure or (figure["unit"] and not unit_of_code(figure["unit"])):
        return None
    return Accepted(Kind.NUMBER, figure["number"], figure["unit"])


def _money(value: str) -> Accepted | None:
    found = _MONEY.fullmatch(value)
    if not found:
        return None
    currency = found["before"] or found["behind"]
    return Accepted(Kind.MONEY, found["number"].replace(",", "."), currency=_SIGNS.get(currency, currency))


def _date(value: str) -> Accepted | None:
    german = _GERMAN_DATE.fullmatch(value)
    iso = f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}" if german else value
    try:
        return Accepted(Kind.DATE, date.fromisoformat(iso).isoformat())
    except ValueError:
        return None


def _truth(value: str) -> Accepted | None:
    said = value.casefold()
    return Accepted(Kind.BOOLEAN, "true" if said in _YES else "false") if said in {*_YES, *_NO} else None


def _list(value: str) -> Accepted | None:
    items = tuple(item.strip() for item in re.split(r"[|;\n]", value) if item.strip())
    return Accepted(Kind.LIST, "; ".join(items), items=items) if items else None


_READ: Mapping[Kind, Callable[[str], Accepted | None]] = {
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.BOOLEAN: _truth,
    Kind.LIST: _list,
}


def proposal_values(proposal: Proposal) -> Values:
    """Return the columns of a proposal."""
    values = {field.name: getattr(proposal, field.name) for field in fields(Proposal) if field.name != "label"}
    label = {"label_de": proposal.label.de, "label_en": proposal.label.en}
    return values | label | {"evidence": as_json(proposal.evidence)}


def proposal_of(row: Row[Any]) -> Proposal:
    """Return the proposal of a row."""
    names = ("id", "product", "what", "attribute", "value", "confidence", "by", "state")
    return Proposal(
        **{name: getattr(row, name) for name in names},
        label=Bilingual(row.label_de, row.label_en),
        evidence=tuple(ProposalEvidence(**one) for one in orjson.loads(row.evidence)),
    )
