"""Each kind says what it can and needs, in both languages, and the docs say the same."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.outlets.making import making

from klaviatur.adapters.channels import load_channels
from klaviatur.adapters.outlets import passports
from klaviatur.adapters.outlets.opening import Storing
from klaviatur.errors import Refused, SettingError
from klaviatur.records import Marking, Method, OutletField, Passport, read_rate
from klaviatur.testing import sample_outgoing
from klaviatur.text.marking import SCHEMA_ORG, ai_label, review_line

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "outlets.md").read_text(encoding="utf-8")
ALL = pytest.mark.parametrize("passport", passports(), ids=lambda passport: passport.kind)
SAMPLES: Mapping[str, str] = {
    "host": "mail.example",
    "from_address": "a@b.example",
    "author": "urn:li:organization:1",
    "url": "https://a.example",
    "server": "https://a.example",
    "home": "https://a.example",
    "path": "/srv/a",
}
WEBHOOK_KEY = "whsec_" + "A" * 43 + "="


def sample(field: OutletField, passport: Passport) -> str:
    return WEBHOOK_KEY if (passport.kind, field.name) == ("webhook", "secret") else SAMPLES.get(field.name, "sample")


def required(passport: Passport, *, secret: bool, without: str = "") -> dict[str, str]:
    wanted = [field for field in passport.fields if field.required and field.secret is secret and field.name != without]
    return {field.name: sample(field, passport) for field in wanted}


def test_kinds_are_told_once_each_and_there_are_ten() -> None:
    kinds = [passport.kind for passport in passports()]
    expected = {"mail", "mastodon", "bluesky", "linkedin", "wordpress", "feed", "press_kit", "webhook", "folder", "s3"}
    assert len(kinds) == len(set(kinds)) == 10
    assert set(kinds) == expected


@ALL
def test_a_passport_says_everything_in_both_languages(passport: Passport) -> None:
    for words in (passport.label, *(f.label for f in passport.fields), *(f.help for f in passport.fields if f.help)):
        assert words.de.strip()
        assert words.en.strip()
    names = [field.name for field in passport.fields]
    assert len(names) == len(set(names))
    assert {"link", "rate"} <= set(names)
    assert passport.sources
    assert passport.tested
    assert all(passport.tested)
    assert all(words for _, limit in passport.limits for words in limit)
    assert set(passport.channels) <= {"*", *load_channels()}


@ALL
def test_a_rate_can_be_read_by_the_sender(passport: Passport) -> None:
    rate = dict(passport.limits).get("rate")
    assert rate is None or read_rate(rate.en) > (0, 0)


@ALL
def test_what_is_required_is_enough_and_all_of_it_is_asked_for(passport: Passport) -> None:
    values, secrets = required(passport, secret=False), required(passport, secret=True)
    outlet = making(passport.kind, values, secrets)
    assert outlet.name == f"our-{passport.kind}"
    outlet.close()
    for name in (*values, *secrets):
        left = required(passport, secret=False, without=name), required(passport, secret=True, without=name)
        with pytest.raises(SettingError, match=f"'{name}' of outlet 'our-{passport.kind}'"):
            making(passport.kind, *left)


@ALL
def test_secrets_are_not_taken_from_what_is_kept_openly_and_never_shown(passport: Passport) -> None:
    values, secrets = required(passport, secret=False), required(passport, secret=True)
    if not secrets:
        return
    with pytest.raises(SettingError, match="is missing"):
        making(passport.kind, values | secrets, {})
    outlet = making(passport.kind, values, dict.fromkeys(secrets, WEBHOOK_KEY))
    assert WEBHOOK_KEY not in repr(outlet)
    outlet.close()


@ALL
def test_the_docs_name_kind_and_settings(passport: Passport) -> None:
    chapter = DOCS.partition(f"(`{passport.kind}`)")[2].partition("\n### ")[0]
    for field in passport.fields:
        if field.name not in {"link", "rate"}:
            assert f"| `{field.name}`{'*' if field.secret else ''} |" in chapter
    channels = () if passport.channels == ("*",) else passport.channels
    assert all(f"`{channel}`" in chapter for channel in channels)


def test_whole_files_are_taken_where_there_are_files(tmp_path: Path) -> None:
    assert isinstance(making("folder", {"path": str(tmp_path)}), Storing)
    assert not isinstance(making("feed", {"path": str(tmp_path), "title": "a", "home": "https://a.example"}), Storing)


def test_a_refusal_names_what_to_do(tmp_path: Path) -> None:
    outgoing = sample_outgoing("press_release")
    empty = type(outgoing)(**{**{n: getattr(outgoing, n) for n in outgoing.__dataclass_fields__}, "parts": ()})
    with pytest.raises(Refused, match="Write a text"):
        making("folder", {"path": str(tmp_path)}).deliver(empty, key="k")


@pytest.mark.parametrize("method", list(Method))
def test_every_way_of_writing_is_said_to_machines_and_people(method: Method) -> None:
    assert SCHEMA_ORG[method].startswith("https://schema.org/")
    unseen, seen = Marking(method, 0.5), Marking(method, 0.5, reviewed_by="Anna")
    for language in ("de", "en"):
        assert ai_label(unseen, language)
        assert not ai_label(seen, language)
        assert "Anna" in review_line(seen, language)
        assert not review_line(Marking(method, 0.0, reviewed_by="Anna"), language)
