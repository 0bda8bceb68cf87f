"""Records as values of table rows and back; nested records are kept as JSON."""

import re
from dataclasses import asdict, fields
from datetime import UTC, datetime
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


def rejected_values(number: int, row: Rejected) -> Values:
    """Return the columns of a rejected row of import `number`."""
    message = {"message_de": row.message.de, "message_en": row.message.en}
    return {"import_": number, "row": row.row, "rule": row.rule, "raw": as_json(row.raw), "place": row.place} | message


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
    kind, value, unit = accepted_value(row.attribute, row.value)
    return Fact(
        attribute=row.attribute,
        kind=kind,
        value=value,
        origin=Origin(f"proposal {row.id} of {row.by}, accepted by {row.decided_by}"),
        raw=row.value,
        read=datetime.fromisoformat(row.decided_at),
        number=Decimal(value) if kind is Kind.NUMBER else None,
        unit=unit,
        steps=(f"proposed by {row.by}", f"accepted by {row.decided_by}"),
        label=row.label_en,
        id=fact_id(row.product, row.attribute, None, None, f"proposal {row.id}"),
    )


def accepted_value(attribute: str, value: str) -> tuple[Kind, str, str | None]:
    """Return kind, value and unit of what was accepted: "1.2 KGM" of a measured attribute is a number with its unit."""
    known = vocabulary().get(attribute)
    figure = _FIGURE.fullmatch(value) if known and known.kind is Kind.NUMBER else None
    if not figure or (figure["unit"] and not unit_of_code(figure["unit"])):
        return Kind.TEXT, value, None
    return Kind.NUMBER, figure["number"], figure["unit"]


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
