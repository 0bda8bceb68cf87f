"""Verifies one variant at a time, as somebody edits it: sources stay prepared, so that an answer takes no second."""

from collections import OrderedDict
from threading import Lock

from klaviatur.adapters.clock import SystemClock
from klaviatur.records import Source, Voice
from klaviatur.verify import Verifier
from klaviatur.wiring.embedding import embedder
from klaviatur.wiring.texts import phrasebook

MOST = 16  # sources that stay prepared; a long text takes some megabytes


class Verifiers:
    """Verifiers by source and voice; those used last are kept. Several threads may ask."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str, Voice], Verifier] = OrderedDict()
        self._lock = Lock()

    def of(self, source: Source, voice: Voice) -> Verifier:
        """Return the verifier of a source, for variants in a voice."""
        key = (source.id, source.media_type, voice)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = Verifier(source, voice, phrasebook(), embedder(), SystemClock(None))
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]
