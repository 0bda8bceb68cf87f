"""What the board shows, as plain records: the template asks no questions of its own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from urllib.parse import urlsplit

from markupsafe import Markup

from klaviatur.doors.web.hashes import hash_variant
from klaviatur.doors.web.marks import MarkedFact, SourceMap, part_markup, utf16
from klaviatur.doors.words import day, knows, number, words
from klaviatur.records import (
    Bilingual,
    Channel,
    Checked,
    Count,
    Finding,
    Method,
    PartProfile,
    Severity,
    Span,
    VariantPart,
    Verdict,
)
from klaviatur.text.counting import measure

CARRIED = (Verdict.SUPPORTED, Verdict.DECLARED)
WEIGHT = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class PartView:
    """One part, ready to be put into a preview."""

    index: int
    name: str
    label: Bilingual
    text: str
    markup: Markup
    counts: tuple["CountView", ...] = ()

    @property
    def fits(self) -> bool:
        """Return whether every limit holds."""
        return all(count.fits for count in self.counts)


@dataclass(frozen=True, slots=True)
class CountView:
    """One count beside its limit; shares are 0-1 of the bar's width."""

    figures: Bilingual
    excess: Bilingual
    fits: bool
    hard: bool
    documented: bool
    share: float
    fold: float | None
    detail: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding with its place in words; `target` is "part:start-end" for the page's script.

    `number` is its place among the findings as verify gave them.
    """

    severity: Severity
    rule: str
    message: Bilingual
    place: Bilingual | None
    words: str
    source_says: str
    proposal: str | None
    target: str
    references: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class VariantView:
    """One channel's section."""

    name: str
    label: Bilingual
    family: str
    preview: str
    language: str
    state: str  # "block", "warn" or "clean"
    fits: Bilingual
    fits_all: bool
    supported: Bilingual
    supported_all: bool
    parts: tuple[PartView, ...]
    whole: tuple[CountView, ...]
    findings: tuple[FindingView, ...]
    tally: Counter[str] = field(default_factory=Counter)
    writer: Bilingual | str = ""
    method: Bilingual | str = ""
    rounds: int = 0
    sha256: str = ""
    read: Bilingual | str = ""
    limits_from: tuple[tuple[str, str], ...] = ()  # address, host
    figures: tuple[tuple[Bilingual, Bilingual], ...] = ()

    def named(self, *names: str) -> list[PartView]:
        """Return the parts with one of these names, in order."""
        return [part for part in self.parts if part.name in names]

    def beside(self, *names: str) -> list[PartView]:
        """Return the parts that have none of these names."""
        return [part for part in self.parts if part.name not in names]

    @property
    def runs(self) -> list[list[PartView]]:
        """Return the parts in order, neighbours with one name together."""
        return [list(run) for _, run in groupby(self.parts, key=lambda part: part.name)]

    @property
    def blocked(self) -> bool:
        """Return whether a finding stops a release."""
        return self.tally["block"] > 0

    @property
    def empty(self) -> bool:
        """Return whether there is not one word."""
        return not any(part.text.strip() for part in self.parts)

    @property
    def hidden_notes(self) -> bool:
        """Return whether there are only notes, which can wait behind their heading."""
        return set(self.tally) <= {"note"}


def view_variant(
    checked: Checked,
    channel: Channel,
    sources: SourceMap,
    facts: Mapping[int, Sequence[MarkedFact]] = MappingProxyType({}),
) -> VariantView:
    """Return everything the board shows of one variant; `facts` are those to mark in each part, by its number."""
    variant = checked.variant
    open_claims = sum(e.verdict not in CARRIED for e in checked.evidence)
    return VariantView(
        name=channel.name,
        label=channel.label,
        family=channel.family,
        preview=channel.preview,
        language=variant.language,
        state=_state(checked),
        fits=_fits(checked),
        fits_all=checked.fits,
        supported=_supported(checked, open_claims),
        supported_all=not open_claims,
        parts=tuple(
            _part(i, part, checked, channel, sources, facts=facts.get(i, ())) for i, part in enumerate(variant.parts)
        ),
        whole=tuple(_count(c, None) for c in checked.counts if c.part is None),
        findings=view_findings(checked.findings, variant.parts, channel, sources),
        tally=Counter(f.severity.value for f in checked.findings),
        writer=words("writer_embedded") if variant.writer == "embedded" else variant.writer,
        method=method_words(variant.method),
        rounds=variant.rounds,
        sha256=hash_variant(variant),
        read=day(channel.read),
        limits_from=tuple(_link(place) for place in channel.sources),
        figures=tuple((name_figure(name), number(float(v))) for name, v in checked.figures.items()),
    )


def view_findings(
    findings: tuple[Finding, ...],
    parts: tuple[VariantPart, ...],
    channel: Channel | None,
    sources: SourceMap,
) -> tuple[FindingView, ...]:
    """Return findings for the page, the heaviest first, otherwise in their order."""
    labels = {p.name: p.label for p in channel.parts} if channel else {}
    ordered = sorted(enumerate(findings), key=lambda numbered: WEIGHT[numbered[1].severity])
    return tuple(_finding(number, f, parts, labels, sources) for number, f in ordered)


