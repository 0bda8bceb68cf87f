"""E2E slots: whether a text from a record says every value of it once, and nothing else.

An independent reader gets the text alone. It knows how people write about restaurants (a list of names and places, words
for prices and ratings), not how our grammar does. Slot error rate = (missing + added + wrong) / slots, as in Dusek,
Howcroft and Rieser (INLG 2019).
"""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bench._common import data, verdict
from klaviatur.compose.pieces import text_of
from klaviatur.compose.realise import Slot, realise_venue
from klaviatur.records import Language

Record = tuple[tuple[str, str], ...]

_KINDS = {
    "coffee shop": r"coffee ?(?:shop|house)|caf[eé]s?\b|cafeteria",
    "restaurant": r"restaurants?\b|gaststätte",
    "pub": r"\bpubs?\b|kneipe",
}
_FOODS = {
    "Chinese": r"chines\w+", "English": r"english|british|englisch\w*|britisch\w*", "Italian": r"italien\w*|italian|pasta|pizza",
    "French": r"french|französisch\w*", "Indian": r"indian|indisch\w*|curry", "Japanese": r"japan\w*|sushi", "Fast food": r"fast[ -]food|burgers?\b|imbiss",
}  # fmt: skip
_AREAS = {
    "riverside": r"river\w*|fluss\w*|\bufer\b",
    "city centre": r"(?:city|town) (?:centre|center)|stadt(?:zentrum|mitte)|innenstadt|zentrum",
}
_LEVELS = {
    "high": r"high|excellent|great|hoh\w*|teuer\w*|expensive|gehoben\w*", "low": r"low|poor|bad|niedrig\w*|schlecht\w*",
    "average": r"average|durchschnittlich\w*|mittelmäßig\w*", "cheap": r"cheap|inexpensive|günstig\w*|billig\w*|preiswert\w*",
    "moderate": r"moderate\w*|mid|mittler\w*|moderat\w*", "1 out of 5": r"(?:1|one)(?: out of | von |/)(?:5|five)",
    "3 out of 5": r"(?:3|three)(?: out of | von |/)(?:5|five)", "5 out of 5": r"(?:5|five)(?: out of | von |/)(?:5|five)",
    "less than £20": r"(?:less than|under|below|weniger als|unter) (?:£\s?20|20\s?£)", "more than £30": r"(?:more than|over|above|mehr als|über) (?:£\s?30|30\s?£)",
    "£20-25": r"£\s?20\s?[-–]\s?£?25|20\s?[-–]\s?25\s?£",
}  # fmt: skip
_RATING = r"\brat(?:ing|ed)\b|\w*bewert\w*"
_PRICE = r"\bpric\w+|\bpreis\w*|\bcost\w*|\bkost\w*"
_RATINGS = ("high", "low", "average", "1 out of 5", "3 out of 5", "5 out of 5")
_PRICES = ("high", "cheap", "moderate", "less than £20", "more than £30", "£20-25")
_FRIENDLY = r"(?:famil(?:y|ies)|child(?:ren)?|kids?)[ -]?friendly|(?:familien|kinder)freundlich\w*"
_NOT = r"\b(?:not|non|isn't|nicht|kein\w*)\W+(?:\w+\W+){0,2}?$|non-$"
_NEAR = r"(?:near|close to|next to|beside|by|nahe|bei|neben|nähe von|nähe des)\s+(?:the\s+)?$"


def read_text(text: str, names: Iterable[str], places: Iterable[str]) -> Counter[tuple[str, str]]:
    """Return the slots a reader finds, each as often as it is said."""
    found: Counter[tuple[str, str]] = Counter()
    for place in sorted({*names, *places}, key=len, reverse=True):
        for match in reversed(list(re.finditer(rf"(?<!\w){re.escape(place)}(?!\w)", text))):
            near = re.search(_NEAR, text[: match.start()].lower())
            found["near" if near else "name", place] += 1
            text = text[: match.start()] + "_" + text[match.end() :]
    low = text.lower()
    for label, table in (("eatType", _KINDS), ("food", _FOODS), ("area", _AREAS)):
        found.update((label, value) for value, words in table.items() for _ in re.finditer(words, low))
    found.update(_levels(low, "customer rating", _RATING, _RATINGS))
    found.update(_levels(low, "priceRange", _PRICE, _PRICES))
    for match in re.finditer(_FRIENDLY, low):
        found["familyFriendly", "no" if re.search(_NOT, low[: match.start()]) else "yes"] += 1
    return found


def _levels(text: str, label: str, anchor: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the levels said of a rating or price: an adjective belongs to the noun it shares a phrase with."""
    phrases = [
        phrase for phrase in re.split(r",\s|\s(?:and|und|but|aber|with|mit)\s|\.\s", text) if re.search(anchor, phrase)
    ]
    return [
        (label, value)
        for phrase in phrases
        for value in values
        if re.search(rf"(?<!\w)(?:{_LEVELS[value]})(?!\w)", phrase)
    ]


def errors(record: Record, text: str, names: set[str], places: set[str]) -> Counter[str]:
    said = read_text(text, names, places)
    wanted = {
        (label.replace("rating", "customer rating") if label == "rating" else label, value) for label, value in record
    }
    count: Counter[str] = Counter()
    surplus = Counter(label for label, value in said if (label, value) not in wanted)
    for label, _ in wanted - said.keys():
        count["wrong" if surplus[label] else "missing"] += 1
        surplus[label] -= 1 if surplus[label] else 0
    count["added"] = sum(surplus.values())
    count["added"] += sum(n - 1 for slot, n in said.items() if slot in wanted and n > 1)
    return count


def records(folder: Path) -> list[Record]:
    found: dict[Record, None] = {}
    for name in ("test-fixed.csv.gz", "devel-fixed.no-ol.csv.gz"):
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                slots = re.findall(r"([\w ]+)\[([^\]]*)\]", row["mr"])
                found.setdefault(tuple(sorted((label.strip(), value) for label, value in slots)))
    return list(found)


def write(record: Record, language: Language) -> str:
    return text_of(realise_venue([Slot(label, value) for label, value in record], language))


def main() -> None:
    folder = data("compose", "e2e")
    known = records(folder)
    names = {value for record in known for label, value in record if label == "name"}
    places = {value for record in known for label, value in record if label == "near"}
    slots = sum(len(record) for record in known)
    print(f"E2E cleaned, test and dev: {len(known)} records, {slots} slots; read back from the text alone")
    print(f"{'':28} missing added wrong  slot errors  records right")
    for language in ("en", "de"):
        each = [errors(record, write(record, language), names, places) for record in known]
        total = sum(each, Counter())
        rate = 100 * sum(total.values()) / slots
        right = 100 * sum(not sum(one.values()) for one in each) / len(each)
        row = f"klaviatur, {language}"
        print(f"{row:28} {total['missing']:7} {total['added']:5} {total['wrong']:5} {rate:11.2f}% {right:13.1f}%")
        print(f"{'':28} goal 0.00 %  {verdict(holds=rate == 0)}")
    print(f"{'TGen-plus (published, en)':28} {'':19} {0.69:11.2f}% {95.8:13.1f}%")


if __name__ == "__main__":
    main()
