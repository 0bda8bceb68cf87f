"""Every channel from one 1,000-word text: warm, and as a whole process from a cold start."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench._common import ROOT, as_installed, quantile, verdict
from klaviatur import play
from klaviatur.wiring import embedded_writer, known_channels, phrasebook

WARM_GOAL_S, COLD_GOAL_S, CLAIM_GOAL_MS = 1.0, 2.5, 20.0
WARM_RUNS, COLD_RUNS = 20, 5
PROTOTYPE_CLAIM_MS = 31.0  # grounding prototype, ms a pair, 2 cores


def main() -> None:
    text = thousand_words()
    warm, channels, claims = measure_warm(text)
    cold = measure_cold(text)
    p95 = quantile(warm, 0.95)
    print(f"{len(text.split())} words, {channels} channels, {claims} claims checked")
    print(
        f"warm   p50 {quantile(warm, 0.5):.3f} s   p95 {p95:.3f} s   goal <= {WARM_GOAL_S} s  {verdict(holds=p95 <= WARM_GOAL_S)}"
    )
    print(
        f"cold   max {max(cold):.3f} s (whole process, board and files written)   goal <= {COLD_GOAL_S} s  {verdict(holds=max(cold) <= COLD_GOAL_S)}"
    )
    per_claim = measure_verify(text)
    print(
        f"verify {per_claim:.2f} ms a claim   goal <= {CLAIM_GOAL_MS} ms  {verdict(holds=per_claim <= CLAIM_GOAL_MS)}   prototype {PROTOTYPE_CLAIM_MS} ms, ratio {PROTOTYPE_CLAIM_MS / per_claim:.0f}"
    )


def thousand_words() -> str:
    """Return our German sample, lengthened to 1,000 words with a second press text of the same kind."""
    own = (ROOT / "examples" / "pressetext_de.md").read_text(encoding="utf-8")
    more = (ROOT / "bench" / "texts" / "more_de.md").read_text(encoding="utf-8")
    head, _, tail = own.partition("## Technische Daten")
    words = more.split(" ")[: max(0, 1000 - len(own.split()))]
    return f"{head}{' '.join(words).rpartition('.')[0]}.\n\n## Technische Daten{tail}"


def measure_warm(text: str) -> tuple[list[float], int, int]:
    """Return seconds per run, and how many channels one run plays and claims it checks.

    The source's words change, so no cache helps.
    """
    times, channels, claims = [], 0, 0
    play(text.encode())
    for number in range(WARM_RUNS):
        changed = text.replace("Kassel", f"Kassel{chr(97 + number)}").encode()
        begun = time.perf_counter()
        played = play(changed)
        times.append(time.perf_counter() - begun)
        channels, claims = len(played.checked), sum(len(c.evidence) for c in played.checked)
    return times, channels, claims


def measure_verify(text: str) -> float:
    """Return milliseconds per claim of a cold verifier over all variants."""
    from klaviatur.records import Voice
    from klaviatur.verify import Verifier
    from klaviatur.wiring import embedder

    played = play(text.replace("Kassel", "Kasselz").encode())
    profiles = known_channels()
    begun = time.perf_counter()
    verifier = Verifier(played.source, Voice(), phrasebook(), embedder())
    claims = sum(len(verifier.check(c.variant, profiles[c.variant.channel]).evidence) for c in played.checked)
    return (time.perf_counter() - begun) * 1000 / max(1, claims)


def measure_cold(text: str) -> list[float]:
    """Return seconds of whole processes: start, read, write, check, board and files; one before compiles modules and templates."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.md"
        path.write_text(text, encoding="utf-8")
        for _ in range(1 + COLD_RUNS):
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "klaviatur.doors.cli", "play", str(path), "--out", folder + "/out"],
                check=False,
                capture_output=True,
                env=as_installed(Path(folder)),
            )
            times.append(time.perf_counter() - begun)
    return times[1:]


if __name__ == "__main__":
    embedded_writer()
    main()
