"""Limits and numbers of parts, as the channel's profile states them."""

from collections import Counter

from klaviatur.records import Bilingual, Channel, Count, Finding, Severity, Variant
from klaviatur.text.counting import count_variant
from klaviatur.verify.findings import finding


def check_limits(variant: Variant, channel: Channel) -> tuple[tuple[Count, ...], list[Finding]]:
    """Return all counts, and a finding for each limit that does not hold: hard ones block, practice warns."""
    counts = count_variant(variant, channel)
    return counts, [_limit_finding(count, variant) for count in counts if not count.fits]


def check_parts(variant: Variant, channel: Channel) -> list[Finding]:
    """Return a finding for each part that is missing, too many or not of this channel."""
    have = Counter(part.name for part in variant.parts if part.text.strip())
    findings = []
    for profile in channel.parts:
        low, high = profile.count
        if not low <= have[profile.name] <= high:
            findings.append(_parts_finding(profile.name, have[profile.name], profile.count))
    known = {profile.name for profile in channel.parts}
    return findings + [_parts_finding(name, have[name], (0, 0)) for name in have if name not in known]


def _parts_finding(name: str, have: int, count: tuple[int, int]) -> Finding:
    low, high = count
    wanted = str(low) if low == high else f"{low}-{high}"
    return _with(
        finding("parts.count", name, ""),
        Bilingual(
            f"Der Teil „{name}“ kommt {have}-mal vor; der Kanal verlangt {wanted}.",
            f"The part “{name}” occurs {have} times; the channel wants {wanted}.",
        ),
    )


def _limit_finding(count: Count, variant: Variant) -> Finding:
    limit = count.limit
    hard = limit.severity is Severity.BLOCK
    name = variant.parts[count.part].name if count.part is not None else variant.channel
    over = limit.maximum is not None and count.value > limit.maximum
    bound, word_de, word_en = (
        (limit.maximum, "höchstens", "at most") if over else (limit.minimum, "mindestens", "at least")
    )
    plain = finding("limit.over" if hard else "limit.practice", name, "", severity=limit.severity, part=count.part)
    detail = f" ({count.detail})" if count.detail else ""
    return _with(
        plain,
        Bilingual(
            f"„{name}“ hat {count.value} ({limit.measure.value}){detail}; erlaubt sind {word_de} {bound}.",
            f"“{name}” has {count.value} ({limit.measure.value}){detail}; allowed are {word_en} {bound}.",
        ),
    )


def _with(plain: Finding, message: Bilingual) -> Finding:
    return Finding(plain.rule, plain.severity, message, plain.part, words=plain.words)
