"""Where outputs go that are only looked at."""

import polars as pl


class Nowhere:
    """A place for what is only looked at."""

    def add(self, records: pl.DataFrame, separator: str) -> None:
        """Keep nothing."""

    def take(self, placed: object) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """Have nothing to bring to the disk."""
