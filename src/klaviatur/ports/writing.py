"""Who writes, reads values, measures meaning and tells the time."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from klaviatur.records import Channel, Extraction, Finding, Source, Variant, Voice


class Writer(Protocol):
    """Writes one variant for one channel from one parsed source."""

    name: str

    def write(
        self,
        source: "Source",
        channel: "Channel",
        voice: "Voice",
        *,
        previous: "Variant | None" = None,
        findings: "Sequence[Finding]" = (),
    ) -> "Variant":
        """Return a variant; with `previous` and `findings`, a corrected one. Raises WriterError if it cannot."""
        ...


class Extractor(Protocol):
    """Reads values of attributes out of a text; what it says is checked by who asks."""

    name: str

    def extract(self, text: str, attributes: "Mapping[str, str]") -> "Sequence[Extraction]":
        """Return the values a text holds of some attributes (name: what it is called). Raises WriterError."""
        ...


class Embedder(Protocol):
    """Turns sentences into unit vectors of one multilingual space."""

    def embed(self, texts: "Sequence[str]") -> "NDArray[np.float32]":
        """Return shape (len(texts), dimensions), rows of length 1."""
        ...


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the time with its zone."""
        ...
