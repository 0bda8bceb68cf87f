"""Categories of a taxonomy: an id that others understand, and a path of names in German and English."""

from dataclasses import dataclass

from klaviatur.records import Bilingual

STEP = " > "  # between the names of a path


@dataclass(frozen=True, slots=True)
class Category:
    """One category."""

    id: str
    path: Bilingual  # "Home & Garden > Lighting"; both alike where only one language is known
    words: str = ""  # what its products are called, beside its own name

    @property
    def depth(self) -> int:
        """Return how many names its path has."""
        return self.path.en.count(STEP) + 1

    @property
    def leaf(self) -> Bilingual:
        """Return its own name."""
        return Bilingual(self.path.de.rpartition(STEP)[2], self.path.en.rpartition(STEP)[2])
