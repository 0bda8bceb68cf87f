"""Fingerprints of exact wording."""

import hashlib

from klaviatur.records import Variant, wording_of


def hash_text(text: str) -> str:
    """Return the SHA-256 of the UTF-8 bytes, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_variant(variant: Variant) -> str:
    """Return the SHA-256 of the whole wording, see `records.wording_of`."""
    return wording_of(variant.parts)
