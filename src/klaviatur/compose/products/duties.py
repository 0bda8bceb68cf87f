"""What a product text may never drop: allergens, traces, warnings, the energy class beside a price."""

from collections.abc import Callable

from klaviatur.compose.pieces import Pieces, join, text_of, with_end_mark
from klaviatur.compose.products.desk import Desk
from klaviatur.compose.products.record import Said, listed

Fits = Callable[[str], bool]
_ENERGIES = ("energy_kj", "energy_kcal")


def allergens(desk: Desk) -> Pieces:
    """Return "Enthält: Milch, Soja. Kann Spuren enthalten von: Nüssen.", () if the sheet names neither."""
    known = desk.record.said
    own = desk.say("product.allergens", allergens=_value(known.get("allergens")))
    traces = desk.say("product.traces", traces=_value(known.get("traces")))
    return join((own, traces))


def _value(said: Said | None) -> Pieces:
    return said.value if said else ()


def warnings(desk: Desk) -> Pieces:
    """Return every warning of the sheet, word for word, () if there is none."""
    known = list(desk.record.all("warnings"))
    if not known:
        return ()
    first = desk.say("product.warnings", warnings=known[0].value) if known[0].attribute == "warnings" else ()
    rest = known[1:] if first else known
    return join([with_end_mark(one) for one in (first, *(one.line for one in rest)) if one])


def energy_class(desk: Desk) -> Pieces:
    """Return the energy class, with its scale where the sheet has it (EU 2017/1369, art. 6), () without one."""
    known = desk.record.said
    names = ("energy_class", "energy_class_max", "energy_class_min")
    slots = {name: known[name].value for name in names if name in known}
    return desk.say("product.energy_class.range", **slots) or desk.say("product.energy_class", **slots)


def duties(desk: Desk) -> list[Pieces]:
    """Return allergens, warnings and energy class in full, each a sentence or more; [] if there is nothing."""
    return [one for one in (allergens(desk), warnings(desk), energy_class(desk)) if one]


def care_taken(desk: Desk, fits: Fits, *, elsewhere: bool = True) -> Pieces:
    """Return all duties as far as there is room; where there is none, where they stand; () if there are none.

    `elsewhere` is false where the text stands on the very page that has them in full.
    """
    full = duties(desk)
    if not elsewhere:
        return next((one for one in (join(full), *full) if one and fits(text_of(one))), ())
    where = [
        desk.say("product.allergens.where") if allergens(desk) else (),
        desk.say("product.warnings.where") if warnings(desk) else (),
    ]
    energy = energy_class(desk)
    mixed = join((allergens(desk), where[1], energy))
    for wording in (join(full), mixed, join((*where, energy)), join(where), *where):
        if wording and fits(text_of(wording)):
            return wording
    return ()


def nutrition(desk: Desk) -> Pieces:
    """Return the nutrition declaration in the order of EU 1169/2011, annex XV, () if the sheet has none."""
    energies = {name: desk.record.said[name].value for name in _ENERGIES if name in desk.record.said}
    energy = desk.say("product.energy", **energies)
    known = [one.line for one in desk.record.all("nutrition") if not (energy and one.attribute in _ENERGIES)]
    values = [one for one in (energy, *known) if one]
    basis = desk.record.first("nutrition_basis")
    opening = desk.say("product.nutrition.per", nutrition_basis=basis.value) if basis else desk.say("product.nutrition")
    return with_end_mark((*opening, *listed(values))) if values else ()
