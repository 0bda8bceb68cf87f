"""A model that fails now and then: its failure costs one text, and only several in a row end the asking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from klaviatur.errors import WriterError
from klaviatur.ports import Extractor
from klaviatur.records import Bilingual, Extraction

IN_A_ROW = 3  # failures; after them the model is not asked again in this run


@dataclass(slots=True)
class Patient:
    """Asks a model text by text, and remembers how it fared."""

    extractor: Extractor
    failed: list[WriterError] = field(default_factory=list)  # in a row
    answered: bool = False

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self.extractor.name

    def ask(self, text: str, asked: Mapping[str, str]) -> Sequence[Extraction] | Bilingual:
        """Return what the model says a text holds, or why this text was skipped."""
        if len(self.failed) >= IN_A_ROW:
            return Bilingual(
                f"nicht gefragt: das Modell hat {IN_A_ROW}-mal hintereinander nicht geantwortet",
                f"not asked: the model failed {IN_A_ROW} times in a row",
            )
        try:
            said = self.extractor.extract(text, asked)
        except WriterError as error:
            self.failed.append(error)
            return Bilingual(f"übersprungen: {error}", f"skipped: {error}")
        self.answered = True
        self.failed.clear()
        return said

    def end(self) -> None:
        """Raise the last WriterError of a model that never answered: then it is the model, and not a text."""
        if self.failed and not self.answered:
            raise self.failed[-1]
