"""Attributes found by what a header means, for names no list knows."""

from collections.abc import Sequence

import numpy as np

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.mapping.headers import readings
from klaviatur.collect.products.mapping.names import Candidate
from klaviatur.ports import Embedder

_LEAST = 0.86  # cosine; of 1,400 technical names nearly half of those found at 0.80 were wrong
_MARGIN = 0.12  # to the next attribute
_CONFIDENCE = 0.6  # below that of any name: a person should look


def meant(headers: Sequence[str], embedder: Embedder) -> dict[str, Candidate]:
    """Return the attributes that headers mean, where one clearly leads; confidence stays below that of any name."""
    headers = [header for header in headers if any(map(str.isalpha, readings(header)[-1].words))]  # no mere codes
    if not headers:
        return {}
    attributes = [a for a in vocabulary().values() if not a.name.startswith("_")]
    labels = embedder.embed([label for a in attributes for label in a.label])
    asked = [readings(header)[-1] for header in headers]
    vectors = embedder.embed([" ".join(reading.words) for reading in asked])
    near = (vectors @ labels.T).reshape(len(headers), len(attributes), 2).max(axis=2)
    found = {}
    for header, reading, scores in zip(headers, asked, near, strict=True):
        best, second = np.argsort(-scores)[:2]
        if scores[best] >= _LEAST and scores[best] - scores[second] >= _MARGIN:
            found[header] = Candidate(attributes[int(best)].name, _CONFIDENCE, "meaning", reading)
    return found
