"""German verb forms of the second person: from the form that goes with Sie to the one that goes with du, and back."""

from functools import cache
from typing import NamedTuple

from klaviatur.text.lexicon import read_lines, read_table

_ROOM = "klaviatur.compose.address"
_FIXED = {
    "sind": "bist", "seien": "seist", "sein": "bist", "waren": "warst", "wären": "wärst", "wurden": "wurdest",
    "würden": "würdest", "tun": "tust", "wissen": "weißt", "haben": "hast", "täten": "tätest", "werden": "wirst",
}  # fmt: skip
_SUBJUNCTIVES = {
    "kämen": "kämst", "gäben": "gäbst", "gingen": "gingst", "nähmen": "nähmst", "fänden": "fändest",
    "ließen": "ließest", "sähen": "sähst", "blieben": "bliebst", "bräuchten": "bräuchtest", "wüssten": "wüsstest",
}  # fmt: skip
_MODALS = frozenset(
    [
        "können",
        "konnten",
        "könnten",
        "müssen",
        "mussten",
        "müssten",
        "dürfen",
        "durften",
        "dürften",
        "sollen",
        "sollten",
        "wollen",
        "wollten",
        "mögen",
        "mochten",
        "möchten",
        "werden",
        "würden",
        "lassen",
        "ließen",
    ]
)
_AUXILIARIES = frozenset(["haben", "sind", "werden", "sein"])
INSEPARABLE = frozenset(["be", "emp", "ent", "er", "ge", "miss", "ver", "zer"])
_HISSING = ("s", "ß", "x", "z")


class Strong(NamedTuple):
    """What is not regular about a verb; empty: as the rule makes it."""

    present: str
    imperative: str
    preterite: str


@cache
def word_class(name: str) -> frozenset[str]:
    """Return a class of `words.toml`."""
    return frozenset(str(read_table(_ROOM, "words.toml")[name]).split())


@cache
def strong_verbs() -> dict[str, Strong]:
    """Return the irregular verbs by infinitive."""
    rows = (line.split() for line in read_lines(_ROOM, "strong_verbs.txt"))
    return {row[0]: Strong(*("" if cell == "=" else cell for cell in row[1:])) for row in rows}


@cache
def _preterites() -> dict[str, str]:
    """Return the plural preterite of strong verbs with its stem: gingen -> ging."""
    stems = [verb.preterite for verb in strong_verbs().values()]
    return {stem + ("n" if stem.endswith("e") else "en"): stem for stem in stems if stem}


@cache
def split_prefix(form: str, known: frozenset[str]) -> tuple[str, str] | None:
    """Return (prefix, rest) where rest is one of the known forms and the prefix one of the language, else None."""
    if form in known:
        return "", form
    for cut in range(2, len(form) - 2):
        if form[cut:] in known and form[:cut] in word_class("prefixes"):
            return form[:cut], form[cut:]
    return None


@cache
def is_plural_form(word: str) -> bool:
    """Return whether a lower-case word can be the verb of Sie (or an infinitive)."""
    if word in _FIXED:
        return True
    if not word.endswith(("en", "eln", "ern")) or len(word) < 4:
        return False
    return word not in word_class("not_verbs")


@cache
def is_finite_only(word: str) -> bool:
    """Return whether the form is finite in any case: an infinitive never looks like it."""
    if word in {"sind", "waren", "wären", "wurden", "würden"} or word in _SUBJUNCTIVES or _as_preterite(word):
        return True
    return word.endswith("ten") and not _is_ten_infinitive(word)


def is_modal(word: str) -> bool:
    """Return whether an infinitive may depend on the form."""
    return word in _MODALS


def is_auxiliary(word: str) -> bool:
    """Return whether the form may carry a participle."""
    return word in _AUXILIARIES or word in {"hatten", "hätten", "waren", "wären", "wurden", "würden"}


