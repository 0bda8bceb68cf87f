"""How a proposal is made: its id stays the same for the same thing, so that what was refused does not come again."""

from collections.abc import Sequence
from hashlib import sha256

from klaviatur.records import Bilingual, Proposal, ProposalEvidence

MOST_EVIDENCE = 5
_ID_LENGTH = 12  # hex digits: among a million proposals two meet once in 500 workspaces


def proposal(  # noqa: PLR0917 - the order of the record
    product: str,
    what: str,
    attribute: str,
    value: str,
    label: Bilingual,
    confidence: float,
    evidence: Sequence[ProposalEvidence],
    *,
    mark: str = "",
    by: str = "embedded",
) -> Proposal:
    """Return an open proposal; `mark` is what makes it the same one next time (default: its value)."""
    same = "\x1f".join((product, what, attribute, mark or value))
    number = sha256(same.encode()).hexdigest()[:_ID_LENGTH]
    sure = round(min(max(confidence, 0.01), 0.99), 2)
    return Proposal(number, product, what, attribute, value, label, sure, tuple(evidence[:MOST_EVIDENCE]), by)