def _link(place: str) -> tuple[str, str]:
    """Return address and host of a source of limits; the address is "" for anything but a web page."""
    parts = urlsplit(place)
    safe = parts.scheme in {"http", "https"} and parts.hostname
    return (place, parts.hostname or "") if safe else ("", place)


def _state(checked: Checked) -> str:
    severities = {f.severity for f in checked.findings}
    if Severity.BLOCK in severities:
        return "block"
    return "warn" if Severity.WARN in severities or not checked.fits else "clean"


def _fits(checked: Checked) -> Bilingual:
    if checked.fits:
        return words("fits")
    wrong = [c for c in checked.counts if c.limit.severity is Severity.BLOCK and not c.fits]
    over = [c.limit.maximum is not None and c.value > c.limit.maximum for c in wrong]
    return words("too_long" if all(over) else "outside" if any(over) else "too_short")


def _supported(checked: Checked, open_claims: int) -> Bilingual:
    if open_claims:
        return words("not_supported", n=open_claims)
    return words("all_supported" if checked.evidence else "no_claims")


def _part(
    index: int,
    part: VariantPart,
    checked: Checked,
    channel: Channel,
    sources: SourceMap,
    *,
    facts: Sequence[MarkedFact],
) -> PartView:
    profile = next((p for p in channel.parts if p.name == part.name), None)
    evidence = [e for e in checked.evidence if e.part == index]
    return PartView(
        index=index,
        name=part.name,
        label=profile.label if profile else Bilingual(part.name, part.name),
        text=part.text,
        markup=part_markup(part, evidence, find_fold(part.text, profile), sources, facts),
        counts=tuple(_count(c, profile) for c in checked.counts if c.part == index),
    )


def find_fold(text: str, profile: PartProfile | None) -> int | None:
    """Return where the platform hides the rest, in code points; None where all is seen.

    The place is after the last white space inside the visible stretch, where there is one.
    """
    if profile is None or profile.visible is None or not profile.limits:
        return None
    how, seen = profile.limits[0].measure, profile.visible
    if measure(text, how) <= seen:
        return None
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle], how) <= seen else (low, middle - 1)
    blank = max(text.rfind(" ", 0, low), text.rfind("\n", 0, low))
    return blank + 1 if blank > 0 else low


def _count(count: Count, profile: PartProfile | None) -> CountView:
    maximum, minimum = count.limit.maximum, count.limit.minimum
    first = profile is not None and bool(profile.limits) and profile.limits[0] == count.limit
    visible = profile.visible if profile and first else None
    return CountView(
        figures=_figures(count.value, minimum, maximum, words(f"measure_{count.measure.value}")),
        excess=_excess(count.value, minimum, maximum),
        fits=count.fits,
        hard=count.limit.severity is Severity.BLOCK,
        documented=count.limit.documented,
        share=round(min(1.0, count.value / maximum), 2) if maximum else 1.0,
        fold=round(visible / maximum, 2) if visible and maximum and visible < maximum else None,
        detail=count.detail,
    )


def _figures(value: int, minimum: int | None, maximum: int | None, unit: Bilingual) -> Bilingual:
    limit = number(maximum) if maximum is not None else words("at_least", limit=number(minimum or 0))
    shown = number(value)
    return Bilingual(f"{shown.de} / {limit.de} {unit.de}", f"{shown.en} / {limit.en} {unit.en}")


def _excess(value: int, minimum: int | None, maximum: int | None) -> Bilingual:
    if maximum is not None and value > maximum:
        return words("n_over", n=value - maximum)
    return words("n_under", n=max(0, (minimum or 0) - value))


def _finding(
    number: int,
    finding: Finding,
    parts: tuple[VariantPart, ...],
    labels: Mapping[str, Bilingual],
    sources: SourceMap,
) -> FindingView:
    part = parts[finding.part] if finding.part is not None and finding.part < len(parts) else None
    return FindingView(
        severity=finding.severity,
        rule=finding.rule,
        message=finding.message,
        place=labels.get(part.name, Bilingual(part.name, part.name)) if part else None,
        words=finding.words,
        source_says=finding.source_says,
        proposal=finding.proposal,
        target=_target(finding.part, finding.span, part.text) if part and finding.span else "",
        references=" ".join(sources.references([finding.source_span])) if finding.source_span else "",
        number=number,
    )


def _target(part: int | None, span: Span, text: str) -> str:
    return f"{part}:{utf16(text[: span.start])}-{utf16(text[: span.end])}"


def name_figure(name: str) -> Bilingual:
    """Return a figure's name in plain words; one that the interface does not know keeps its own."""
    bare = name.replace("_", " ")
    return words(f"figure_{name}") if knows(f"figure_{name}") else Bilingual(bare, bare)


def method_words(method: Method) -> Bilingual:
    """Return an IPTC digital source type in plain words with its term."""
    plain = words(f"method_{method.name.lower()}")
    term = method.value.rsplit("/", 1)[1]
    return Bilingual(f"{plain.de} ({term})", f"{plain.en} ({term})")
