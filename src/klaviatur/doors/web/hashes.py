"""Fingerprints of exact wording."""

import hashlib
import json

from klaviatur.records import Variant


def hash_text(text: str) -> str:
    """Return the SHA-256 of the UTF-8 bytes, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_variant(variant: Variant) -> str:
    """Return the SHA-256 of the whole wording: of the JSON list of [part name, text], without spaces, in UTF-8.

    Part names are inside, so that moving words from one part to the next changes the hash too.
    """
    parts = [[part.name, part.text] for part in variant.parts]
    return hash_text(json.dumps(parts, ensure_ascii=False, separators=(",", ":")))
