"""What time it is."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, or one moment that stands still."""

    fixed: datetime | None = None

    def now(self) -> datetime:
        """Return the time with its zone; a fixed moment without a zone counts as UTC."""
        if self.fixed is None:
            return datetime.now(UTC)
        return self.fixed if self.fixed.tzinfo else self.fixed.replace(tzinfo=UTC)
