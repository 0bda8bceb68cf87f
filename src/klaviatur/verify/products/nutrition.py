"""Nutrition claims against the declared values: annex of Regulation (EC) No 1924/2006."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import regex

from klaviatur.records import Bilingual, Language, Span
from klaviatur.text.lexicon import read_table
from klaviatur.verify.products.sheet import Sheet

_ROOM = "klaviatur.verify.products"
_PROTEIN_KCAL = Decimal(4)  # a gram, EU 1169/2011 annex XIV
_KJ_PER_KCAL = Decimal("4.184")
_SALT_OF_SODIUM = Decimal("2.5")
_HEALTH = "health"
_FOOD = ("ingredients", "energy_kcal", "energy_kj", "fat", "sugars", "salt", "protein", "legal_name", "allergens")

Claim = tuple[str, Span, str, Bilingual]  # rule, place, words, what is allowed


def check_nutrition(text: str, sheet: Sheet) -> Iterator[Claim]:
    """Yield nutrition claims of a text that the sheet's values do not allow, and health claims. Food alone."""
    if not any(name in sheet.by_attribute for name in _FOOD):
        return
    for name, pattern in _patterns(sheet.language).items():
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if name == _HEALTH:
                yield "health.claim", span, match.group(), Bilingual("", "")
                continue
            rule = _rule(name, sheet)
            if rule:
                yield rule, span, match.group(), _allowed(name)


def _rule(name: str, sheet: Sheet) -> str | None:
    """Return the rule a claim breaks, None where the values carry it."""
    claim = _claims()[name]
    if claim.get("compared"):
        return "nutrition.unproven"
    if "never" in claim:
        listed = sheet.value("ingredients").lower()
        return "nutrition.unproven" if not listed else _verdict(ok=not any(w in listed for w in claim["never"]))
    value = _value(claim["attribute"], sheet)
    if value is None:
        return "nutrition.unproven"
    if "energy" in claim:
        energy = _value("energy_kcal", sheet)
        share = value * _PROTEIN_KCAL / energy if energy else None
        return "nutrition.unproven" if share is None else _verdict(ok=share >= Decimal(str(claim["energy"])))
    kind = "liquid" if _is_liquid(sheet) else "solid"
    if "most" in claim:
        return _verdict(ok=value <= Decimal(str(claim["most"][kind])))
    return _verdict(ok=value >= Decimal(str(claim["least"][kind])))


def _verdict(*, ok: bool) -> str | None:
    return None if ok else "nutrition.claim"


def _value(attribute: str, sheet: Sheet) -> Decimal | None:
    """Return a declared value in g or kcal, converted from sodium and kJ where only these are given."""
    known = sheet.by_attribute.get(attribute)
    if known and known.quantities:
        return min(known.quantities[0].values)
    if attribute == "salt":
        sodium = _value("sodium", sheet)
        return sodium * _SALT_OF_SODIUM if sodium is not None else None
    if attribute == "energy_kcal":
        joule = _value("energy_kj", sheet)
        return joule / _KJ_PER_KCAL if joule is not None else None
    return None


def _is_liquid(sheet: Sheet) -> bool:
    basis = sheet.by_attribute.get("nutrition_basis") or sheet.by_attribute.get("net_content")
    return bool(basis and basis.quantities and basis.quantities[0].dimension == "volume")


def _allowed(name: str) -> Bilingual:
    """Return a claim's condition in words."""
    claim = _claims()[name]
    if claim.get("compared"):
        return Bilingual("im Vergleich mit einem genannten Erzeugnis", "compared with a named product")
    if "never" in claim:
        return Bilingual("wenn die Zutaten nichts davon enthalten", "if the ingredients hold nothing of the kind")
    if "energy" in claim:
        share = f"{Decimal(str(claim['energy'])) * 100:.0f}"
        return Bilingual(f"ab {share} % des Brennwerts aus Eiweiß", f"from {share}% of the energy from protein")
    bound, de, en = (claim["most"], "höchstens", "at most") if "most" in claim else (claim["least"], "ab", "from")
    unit = "kcal" if claim["attribute"].startswith("energy") else "g"
    solid, liquid = bound["solid"], bound["liquid"]
    return Bilingual(
        f"{de} {str(solid).replace('.', ',')} {unit} je 100 g, {str(liquid).replace('.', ',')} {unit} je 100 ml",
        f"{en} {solid} {unit} per 100 g, {liquid} {unit} per 100 ml",
    )


def _claims() -> dict[str, dict[str, Any]]:
    return read_table(_ROOM, "nutrition.toml")


@cache
def _patterns(language: Language) -> "dict[str, regex.Pattern[str]]":
    return {
        name: regex.compile(rf"(?<![\p{{L}}-])(?:{'|'.join(claim[language])})(?![\p{{L}}])", regex.IGNORECASE)
        for name, claim in _claims().items()
    }
