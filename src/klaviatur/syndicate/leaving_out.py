"""Which fields are left out where a value has a form that its platform does not take.

What a platform needs holds the item. What it does not need is left out, with a warning, and with it what says nothing
without it: the unit of a weight, the type of its object. A price or an availability is never left out: one platform
would say what another does not. A profile decides otherwise with `wrong = "hold"` or `wrong = "leave_out"`.
"""

from collections.abc import Sequence

from klaviatur.records import OutputField, OutputProfile

ONE_TRUTH = frozenset({"price", "selling_price", "currency", "availability"})
_JSON = frozenset({"json", "jsonl", "json_ld_html", "xchange", "amazon"})


def left_out_with(profile: OutputProfile, names: Sequence[frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return for each field the fields that are left out where it is wrong, none where the item is held.

    `names`: what the expression of each field reads, in the order of the fields.
    """
    step = "." if profile.format in _JSON else "/"
    reads = [_attributes(read) for read in names]
    found = {}
    for field, own in zip(profile.fields, reads, strict=True):
        inside = f"{field.name.rpartition(step)[0]}{step}"
        together = [
            one
            for one, read in zip(profile.fields, reads, strict=True)
            if one is field or (len(inside) > 1 and one.name.startswith(inside) and read and read <= own)
        ]
        held = _held(field) or (not field.wrong and any(map(_held, together)))
        found[field.name] = frozenset() if held else frozenset(one.name for one in together)
    return found


def _held(field: OutputField) -> bool:
    if field.wrong:
        return field.wrong == "hold"
    return field.required or not ONE_TRUTH.isdisjoint(field.parity)


def _attributes(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.removesuffix("[]").partition(".")[0] for name in names)
