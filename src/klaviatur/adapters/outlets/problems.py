"""How outlets say what a platform would have against a wording."""

from klaviatur.errors import Refused
from klaviatur.records import Bilingual, Outgoing, Prepared, Problem, Severity


def problem(
    outgoing: Outgoing,
    rule: str,
    said: tuple[str, str],
    proposal: tuple[str, str],
    *,
    place: str = "",
    severity: Severity = Severity.BLOCK,
    platform_id: str = "",
    value: str = "",
) -> Problem:
    """Return one problem of a wording; one that blocks is refused by `deliver` too."""
    both = Bilingual(*said), Bilingual(*proposal)
    return Problem(outgoing.variant, rule, platform_id, severity, *both, place, value[:200])


def refuse_blocked(prepared: Prepared, outlet: str) -> None:
    """Raise Refused with all that blocks a wording, before anything leaves."""
    blocking = [found for found in prepared.problems if found.severity is Severity.BLOCK]
    if blocking:
        told = " ".join(f"{found.message.en} {found.proposal.en}" for found in blocking)
        raise Refused(f"Outlet {outlet!r} did not send it. {told}")
