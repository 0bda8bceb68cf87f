"""The writer for products: no model; the same sheet gives the same text."""

from collections.abc import Sequence
from dataclasses import replace

from klaviatur.compose.pieces import Pieces, merged, strip, text_of
from klaviatur.compose.products.desk import Bank, Desk, polished
from klaviatur.compose.products.forms import form_for
from klaviatur.compose.products.locales import set_in
from klaviatur.compose.products.record import Record
from klaviatur.compose.typography import plain_marks_pieces, polish_pieces
from klaviatur.records import (
    Channel,
    Finding,
    Method,
    Phrasebook,
    Severity,
    Source,
    Variant,
    VariantPart,
    Voice,
)

_KEPT = 4  # records in memory


class ProductWriter:
    """Writes variants from a data sheet: the sheet's own words, and phrases that claim nothing."""

    name = "embedded"

    def __init__(self, phrasebook: Phrasebook) -> None:
        self._bank = Bank(phrasebook)
        self._records: dict[tuple[str, str], Record] = {}

    def write(
        self,
        source: Source,
        channel: Channel,
        voice: Voice,
        *,
        previous: Variant | None = None,
        findings: Sequence[Finding] = (),
    ) -> Variant:
        """Return a variant inside the channel's limits; with blocking findings, one without the long texts."""
        blocked = previous is not None and any(f.severity is Severity.BLOCK for f in findings)
        record = self._record(source)
        if blocked:
            record = Record(replace(source, sentences=()))
        desk = Desk(record, channel, voice, self._bank)
        parts = [_part(desk, name, pieces) for name, pieces in form_for(channel.form)(desk) if text_of(pieces).strip()]
        gone = tuple(one.index for one in source.sentences) if blocked else ()
        return Variant(
            channel.name,
            source.id,
            source.language,
            tuple(parts),
            writer=self.name,
            method=Method.DATA_DRIVEN,
            findings=tuple(dict.fromkeys(desk.findings)),
            left_out=gone,
        )

    def _record(self, source: Source) -> Record:
        key = (source.id, source.media_type)  # two locales may share their text and not their marks
        if key not in self._records:
            while len(self._records) >= _KEPT:
                self._records.pop(next(iter(self._records)))
            self._records[key] = Record(source)
        return self._records[key]


def _part(desk: Desk, name: str, pieces: Pieces) -> VariantPart:
    """Return a part in the locale's typography, in plain marks where others would cost a message."""
    if any(polished(line, desk.language) != line for line in text_of(pieces).split("\n")):
        pieces = polish_pieces(pieces, desk.language)
    pieces = set_in(desk.record.source, pieces)
    if desk.channel.options.get("transliterate"):
        pieces = plain_marks_pieces(pieces)
    pieces = merged(strip(pieces))
    return VariantPart(name, text_of(pieces), pieces)
