"""du and Sie: detection and conversion on CoCoA-MT (Nadejde et al. 2022, CDLA-Sharing-1.0), train and test apart.

Detection: all references whose two forms differ, one sentence at a time. Conversion: share of the annotated phrases of the
other reference that stand word for word in what we made of this one, in order, capitals aside.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path

from bench._common import data, verdict
from klaviatur.compose.address import convert_text
from klaviatur.text.address import detect_address

SETS = {
    "train": ("telephony", "topical_chat"),
    "test": ("telephony", "topical_chat", "call_center"),
}
MARK = re.compile(r"\[/?F\]")
PHRASE = re.compile(r"\[F\](.*?)\[/F\]")


def main() -> None:
    folder = data("compose", "cocoa_mt_de")
    print(f"{'set':6} {'detected':>9} {'Sie->du':>9} {'exact':>7} {'du->Sie':>9} {'exact':>7} {'ms':>6}")
    results = {name: measure(list(pairs(folder, name))) for name in SETS}
    for name, row in results.items():
        print(f"{name:6} {row[0]:9.2%} {row[1]:9.2%} {row[2]:7.1%} {row[3]:9.2%} {row[4]:7.1%} {row[5]:6.2f}")
    print("prototype: detected 99.3 %, Sie->du 86 % of phrases, 74.5 % exact")
    seen, turned = results["test"][0], results["test"][1]
    print(
        f"goals on test: detected >= 99.5 % {verdict(holds=seen >= 0.995)}, Sie->du >= 93 % {verdict(holds=turned >= 0.93)}"
    )


def pairs(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield annotated (formal, informal) references that differ."""
    ending = ".de" if name == "train" else ""
    for domain in SETS[name]:
        stem = folder / f"formality-control.{name}.{domain}.en-de"
        formal, informal = (
            Path(f"{stem}.{kind}.annotated{ending}").read_text("utf-8") for kind in ("formal", "informal")
        )
        yield from ((a, b) for a, b in zip(formal.splitlines(), informal.splitlines(), strict=True) if a != b)


def measure(references: list[tuple[str, str]]) -> tuple[float, ...]:
    begun = time.perf_counter()
    known = [detect_address(plain(a), "de") == "Sie" for a, _ in references]
    known += [detect_address(plain(b), "de") == "du" for _, b in references]
    to_du = [judge(convert_text(plain(a), to="du")[0], b) for a, b in references]
    to_sie = [judge(convert_text(plain(b), to="Sie")[0], a) for a, b in references]
    each_ms = 1000 * (time.perf_counter() - begun) / len(references) / 4
    return (
        share(known),
        phrases(to_du),
        share([row[2] for row in to_du]),
        phrases(to_sie),
        share([row[2] for row in to_sie]),
        each_ms,
    )


def judge(made: str, gold: str) -> tuple[int, int, bool]:
    """Return right phrases, all phrases, and whether every word is as in the reference."""
    right, place, low = 0, 0, made.lower()
    wanted = [phrase.lower() for phrase in PHRASE.findall(gold)]
    for phrase in wanted:
        found = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)").search(low, place)
        if found:
            right, place = right + 1, found.end()
    return right, len(wanted), low == plain(gold).lower()


def plain(text: str) -> str:
    return MARK.sub("", text)


def share(values: list[bool]) -> float:
    return sum(values) / len(values)


def phrases(rows: list[tuple[int, int, bool]]) -> float:
    return sum(row[0] for row in rows) / sum(row[1] for row in rows)


if __name__ == "__main__":
    main()
