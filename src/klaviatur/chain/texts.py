"""The story of a text on one page: one source, every channel.

    read -> parse -> for each channel: write -> check -> (a model: feed findings back, at most two rounds) -> else the
    embedded writer takes over, part by part -> compare all variants with each other -> Played

Nothing a model does can break a run: without an answer, or with one that stays blocked, the embedded writer's words
stand in, and a finding says so.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from klaviatur.compose import EmbeddedWriter
from klaviatur.compose.merge import merge_parts
from klaviatur.errors import WriterBudgetSpent, WriterError, WriterUnavailable
from klaviatur.ports import Writer
from klaviatur.records import Bilingual, Channel, Checked, Finding, Played, Severity, Source, Voice
from klaviatur.verify import Verifier, compare

MOST_ROUNDS = 2
STOOD_IN = "writer.stood_in"
MOST_FAILURES = 2  # in a row, then the model is not asked again in this run

Progress = Callable[[int, int, str], None]


def play(
    source: Source,
    channels: Sequence[Channel],
    voice: Voice,
    *,
    embedded: EmbeddedWriter,
    verifier: Verifier,
    model: Writer | None = None,
    parallel: int = 1,
    progress: Progress | None = None,
) -> Played:
    """Return one checked variant per channel, in the order of `channels`, and what does not agree between them."""
    begun = time.perf_counter()
    asking = Asking(source, voice, model, verifier) if model else None

    def one(channel: Channel) -> Checked:
        fallback = write_embedded(source, channel, voice, embedded, verifier)
        return asking.ask(channel, fallback) if asking else fallback

    checked = []
    for done, result in enumerate(_each(one, channels, parallel if model else 1)):
        checked.append(result)
        if progress:
            progress(done + 1, len(channels), channels[done].name)
    findings = (*stand_ins(checked), *compare(source, voice, checked))
    return Played(source, voice, tuple(checked), findings, time.perf_counter() - begun)


def write_embedded(
    source: Source, channel: Channel, voice: Voice, embedded: EmbeddedWriter, verifier: Verifier
) -> Checked:
    """Return the embedded writer's variant; where a short form says something else, one without those sentences."""
    checked = verifier.check(embedded.write(source, channel, voice), channel)
    for _ in range(MOST_ROUNDS):
        if not checked.blocked:
            break
        again = embedded.write(source, channel, voice, previous=checked.variant, findings=checked.findings)
        checked = min(checked, verifier.check(again, channel), key=_weight)
    return checked


@dataclass(slots=True)
class Asking:
    """One run's talk with a model. `failures` counts refusals in a row: a dead server costs seconds, not minutes."""

    source: Source
    voice: Voice
    model: Writer
    verifier: Verifier
    failures: int = 0

    def ask(self, channel: Channel, fallback: Checked) -> Checked:
        """Return the model's variant where it holds, its sound parts where only they hold, else the fallback."""
        if self.failures >= MOST_FAILURES:
            return _stood_in(fallback, Bilingual("es hat zuvor nicht geantwortet", "it did not answer before"))
        try:
            best = self._revise(channel)
        except WriterError as error:
            lasting = isinstance(error, WriterUnavailable | WriterBudgetSpent)
            self.failures = self.failures + 1 if lasting else 0
            return _stood_in(fallback, Bilingual(str(error), str(error)))
        self.failures = 0
        if not needs_work(best):
            return best
        merged = self.verifier.check(merge_parts(best, fallback.variant), channel)
        if needs_work(merged):
            return _stood_in(fallback, Bilingual("sein Text blieb gesperrt", "its wording stayed blocked"))
        return merged

    def _revise(self, channel: Channel) -> Checked:
        """Return the best of up to 1 + MOST_ROUNDS answers; a failure after the first answer ends the rounds."""
        best = self.verifier.check(self.model.write(self.source, channel, self.voice), channel)
        for number in range(1, MOST_ROUNDS + 1):
            if not needs_work(best):
                break
            try:
                again = self.model.write(
                    self.source, channel, self.voice, previous=best.variant, findings=best.findings
                )
            except WriterError:
                break
            best = min(best, self.verifier.check(replace(again, rounds=number), channel), key=_weight)
        return best


def needs_work(checked: Checked) -> bool:
    """Return whether a model's variant may not stay as it is: blocked, or outside a hard limit."""
    return checked.blocked or not checked.fits


def _weight(checked: Checked) -> tuple[int, int]:
    blocks = sum(f.severity is Severity.BLOCK for f in checked.findings) + (not checked.fits)
    return blocks, len(checked.findings)


def _stood_in(fallback: Checked, reason: Bilingual) -> Checked:
    message = Bilingual(
        f"Das Modell hat nicht geliefert ({reason.de}); der eingebaute Schreiber ist eingesprungen.",
        f"The model did not deliver ({reason.en}); the embedded writer stood in.",
    )
    note = Finding(STOOD_IN, Severity.NOTE, message)
    return replace(fallback, findings=(*fallback.findings, note))


def stand_ins(checked: Sequence[Checked]) -> tuple[Finding, ...]:
    """Return one warning for the whole run where the model did not deliver, with the first reason."""
    notes = [f for c in checked for f in c.findings if f.rule == STOOD_IN]
    if not notes:
        return ()
    first = notes[0].message
    message = Bilingual(
        f"{len(notes)} von {len(checked)} Fassungen sind vom eingebauten Schreiber. {first.de}",
        f"{len(notes)} of {len(checked)} variants are by the embedded writer. {first.en}",
    )
    return (Finding(STOOD_IN, Severity.WARN, message),)


def _each(one: Callable[[Channel], Checked], channels: Sequence[Channel], parallel: int) -> Iterator[Checked]:
    if parallel <= 1:
        yield from map(one, channels)
        return
    with ThreadPoolExecutor(parallel) as pool:
        yield from pool.map(one, channels)
