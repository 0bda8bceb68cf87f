"""What the database itself refuses, and what it keeps in step by itself: triggers, written for each database.

The audit can only grow. A release that stands has the wording its variant has. The search follows its table.
"""

from collections.abc import Sequence

from klaviatur.adapters.stores.words import FOLDED

LINES_STAY = "The audit can only grow: no line is changed or removed."
WORDING_STAYS = "A release that stands has the wording of its variant: end the release first."
WORDS = "kind, title, words"
# Must stay as it is: indexes in PostgreSQL are built over exactly this expression.
VECTOR = (
    "to_tsvector('simple', regexp_replace(lower(translate((title || ' ' || words) COLLATE \"default\", '{}', '{}')),"
    " '[[:punct:][:space:]]+', ' ', 'g'))"
).format(*FOLDED)
_OTHER_WORDING = "SELECT 1 FROM releases r WHERE r.variant = NEW.id AND r.ended_at IS NULL AND r.wording <> NEW.wording"
_NOT_THE_WORDING = "SELECT 1 FROM variants v WHERE v.id = NEW.variant AND v.wording = NEW.wording"


def guards(dialect: str) -> Sequence[str]:
    """Return the statements that build all triggers and the search, in their order."""
    return (*_sqlite(), *_sqlite_search()) if dialect == "sqlite" else (*_postgresql(), *_postgresql_search())


def _sqlite() -> list[str]:
    stay = f"BEGIN SELECT RAISE(ABORT, '{LINES_STAY}'); END"
    same = f"BEGIN SELECT RAISE(ABORT, '{WORDING_STAYS}'); END"
    return [
        f"CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit {stay}",
        f"CREATE TRIGGER audit_unremoved BEFORE DELETE ON audit {stay}",
        f"CREATE TRIGGER variants_released BEFORE UPDATE OF wording ON variants WHEN EXISTS ({_OTHER_WORDING}) {same}",
        (
            f"CREATE TRIGGER releases_worded BEFORE INSERT ON releases"
            f" WHEN NEW.ended_at IS NULL AND NOT EXISTS ({_NOT_THE_WORDING}) {same}"
        ),
    ]


def _sqlite_search() -> list[str]:
    forget = f"INSERT INTO findable_words(findable_words, rowid, {WORDS}) VALUES ('delete', old.id, {_of('old')});"  # noqa: S608 - names of ours
    learn = f"INSERT INTO findable_words(rowid, {WORDS}) VALUES (new.id, {_of('new')});"  # noqa: S608 - names of ours
    return [
        (
            f"CREATE VIRTUAL TABLE findable_words USING fts5({WORDS}, content=findable, content_rowid=id,"
            " tokenize='unicode61 remove_diacritics 2')"
        ),
        f"CREATE TRIGGER findable_added AFTER INSERT ON findable BEGIN {learn} END",
        f"CREATE TRIGGER findable_removed AFTER DELETE ON findable BEGIN {forget} END",
        f"CREATE TRIGGER findable_changed AFTER UPDATE ON findable BEGIN {forget} {learn} END",
    ]


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in WORDS.split(", "))


def _postgresql() -> list[str]:
    return [
        _refusing("audit_stays", LINES_STAY, "TRUE"),
        "CREATE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays()",
        "CREATE TRIGGER audit_uncut BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()",
        _refusing("variant_released", WORDING_STAYS, f"EXISTS ({_OTHER_WORDING})"),
        (
            "CREATE TRIGGER variants_released BEFORE UPDATE OF wording ON variants"
            " FOR EACH ROW EXECUTE FUNCTION variant_released()"
        ),
        _refusing("release_worded", WORDING_STAYS, f"NEW.ended_at IS NULL AND NOT EXISTS ({_NOT_THE_WORDING})"),
        "CREATE TRIGGER releases_worded BEFORE INSERT ON releases FOR EACH ROW EXECUTE FUNCTION release_worded()",
    ]


def _refusing(name: str, said: str, condition: str) -> str:
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{said}'; END IF; RETURN NEW; END"
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"


def _postgresql_search() -> list[str]:
    kinds = {"sources": "kind IN ('text', 'product')", "others": "kind IN ('variant', 'voice')"}
    return [
        f"CREATE INDEX findable_{name} ON findable USING gin (({VECTOR})) WHERE {condition}"
        for name, condition in kinds.items()
    ]
