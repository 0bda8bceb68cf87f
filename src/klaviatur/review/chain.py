"""The audit is a chain: each line carries the hash of the one before, so that no line can change, go or come unseen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from klaviatur.errors import AuditBroken
from klaviatur.records import NO_LINE, AuditLine, AuditReport, KeptVariant, Release, State, audit_hash


@dataclass(slots=True)
class Checking:
    """Reads an audit's lines in their order and remembers what they say of releases.

    `heads` are (number, hash) of lines that were exported before: with them an audit is found out that somebody wrote
    anew from its first line on. `sealed` is what the seal names as the newest line: with it a cut end is found.
    """

    key: bytes = b""
    heads: Mapping[int, str] = field(default_factory=dict)
    sealed: tuple[int, str] = (0, NO_LINE)
    number: int = 0
    head: str = NO_LINE
    released: dict[str, tuple[str, str]] = field(default_factory=dict)  # variant -> (who, wording) of its last release
    broken: tuple[int, str] | None = None

    def read(self, lines: Iterable[AuditLine]) -> None:
        """Check further lines; after the first that does not hold, nothing more is read."""
        for line in lines:
            if self.broken is None:
                self._read(line)

    def _read(self, line: AuditLine) -> None:
        why = self._wrong(line)
        if why:
            self.broken = (self.number + 1, why)
            return
        self.number, self.head = line.number, line.hash
        if line.entry.what == "variant.released":
            wording = dict(line.entry.details).get("wording", "")
            self.released[line.entry.thing.removeprefix("variant:")] = (line.who, wording)

    def _wrong(self, line: AuditLine) -> str:
        wanted = self.number + 1
        if line.number != wanted:
            return f"line {wanted} is missing; line {line.number} stands in its place"
        if line.previous != self.head:
            return f"line {line.number} does not follow the line before it: one of the two was put in or replaced"
        entry = line.entry
        told = audit_hash(line.number, line.at, line.who, line.via, entry, previous=line.previous, key=self.key)
        if told != line.hash:
            return (
                f"line {line.number} was changed after it was written, or hashed with another key "
                "(all processes on one database need the same KLAVIATUR_AUDIT_KEY)"
            )
        if line.number == self.sealed[0] and line.hash != self.sealed[1]:
            return f"line {line.number} is not the one that the seal names: the end of the audit was replaced"
        if self.heads.get(line.number, line.hash) != line.hash:
            return f"line {line.number} has another hash than the one that was exported: the audit was written anew"
        return ""

    def hold_against(self, standing: Iterable[tuple[KeptVariant, Release]]) -> None:
        """Check that every release that stands has its line, by the same person, with the wording the variant has."""
        for variant, release in standing:
            if self.broken is None:
                why = self._unproved(variant, release)
                self.broken = (0, why) if why else None

    def _unproved(self, variant: KeptVariant, release: Release) -> str:
        who, wording = self.released.get(variant.id, ("", ""))
        if not who:
            return f"variant {variant.id!r} is released, but no line says so"
        if (who, wording) != (release.by, release.wording):
            return f"variant {variant.id!r} has a release by {release.by!r} that its last line does not speak of"
        if variant.wording != release.wording or variant.state is not State.RELEASED:
            return f"variant {variant.id!r} has another wording or state than its release"
        return ""

    def end_at(self, number: int, unsealed: str = "") -> None:
        """Check, once all lines were read, that none follows the one that the seal names now, if the seal holds."""
        if self.broken is None and unsealed:
            self.broken = (0, unsealed)
        elif self.broken is None and self.number > number:
            self.broken = (number + 1, f"line {number + 1} stands behind the one that the seal names as the newest")

    def report(self) -> AuditReport:
        """Return what was found, once all lines were read."""
        if self.broken is None:
            why = self._cut()
            self.broken = (self.number + 1, why) if why else None
        if self.broken is None:
            return AuditReport(self.number, self.head)
        return AuditReport(self.number, self.head, *self.broken)

    def _cut(self) -> str:
        if self.sealed[0] > self.number:
            return f"the end was cut: the seal names line {self.sealed[0]} as the newest, and it is not there"
        noted = max(self.heads, default=0)
        return f"the end was cut: line {noted} was exported and is no longer there" if noted > self.number else ""


def verify(lines: Iterable[AuditLine], key: bytes = b"", heads: Mapping[int, str] | None = None) -> AuditReport:
    """Return whether an audit is whole, else its first line that does not hold and why."""
    checking = Checking(key, heads or {})
    checking.read(lines)
    return checking.report()


def insist(report: AuditReport) -> None:
    """Raise AuditBroken unless the audit is whole."""
    if not report.whole:
        raise AuditBroken(
            f"The audit does not hold: {report.why}. {report.lines} lines before it do. Compare it with the last "
            "backup or export, and find out who could write to the database."
        )
