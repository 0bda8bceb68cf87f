"""A played run made by hand: one German press text on every channel, with a few things that went wrong."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from klaviatur.adapters.channels import load_channels
from klaviatur.records import (
    Bilingual,
    Block,
    Channel,
    Checked,
    DateMention,
    Evidence,
    Finding,
    Name,
    NameKind,
    Number,
    Piece,
    Played,
    Role,
    Sentence,
    Severity,
    Source,
    Span,
    Variant,
    VariantPart,
    Verdict,
    Voice,
)
from klaviatur.text.counting import count_variant

FIXTURE = Path(__file__).parent / "fixture"
VERDICTS = {"s": Verdict.SUPPORTED, "a": Verdict.ALTERED, "u": Verdict.UNSUPPORTED}
HEADS = {0: Role.TITLE, 1: Role.SUBTITLE, 2: Role.HEAD, 3: Role.HEAD, 4: Role.CONTACT, 5: Role.LEAD}


@cache
def channels() -> Mapping[str, Channel]:
    return load_channels()


@cache
def played() -> Played:
    """Return the run: all channels of the fixture, two blocked, some with warnings and notes."""
    source = make_source((FIXTURE / "source_de.txt").read_text(encoding="utf-8").strip())
    checked = tuple(make_checked(source, name, parts) for name, parts in _variants(source))
    across = Finding(
        "consistency.address",
        Severity.NOTE,
        Bilingual(
            "„newsletter“ spricht die Leser an, „intranet“ nicht.",
            "“newsletter” addresses its readers, “intranet” does not.",
        ),
    )
    return Played(source, Voice(), checked, (across,), 0.84)


def make_source(text: str, *, origin: str = "pressetext_de.md") -> Source:
    """Return a source whose paragraphs are parted by blank lines, its first line being the title."""
    blocks, sentences, at = [], [], 0
    for n, paragraph in enumerate(text.split("\n\n")):
        start = text.index(paragraph, at)
        at = start + len(paragraph)
        role = HEADS.get(n, Role.HEADING if len(paragraph) < 24 else Role.ITEM if ":" in paragraph[:16] else Role.BODY)
        blocks.append(Block(n, role, Span(start, at)))
        for found in re.finditer(r"\S.*?(?:(?<!Dr)(?<!\s\d)(?<!\s\d\d)[.?!](?=\s)|[.?!“”]*$)", paragraph, re.DOTALL):
            span = Span(start + found.start(), start + found.end())
            sentences.append(Sentence(len(sentences), n, role, span, found.group()))
    return Source(
        id=hashlib.sha256(text.encode()).hexdigest(),
        origin=origin,
        media_type="text/markdown",
        language="de",
        text=text,
        blocks=tuple(blocks),
        sentences=tuple(sentences),
        title=blocks[0].span,
        numbers=tuple(
            _number(m) for m in re.finditer(r"\d[\d.,]*\d? (?:Euro|Prozent|Haushalte|Stunden|Dezibel)", text)
        ),
        dates=tuple(DateMention(Span(*m.span()), m[0], "2027") for m in re.finditer(r"\d+\. [A-Z]\w+ 20\d\d", text)),
        names=(_name(text, "Lindhof", NameKind.ORGANISATION), _name(text, "Tonda", NameKind.PRODUCT)),
    )


def make_checked(source: Source, name: str, parts: list[tuple[VariantPart, list[Evidence]]]) -> Checked:
    """Return a checked variant with the counts of its real profile and a finding for every weak clause."""
    channel = channels()[name]
    evidence = tuple(replace(e, part=i) for i, (_, found) in enumerate(parts) for e in found)
    variant = Variant(name, source.id, "de", tuple(part for part, _ in parts))
    weak = (_finding(source, variant, e) for e in evidence)
    counts = count_variant(variant, channel)
    over = tuple(_over(c.part) for c in counts if not c.fits and c.limit.severity is Severity.BLOCK)
    figures = {"readability": 46.2, "supported_share": 0.97}
    return Checked(variant, evidence, (*(f for f in weak if f), *over), counts, figures)


def own_channel(**changes: object) -> Channel:
    """Return a profile as a user would add one."""
    base = replace(
        channels()["linkedin"], name="own", label=Bilingual("Eigener Kanal", "Own channel"), read=date(2026, 11, 1)
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def make_played(text: str, parts: list[tuple[str, str]], *, channel: str = "linkedin", **changes: object) -> Played:
    """Return a run with one variant whose parts are wholly without evidence."""
    source = make_source(text)
    made = [(VariantPart(n, t), [Evidence(0, Span(0, len(t)), Verdict.UNSUPPORTED)] if t else []) for n, t in parts]
    evidence = tuple(replace(e, part=i) for i, (_, found) in enumerate(made) for e in found)
    variant = Variant(channel, source.id, "de", tuple(p for p, _ in made))
    checked = Checked(
        variant, evidence, (), count_variant(variant, channels()[channel]) if channel in channels() else ()
    )
    return Played(source, Voice(), (replace(checked, **changes),))  # type: ignore[arg-type]


def _variants(source: Source) -> list[tuple[str, list[tuple[VariantPart, list[Evidence]]]]]:
    out: list[tuple[str, list[tuple[VariantPart, list[Evidence]]]]] = []
    for line in (FIXTURE / "variants_de.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            out.append((line.strip("[]"), []))
        elif line and not line.startswith("#"):
            name, script = line.split(": ", 1)
            out[-1][1].append(_part(source, name, script.replace("\\n", "\n")))
    return out


def _part(source: Source, name: str, script: str) -> tuple[VariantPart, list[Evidence]]:
    pieces, evidence, at = [], [], 0
    for token in re.findall(r"\{[^}]*\}|[^{]+", script):
        text, spans, verdict, change = _token(source, token)
        pieces.append(Piece(text, spans[0] if spans else None, None if spans else "de.test", change))
        inner = text.strip()
        if any(c.isalnum() for c in inner):
            start = at + text.index(inner)
            evidence.append(Evidence(0, Span(start, start + len(inner)), verdict, spans, 0.93 if spans else 0.0))
        at += len(text)
    return VariantPart(name, "".join(p.text for p in pieces), tuple(pieces)), evidence


def _token(source: Source, token: str) -> tuple[str, tuple[Span, ...], Verdict, str]:
    if not token.startswith("{"):
        return token, (), Verdict.DECLARED, ""
    kind, _, rest = token[1:-1].partition("|")
    if not rest:
        sentence = next(s for s in source.sentences if s.text.startswith(kind))
        return sentence.text, (sentence.span,), Verdict.SUPPORTED, ""
    text, _, words = rest.partition("|")
    start = source.text.index(words) if words else 0
    return (
        text,
        (Span(start, start + len(words)),) if words else (),
        VERDICTS[kind],
        "compressed" if kind == "s" else "",
    )


def _finding(source: Source, variant: Variant, e: Evidence) -> Finding | None:
    words = variant.parts[e.part].text[e.span.start : e.span.end]
    if e.verdict is Verdict.ALTERED:
        message = Bilingual("Die Quelle sagt etwas anderes.", "The source says something else.")
        says = source.words(e.source[0])
        return Finding("number.altered", Severity.BLOCK, message, e.part, e.span, words, says, e.source[0], says)
    if e.verdict is Verdict.UNSUPPORTED:
        message = Bilingual("Diese Zahl steht nicht in der Quelle.", "This figure is not in the source.")
        return Finding("number.missing", Severity.BLOCK, message, e.part, e.span, words)
    if len(words.split()) > 24:
        message = Bilingual("Der Satz ist lang für diesen Kanal.", "The sentence is long for this channel.")
        return Finding("sentence.long", Severity.WARN, message, e.part, e.span, words)
    return None


def _over(part: int | None) -> Finding:
    return Finding("limit.over", Severity.BLOCK, Bilingual("Der Teil passt nicht.", "The part does not fit."), part)


def _number(found: re.Match[str]) -> Number:
    figure, unit = found[0].split(" ")
    return Number(Span(*found.span()), found[0], Decimal(figure.replace(".", "").replace(",", ".")), unit)


def _name(text: str, name: str, kind: NameKind) -> Name:
    return Name(name, kind, tuple(Span(*m.span()) for m in re.finditer(name, text)))
