"""What every store of products has to keep.

from klaviatur.testing import check_store
check_store(lambda: open_my_store(fresh_place()))
"""

from collections.abc import Callable
from contextlib import suppress

from klaviatur.errors import UnknownProduct
from klaviatur.ports import ProductStore
from klaviatur.records import Bilingual, ColumnMapping, Imported, Proposal, Rejected, Statement, Table
from klaviatur.testing.promises import promise
from klaviatur.testing.rows import BEGIN, bring, mark, on, prepared


class _Broken(Exception):
    """What goes wrong in the middle of an import."""


def check_store(open_store: Callable[[], ProductStore]) -> None:
    """Raise AssertionError with the broken promise if a store breaks one of the port's.

    `open_store` opens a store with nothing in it each time it is called; it is closed here.
    """
    for check in CHECKS:
        store = open_store()
        try:
            check(store)
        finally:
            store.close()


def _written(store: ProductStore) -> None:
    report = bring(store, {"A-1": {"name": "Bohrer", "colour": "rot"}, "A-2": {"name": "Säge"}})
    promise(report.id is not None, "A kept import has an id.")
    promise((report.created, report.changed, report.missing) == (2, 0, 0), "Two products nobody knew are two new ones.")
    product = store.product("A-1")
    colour = product.find("colour")
    promise(colour is not None and colour.value == "rot", "A written fact is there.")
    promise(colour is not None and colour.origin.row == 2, "A fact knows the row it stands in.")
    promise(colour is not None and colour.origin.file == "shop.csv", "A fact knows its file.")
    promise(colour is not None and colour.read == BEGIN, "A fact knows when it was read.")
    promise(product.version == 1, "A new product is version 1.")


def _unchanged(store: ProductStore) -> None:
    rows = {"A-1": {"name": "Bohrer"}}
    bring(store, rows)
    report = bring(store, rows, day=1)
    promise((report.created, report.changed, report.missing) == (0, 0, 0), "The same rows again change nothing.")
    promise(store.product("A-1").version == 1, "A product that came again unchanged keeps its version.")
    bring(store, {"A-1": {"name": "Bohrer", "_raw": "other"}}, day=2)
    promise(store.product("A-1").version == 1, "A row written otherwise that says the same is no new version.")
    promise(_known(store)["A-1"] != mark(rows["A-1"]), "A row written otherwise that says the same has its new hash.")


def _changed(store: ProductStore) -> None:
    first = bring(store, {"A-1": {"name": "Bohrer", "colour": "rot", "size": "4"}})
    second = bring(store, {"A-1": {"name": "Bohrer", "colour": "blau"}}, day=1)
    promise((second.created, second.changed) == (0, 1), "A product that says something else is changed.")
    promise(store.product("A-1").version == 2, "A changed product is the next version.")
    found = [(c.attribute, c.before, c.after) for c in store.changes(first.id or 0)]
    wanted = [("colour", "rot", "blau"), ("size", "4", None)]
    promise(found == wanted, f"Changes since an import are listed by attribute: {wanted}, not {found}.")
    promise(store.changes(BEGIN) == store.changes(first.id or 0), "Changes since a time are those since its import.")
    promise(not store.changes(second.id or 0), "After the last import nothing has changed.")
    promise(store.history("A-1")[-1].version == 2, "The history of a product ends with its newest version.")
    for then in (first.id, BEGIN):
        colour = store.product("A-1", at=then).find("colour")
        promise(colour is not None and colour.value == "rot", "A product can be seen as it was.")


def _missing(store: ProductStore) -> None:
    rows = {"A-1": {"name": "Bohrer"}, "A-2": {"name": "Säge"}}
    bring(store, rows)
    bring(store, {"X-1": {"name": "Hammer"}}, source="other", day=1)
    report = bring(store, {"A-1": {"name": "Bohrer"}}, day=2)
    promise(report.missing == 1, "A product its source no longer brings is missing.")
    promise("A-2" in list(store.keys()), "A missing product is not lost.")
    promise(bool(store.product("A-2").findings), "A missing product says so.")
    promise(not store.product("X-1").findings, "Another source's product is not missed.")
    promise(bring(store, rows, day=3).missing == 0, "What comes again is no longer missing.")
    promise(not store.product("A-2").findings, "What came again says nothing of it.")
    ends = [(c.before, c.after) for c in store.history("A-2")]
    promise(ends == [(None, "Säge"), ("Säge", None), (None, "Säge")], "Coming, missing and coming again are changes.")