def is_participle(word: str) -> bool:
    """Return whether the word is rather a participle II in -en than a finite verb."""
    return word in word_class("participles") or split_prefix(word, word_class("participles")) is not None


@cache
def second_singular(form: str) -> str:
    """Return the du-form for the form that goes with Sie: fahren -> fährst, sagten -> sagtest, hätten -> hättest."""
    if form in _FIXED or form in _SUBJUNCTIVES:
        return _FIXED.get(form) or _SUBJUNCTIVES[form]
    if preterite := _as_preterite(form):
        return _end_preterite(preterite)
    if strong := split_prefix(form, frozenset(strong_verbs())):
        prefix, base = strong
        return prefix + (strong_verbs()[base].present or _regular(base))
    fixed = split_prefix(form, frozenset(_FIXED))
    if fixed and fixed[0] not in {"ge", "ver"}:
        return fixed[0] + _FIXED[fixed[1]]
    if form.endswith("ten") and not _is_ten_infinitive(form):
        return form[:-1] + "st"
    return _regular(form)


@cache
def second_plural(form: str) -> str:
    """Return the form for you and others: können -> könnt, sind -> seid, hatten -> hattet."""
    if form in {"sind", "sein"}:
        return "seid"
    if form.endswith(("eln", "ern")):
        return form[:-1] + "t"
    stem = stem_of(form)
    return stem + ("et" if _needs_e(stem) else "t")


@cache
def imperative(form: str) -> str:
    """Return the imperative of du: gehen -> geh, nehmen -> nimm, arbeiten -> arbeite."""
    if form in {"seien", "sein", "sind"}:
        return "sei"
    strong = split_prefix(form, frozenset(strong_verbs()))
    if strong and strong_verbs()[strong[1]].imperative:
        return strong[0] + strong_verbs()[strong[1]].imperative
    stem = stem_of(form)
    if form.endswith("eln"):
        return form[:-3] + "le"
    needs_e = _needs_e(stem) or form.endswith("ern") or stem.endswith("ig")
    return stem if not needs_e and _is_bare(form) else stem + "e"


def stem_of(infinitive: str) -> str:
    """Return the infinitive without its ending."""
    if infinitive.endswith(("eln", "ern")):
        return infinitive[:-1]
    return infinitive[:-2] if infinitive.endswith("en") else infinitive.removesuffix("n")


def _regular(infinitive: str) -> str:
    stem = stem_of(infinitive)
    if _needs_e(stem):
        return stem + "est"
    return stem + ("t" if stem.endswith(_HISSING) else "st")


def _needs_e(stem: str) -> bool:
    """Return whether the ending needs an e: arbeit-est, öffn-est, widm-est, but lern-st, film-st, wohn-st."""
    if stem.endswith(("d", "t")):
        return True
    if not stem.endswith(("m", "n")) or len(stem) < 3:
        return False
    before = stem[-2]
    return before not in "aeiouäöüylrmnh" or (before == "h" and stem[-3] == "c")


def _is_bare(form: str) -> bool:
    """Return whether the imperative is at home without -e: geh, komm, but entdecke, nutze."""
    parts = split_prefix(form, word_class("bare_imperatives"))
    return parts is not None and parts[0] not in INSEPARABLE


def _is_ten_infinitive(form: str) -> bool:
    known = word_class("ten_infinitives") | frozenset(v for v in strong_verbs() if v.endswith("ten"))
    return split_prefix(form, known) is not None


@cache
def _as_preterite(form: str) -> str:
    """Return the stem with prefix if the form is a plural preterite of a strong verb: vergaßen -> vergaß, else ""."""
    if form in strong_verbs() or is_participle(form):
        return ""
    parts = split_prefix(form, frozenset(_preterites()))
    return parts[0] + _preterites()[parts[1]] if parts else ""


def _end_preterite(stem: str) -> str:
    if stem.endswith(("e", "ß", "s")):
        return stem + ("st" if stem.endswith("e") else "t")
    return stem + ("est" if stem.endswith(("d", "t")) else "st")
