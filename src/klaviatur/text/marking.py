"""Who wrote a wording, said as machines and people are told (EU AI Act Art. 50, IPTC, schema.org; read Nov 2026)."""

from typing import TYPE_CHECKING

from klaviatur.records import Language, Method

if TYPE_CHECKING:  # named only: a text played loads no records of deliveries
    from klaviatur.records import Marking

# schema.org/IPTCDigitalSourceEnumeration knows neither digitalCreation nor humanEdits yet: the nearest stands in.
SCHEMA_ORG = {
    Method.ALGORITHMIC: "https://schema.org/AlgorithmicMediaDigitalSource",
    Method.TRAINED: "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    Method.COMPOSITE: "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
    Method.DATA_DRIVEN: "https://schema.org/DataDrivenMediaDigitalSource",
    Method.HUMAN: "https://schema.org/DigitalArtDigitalSource",
    Method.HUMAN_EDITS: "https://schema.org/MinorHumanEditsDigitalSource",
}
_BY_A_MODEL = frozenset({Method.TRAINED, Method.COMPOSITE})


def ai_label(marking: "Marking", language: Language) -> str:
    """Return the sentence that tells readers that a machine wrote this, "" where none is needed."""
    if not marking.label_needed:
        return ""
    if marking.method in _BY_A_MODEL:
        return "Dieser Text wurde mit KI erstellt." if language == "de" else "This text was made with AI."
    return "Dieser Text wurde automatisch erstellt." if language == "de" else "This text was made automatically."


def review_line(marking: "Marking", language: Language) -> str:
    """Return who reviewed a wording of a machine and answers for it, "" where none of it is a machine's."""
    if marking.machine_share <= 0 or not marking.reviewed_by:
        return ""
    made = "mit KI" if marking.method in _BY_A_MODEL else "automatisch"
    made_en = "with AI" if marking.method in _BY_A_MODEL else "automatically"
    if language == "de":
        return f"Zum Teil {made} erstellt, geprüft und verantwortet von {marking.reviewed_by}."
    return f"Made in part {made_en}, reviewed and answered for by {marking.reviewed_by}."