def _rolled_back(store: ProductStore) -> None:
    bring(store, {"A-1": {"name": "Bohrer"}})
    broken = prepared({"A-1": {"name": "Säge"}, "A-2": {"name": "Neu"}})
    with (
        suppress(_Broken),
        store.importing("shop", Table("b", "csv", (), iter(())), ColumnMapping("shop", ()), BEGIN) as i,
    ):
        i.write(broken)
        raise _Broken
    promise(list(store.keys()) == ["A-1"], "An import that broke leaves no product behind.")
    promise(not store.keys(search="Neu"), "An import that broke leaves nothing in the search.")
    name = store.product("A-1").find("name")
    promise(name is not None and name.value == "Bohrer", "An import that broke changes no product.")


def _twice(store: ProductStore) -> None:
    """Rows of one product come in several calls of one import; each call brings all that is known by then."""
    for day, colour in enumerate(("rot", "blau")):
        with store.importing("shop", Table("s", "csv", (), iter(())), ColumnMapping("shop", ()), on(day)) as importing:
            importing.write(prepared({"A-1": {"name": "Bohrer"}}))
            packed = importing.packed(["A-1", "A-2"])
            promise(set(packed) == {"A-1"}, "An import reads back what it wrote, and nothing for unknown keys.")
            importing.write(prepared({"A-1": {"name": "Bohrer", "colour": colour}}))
            report = importing.finish(Imported("s", "csv", 2, 2, 0, 0))
        promise(
            (report.created, report.changed) == ((1, 0), (0, 1))[day],
            "A product written twice in one import counts once.",
        )
    promise(store.product("A-1").version == 2, "Two imports make two versions at most.")
    found = [(c.before, c.after) for c in store.history("A-1") if c.attribute == "colour"]
    promise(found == [("rot", "blau")], "A product written twice in one import is compared with the import before.")


def _merged(store: ProductStore) -> None:
    bring(store, {"A-1": {"name": "Bohrer", "colour": "rot", "size": "4"}}, source="erp", priority=5)
    bring(store, {"A-1": {"name": "Bohrer", "colour": "blau"}}, source="shop", day=1)
    product = store.product("A-1")
    promise(list(store.keys()) == ["A-1"], "A key that two sources bring is one product.")
    colour = product.find("colour")
    promise(colour is not None and colour.value == "rot", "The source with the higher priority wins.")
    shown = [(c.attribute, [f.value for f in c.facts], c.rule) for c in product.conflicts]
    promise(shown == [("colour", ["rot", "blau"], "priority")], "A contradiction is shown with the rule that decided.")
    store.choose("A-1", "colour", "shop", by="Ada")
    colour = store.product("A-1").find("colour")
    promise(colour is not None and colour.value == "blau", "What a person chose wins over every priority.")
    promise(store.product("A-1").conflicts[0].rule == "person", "A person's choice is shown as the rule.")


def _variants(store: ProductStore) -> None:
    bring(store, {"P": {"name": "Hemd"}, "P-S": {"size": "S", "parent": "P"}, "P-M": {"size": "M", "parent": "P"}})
    promise(store.product("P").variants == ("P-M", "P-S"), "A product names its variants in order.")
    promise(store.product("P-S").parent == "P", "A variant names its parent.")
    promise(store.product("P-S").find("name") is None, "What the parent says is not copied.")


def _searched(store: ProductStore) -> None:
    names = {"AB-12": "Öko Bergkäse", "AB-13": "Bergschuh", "C.7": "Café Crème"}
    bring(store, {key: {"name": name, "gtin": f"400638133393{n}"} for n, (key, name) in enumerate(names.items())})
    for asked, wanted in {
        "berg": ["AB-12", "AB-13"],
        "BERG": ["AB-12", "AB-13"],
        "oko bergkase": ["AB-12"],
        "bergkäse öko": ["AB-12"],
        "cafe": ["C.7"],
        "AB-12": ["AB-12"],
        "4006381333932": ["C.7"],
        "käse": [],
        "\"'*:&|!()": [],
        "berg OR schuh": [],
    }.items():
        found = list(store.keys(search=asked))
        promise(found == wanted, f"A search for {asked!r} finds {wanted}, not {found}.")
    promise(list(store.keys(after="AB-12", limit=1)) == ["AB-13"], "Keys come in order, page by page.")
    bring(store, {"AB-12": {"name": "Talkäse"}}, day=1)
    both = list(store.keys(search="bergkäse")), list(store.keys(search="talkäse"))
    promise(both == ([], ["AB-12"]), "A search knows the new title of a changed product, and no longer the old one.")


