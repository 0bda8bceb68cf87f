"""Red team: what a very small model invents about real sources, labelled by hand, against the detector.

    python -m bench.redteam [--misses] [--alarms] [--no-held-out]

200 drafts of SmolLM2-135M (redteam/drafts.jsonl), and a smaller set the detector was not improved on
(redteam/held_out.jsonl). Every sentence is labelled by reading it beside its source, before any verdict on it was
seen: true, false (each false stretch with its kind), no claim, or arguable (counted nowhere).
A false claim is flagged if a finding that weighs warn or block lies on its sentence; on the spot, if it touches the
false words. Only findings about grounding count, none about style or limits.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench.redteam_data import FIRST, HELD_OUT, Article, DraftSet, articles, unfold
from klaviatur.adapters.embedders.use import UseEmbedder
from klaviatur.adapters.sources import read_stream
from klaviatur.collect import parse
from klaviatur.records import (
    Bilingual,
    Channel,
    Checked,
    Finding,
    Language,
    Method,
    PartProfile,
    Phrasebook,
    Severity,
    Source,
    Span,
    Variant,
    VariantPart,
    Verdict,
    Voice,
)
from klaviatur.verify import Verifier

FOLDER = Path(__file__).resolve().parent / "redteam"
TARGET = 0.98
GROUNDING = frozenset(
    {"number", "unit", "date", "entity", "role", "negation", "word", "modality", "superlative", "quote", "attribution"}
    | {"hashtag", "contact"}
)
CHANNEL = Channel(
    name="redteam",
    label=Bilingual("Entwurf", "Draft"),
    form="draft",
    family="social",
    parts=(PartProfile("text", Bilingual("Text", "Text")),),
    read=date(2026, 11, 21),
    sources=("bench",),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One labelled sentence of a draft; a false one has its false stretches with their kinds."""

    draft: str
    language: str
    span: Span
    label: str
    words: str
    wrong: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A claim, the grounding findings on its sentence, and whether anything at all marks it.

    A note, or a clause shown as not supported on the board, marks a claim without flagging it.
    """

    claim: Claim
    findings: tuple[Finding, ...]
    marked: bool

    @property
    def flagged(self) -> bool:
        """Return whether a reviewer sees at least a warning on the sentence."""
        return bool(self.findings)

    @property
    def blocked(self) -> bool:
        """Return whether a finding on the sentence stops a release."""
        return any(f.severity is Severity.BLOCK for f in self.findings)

    def on_the_spot(self, span: Span) -> bool:
        """Return whether a finding touches these words."""
        return any(_touches(f.span, span) for f in self.findings)


def grounding(finding: Finding) -> bool:
    """Return whether a finding says that the source does not carry the words, and weighs more than a note."""
    return _about_grounding(finding) and finding.severity is not Severity.NOTE


def _about_grounding(finding: Finding) -> bool:
    return finding.rule.split(".")[0] in GROUNDING or finding.rule in {"claim.unsupported", "claim.invented"}


def outcomes(drafts: DraftSet) -> Iterator[Outcome]:
    """Yield every claim of every draft whose source is at hand, with what the detector says."""
    known = {json.dumps(a.reference, sort_keys=True): a for a in articles(drafts)}
    embedder = UseEmbedder()
    verifiers: dict[str, tuple[Source, Verifier]] = {}
    for record in _records(drafts):
        key = json.dumps(record["source"], sort_keys=True)
        if key not in known:
            continue
        if key not in verifiers:
            source = _parsed(known[key])
            verifiers[key] = (source, Verifier(source, Voice(), Phrasebook(), embedder))
        text = unfold(record["text"], known[key])
        checked = _check(*verifiers[key], text)
        yield from (_outcome(claim, checked) for claim in _claims(record, text))


def _records(drafts: DraftSet) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{drafts.name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _parsed(article: Article) -> Source:
    language: Language = "de" if article.language == "de" else "en"
    return parse(read_stream(article.text.encode(), name="article.md"), language=language)


def _check(source: Source, verifier: Verifier, text: str) -> Checked:
    parts = (VariantPart("text", text),)
    variant = Variant("redteam", source.id, source.language, parts, "SmolLM2-135M", Method.TRAINED)
    return verifier.check(variant, CHANNEL)


def _claims(record: dict[str, Any], text: str) -> Iterator[Claim]:
    for claim in record["claims"]:
        span = Span(*claim["span"])
        wrong = tuple((w["kind"], Span(*w["span"])) for w in claim.get("wrong", ()))
        yield Claim(record["id"], record["language"], span, claim["label"], text[span.start : span.end], wrong)


def _outcome(claim: Claim, checked: Checked) -> Outcome:
    near = [f for f in checked.findings if _about_grounding(f) and _touches(f.span, claim.span)]
    doubted = any(
        e.verdict in {Verdict.ALTERED, Verdict.UNSUPPORTED} and _touches(e.span, claim.span) for e in checked.evidence
    )
    return Outcome(claim, tuple(f for f in near if grounding(f)), bool(near) or doubted)


def _touches(mine: Span | None, other: Span) -> bool:
    return mine is not None and mine.start < other.end and other.start < mine.end


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / whole:6.1%}" if whole else "-"


def _print_kinds(false: list[Outcome]) -> None:
    whole: Counter[str] = Counter()
    sentence: Counter[str] = Counter()
    spot: Counter[str] = Counter()
    for outcome in false:
        for kind, span in outcome.claim.wrong:
            whole[kind] += 1
            sentence[kind] += outcome.flagged
            spot[kind] += outcome.on_the_spot(span)
    print(f"  {'kind':<14}{'false':>6}{'flagged':>9}{'on the spot':>13}")
    for kind, count in whole.most_common():
        print(f"  {kind:<14}{count:>6}{sentence[kind] / count:>9.0%}{spot[kind] / count:>13.0%}")


def _print_language(found: list[Outcome], language: str) -> None:
    mine = [o for o in found if o.claim.language == language]
    false = [o for o in mine if o.claim.label == "false"]
    true = [o for o in mine if o.claim.label == "true"]
    print(f"  {language}: flagged {_share(sum(o.flagged for o in false), len(false))}, ", end="")
    print(f"false alarms {_share(sum(o.flagged for o in true), len(true))}")


def main() -> None:
    """Print a table for each set; with --misses or --alarms the cases of the first set too."""
    first = list(outcomes(FIRST))
    _print_set("Red team", FIRST, first)
    if "--misses" in sys.argv:
        _print_cases("MISSED", [o for o in first if o.claim.label == "false" and not o.flagged])
    if "--alarms" in sys.argv:
        _print_cases("ALARM", [o for o in first if o.claim.label == "true" and o.flagged])
    if "--no-held-out" not in sys.argv:
        _print_set("Red team, held out", HELD_OUT, list(outcomes(HELD_OUT)))


def _print_set(title: str, drafts: DraftSet, found: list[Outcome]) -> None:
    labels = Counter(o.claim.label for o in found)
    seen, whole = len({o.claim.draft for o in found}), len(_records(drafts))
    print(f"{title}: {seen} of {whole} drafts by SmolLM2-135M, {dict(labels)}")
    _print_shares(found)
    for language in ("en", "de"):
        _print_language(found, language)
    _print_kinds([o for o in found if o.claim.label == "false"])
    if seen < whole:
        print("  Drafts on texts of others are left out: set KLAVIATUR_TEST_DATA to the folder that holds them.")


def _print_shares(found: list[Outcome]) -> None:
    false = [o for o in found if o.claim.label == "false"]
    true = [o for o in found if o.claim.label == "true"]
    stretches = [(o, span) for o in false for _, span in o.claim.wrong]
    print(f"  false claims flagged  {_share(sum(o.flagged for o in false), len(false))}  (target {TARGET:.0%})")
    print(f"  of these blocked      {_share(sum(o.blocked for o in false), len(false))}")
    print(f"  pass unmarked         {_share(sum(not o.marked for o in false), len(false))}  (target none)")
    print(f"  flagged on the spot   {_share(sum(o.on_the_spot(s) for o, s in stretches), len(stretches))}")
    print(f"  false alarms          {_share(sum(o.flagged for o in true), len(true))}")
    print(f"  of these blocked      {_share(sum(o.blocked for o in true), len(true))}")


def _print_cases(title: str, cases: list[Outcome]) -> None:
    for case in cases:
        kinds = ",".join(kind for kind, _ in case.claim.wrong)
        rules = ", ".join(f"{f.rule} [{f.words}]" for f in case.findings)
        print(f"{title} {case.claim.draft} {kinds} | {case.claim.words} | {rules}")


if __name__ == "__main__":
    main()
