"""Part by part: what a model wrote well stays, what is blocked gives way to the embedded writer's words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from klaviatur.records import Checked, Finding, Method, Severity, Variant, VariantPart

PAIR = ("question", "answer")  # one without the other makes no sense
SEQUENCES = frozenset({"text", "caption"})  # repeated, these are read one after the other: all of one hand


@dataclass(frozen=True, slots=True)
class _Unit:
    """Parts that stay or go together: one part, a question with its answer, a whole thread. Indices of parts."""

    kind: str
    indices: tuple[int, ...]


def merge_parts(checked: Checked, embedded: Variant) -> Variant:
    """Return the checked variant with each part that may not stay replaced by the embedded writer's part.

    A part may not stay with a blocking finding or outside a hard limit. A question goes with its answer, a thread or a
    run of captions as a whole. Where the embedded variant has nothing left to put in its place, the part is dropped;
    verify says if one is missing then. What blocks the variant as a whole hands back the embedded variant. Mixed
    wording is marked compositeWithTrainedAlgorithmicMedia; a writer's own findings move with their parts.
    """
    wrong = _wrong_parts(checked)
    if not wrong:
        return checked.variant if not _wrong_whole(checked) else embedded
    if _wrong_whole(checked):
        return embedded
    mine, theirs = _units(checked.variant.parts), _units(embedded.parts)
    chosen = _choose(checked.variant, embedded, mine, theirs, wrong)
    if not any(owner is checked.variant for owner, _ in chosen):
        return embedded
    return _assemble(checked.variant, embedded, chosen)


def _wrong_parts(checked: Checked) -> frozenset[int]:
    blocked = {f.part for f in checked.findings if f.severity is Severity.BLOCK and f.part is not None}
    over = {c.part for c in checked.counts if not c.fits and c.limit.severity is Severity.BLOCK and c.part is not None}
    return frozenset(blocked | over)


def _wrong_whole(checked: Checked) -> bool:
    blocked = any(f.severity is Severity.BLOCK and f.part is None for f in checked.findings)
    over = any(not c.fits and c.limit.severity is Severity.BLOCK and c.part is None for c in checked.counts)
    return blocked or over


def _units(parts: Sequence[VariantPart]) -> list[_Unit]:
    """Return the units of a variant in the order of their first part."""
    names = [part.name for part in parts]
    units: list[_Unit] = []
    for index, name in enumerate(names):
        if name in SEQUENCES:
            if names.index(name) == index:
                units.append(_Unit(name, tuple(i for i, other in enumerate(names) if other == name)))
        elif name == PAIR[1] and index and names[index - 1] == PAIR[0]:
            units[-1] = _Unit(PAIR[0], (index - 1, index))
        else:
            units.append(_Unit(name, (index,)))
    return units


def _choose(
    variant: Variant, embedded: Variant, mine: list[_Unit], theirs: list[_Unit], wrong: frozenset[int]
) -> list[tuple[Variant, _Unit]]:
    """Return whose unit stands at each place, in the order of the checked variant."""
    kept = {_words(variant, unit) for unit in mine if not wrong.intersection(unit.indices)}
    chosen: list[tuple[Variant, _Unit]] = []
    for unit in mine:
        if not wrong.intersection(unit.indices):
            chosen.append((variant, unit))
            continue
        spare = [u for u in theirs if u.kind == unit.kind and _words(embedded, u) not in kept]
        kept.update(_words(embedded, u) for u in spare[:1])
        chosen += [(embedded, u) for u in spare[:1]]
    return chosen


def _words(variant: Variant, unit: _Unit) -> tuple[str, ...]:
    return tuple(variant.parts[index].text for index in unit.indices)


def _assemble(variant: Variant, embedded: Variant, chosen: list[tuple[Variant, _Unit]]) -> Variant:
    parts: list[VariantPart] = []
    findings = [f for f in variant.findings if f.part is None]
    for owner, unit in chosen:
        for index in unit.indices:
            findings += _moved(owner.findings, index, len(parts))
            parts.append(owner.parts[index])
    return replace(
        variant,
        parts=tuple(parts),
        writer=f"{variant.writer} + {embedded.writer}",
        method=Method.COMPOSITE,
        findings=tuple(findings),
    )


def _moved(findings: Sequence[Finding], old: int, new: int) -> list[Finding]:
    return [replace(f, part=new) for f in findings if f.part == old]