def _stated(store: ProductStore) -> None:
    bring(store, {"A-1": {"name": "Bohrer", "colour": "rot"}, "A-2": {"name": "Säge", "colour": "rot"}})
    for key in ("A-1", "A-2"):
        facts = store.product(key).facts
        store.state([_stating(key, fact.id, fact.value) for fact in facts])
        store.state([_stating(key, fact.id, fact.value) for fact in facts])
    promise(len(store.statements(product="A-1")) == 2, "A sentence that is stated again is kept once.")
    rows = {"A-1": {"name": "Bohrer", "colour": "blau"}, "A-2": {"name": "Säge", "colour": "rot"}}
    report = bring(store, rows, day=1)
    stale = [(s.product, s.value) for s in store.statements(stale=True)]
    promise(
        stale == [("A-1", "rot")], f"A changed fact makes the sentences stale that state it, and no others: {stale}."
    )
    promise(report.stale == 1, "A report counts the sentences that became stale.")
    promise(len(store.statements(stale=False)) == 3, "All others are not stale.")


def _decided(store: ProductStore) -> None:
    bring(store, {"A-1": {"name": "Bohrer", "audience": "alle"}}, priority=9)
    store.propose([Proposal("p", "A-1", "value", "audience", "Profis", Bilingual("Zielgruppe", "Audience"), 0.7)])
    promise([p.id for p in store.proposals()] == ["p"], "A proposal is open until a person decides.")
    promise(_value(store, "audience") == "alle", "An open proposal is no fact.")
    store.decide("p", state="accepted", by="Ada")
    promise(_value(store, "audience") == "Profis", "An accepted proposal is a fact that wins over every source.")
    promise(not store.proposals(), "What was decided is not open any more.")


def _packed(store: ProductStore) -> None:
    bring(store, {"A-1": {"name": "Bohrer", "family": "F"}, "A-2": {"name": "Säge"}}, source="shop", day=1)
    bring(store, {"A-1": {"name": "Bohrer 4"}}, source="erp", priority=5)
    rows = [(r["key"], r["source"], r["family"]) for f in store.packed() for r in f.iter_rows(named=True)]
    wanted = [("A-1", "erp", None), ("A-1", "shop", "F"), ("A-2", "shop", None)]
    promise(
        rows == wanted, f"All that sources say can be read at once, the strongest source first: {wanted}, not {rows}."
    )
    found = [key for frame in store.packed(family="F") for key in frame["key"]]
    promise(found == ["A-1", "A-1"], "A family can be read at once, with what other sources say of its products.")


def _reported(store: ProductStore) -> None:
    rejected = Rejected(3, "row.ragged", Bilingual("zu kurz", "too short"), (("name", "Säge"),))
    report = bring(store, {"A-1": {"name": "Bohrer"}}, rejected=[rejected])
    kept = store.imports(limit=1)[0]
    promise(kept.id == report.id and kept.rows == 2 and kept.rejected == 1, "The report of an import is kept.")
    promise(list(store.rejected_rows(report.id or 0)) == [rejected], "A rejected row is kept with all it held.")


def _unknown(store: ProductStore) -> None:
    bring(store, {"A-1": {"name": "Bohrer"}})
    try:
        store.product("A-2")
    except UnknownProduct as error:
        promise("A-2" in str(error), "The error for an unknown product names the key.")
    else:
        promise(False, "A product nobody knows raises UnknownProduct.")


CHECKS: tuple[Callable[[ProductStore], None], ...] = (
    _written,
    _unchanged,
    _changed,
    _missing,
    _rolled_back,
    _twice,
    _merged,
    _variants,
    _searched,
    _stated,
    _decided,
    _packed,
    _reported,
    _unknown,
)


def _known(store: ProductStore) -> dict[str, str]:
    table, mapping = Table("shop.csv", "csv", (), iter(())), ColumnMapping("shop", ())
    with suppress(_Broken), store.importing("shop", table, mapping, BEGIN) as importing:
        found = {key: found for key, found, *_ in importing.known().iter_rows()}
        raise _Broken
    return found


def _value(store: ProductStore, attribute: str) -> str | None:
    found = store.product("A-1").find(attribute)
    return found.value if found else None


def _stating(key: str, fact: str, value: str) -> Statement:
    return Statement(key, fact, value, "variant of " + key, "web", f"Farbe: {value}.", "de_DE", released=True)
