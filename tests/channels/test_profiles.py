"""The profiles we ship: complete, dated, sourced, and in words the house knows."""

from collections.abc import Mapping

import pytest

from klaviatur.adapters.channels import FORMS, load_channels
from klaviatur.compose.forms import FORMS as WRITTEN_FORMS
from klaviatur.compose.products.forms import FORMS as PRODUCT_FORMS
from klaviatur.records import Channel, Limit, Measure, PartProfile, Severity
from klaviatur.text.counting import fits, measure

PROMISED = {
    "alt_text",
    "blog_post",
    "bluesky",
    "chat_answer",
    "facebook",
    "faq",
    "google_business",
    "google_search_ad",
    "instagram",
    "internal_email",
    "intranet",
    "linkedin",
    "linkedin_ad",
    "mail_block",
    "marketplace",
    "mastodon",
    "meta_ad",
    "newsletter",
    "performance_max",
    "pinterest",
    "plain_language",
    "podcast_intro",
    "press_release",
    "product_page",
    "push",
    "shopping_title",
    "slide",
    "sms",
    "speech_notes",
    "talking_points",
    "threads",
    "tiktok",
    "video_captions",
    "web_teaser",
    "whatsapp",
    "x_post",
    "x_thread",
    "youtube",
}
CHANNELS: Mapping[str, Channel] = load_channels()
PARTS = [
    pytest.param(channel, part, id=f"{channel.name}-{part.name}")
    for channel in CHANNELS.values()
    for part in channel.parts
]


def limits_of(channel: Channel) -> list[Limit]:
    return [*channel.whole, *(limit for part in channel.parts for limit in part.limits)]


def part_of(channel: str, name: str) -> PartProfile:
    return next(part for part in CHANNELS[channel].parts if part.name == name)


def test_all_promised_channels_are_there() -> None:
    assert set(CHANNELS) == PROMISED


def test_every_form_is_one_the_writer_knows() -> None:
    assert frozenset(WRITTEN_FORMS) | frozenset(PRODUCT_FORMS) | {"parts"} == FORMS


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_a_profile_says_when_and_where_it_was_read(channel: Channel) -> None:
    assert channel.read.year >= 2026
    assert all(source.strip() for source in channel.sources)
    assert channel.label.de
    assert channel.label.en


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_only_documented_limits_stop_a_release(channel: Channel) -> None:
    for limit in limits_of(channel):
        assert (limit.severity is Severity.BLOCK) is limit.documented, limit


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_a_documented_limit_names_its_document(channel: Channel) -> None:
    for limit in limits_of(channel):
        assert limit.source or not limit.documented, limit
        assert not limit.documented or limit.source in channel.sources, limit


@pytest.mark.parametrize(("channel", "part"), PARTS)
def test_what_a_professional_aims_at_is_inside_the_limit(channel: Channel, part: PartProfile) -> None:
    assert part.limits, "a part without a limit cannot be counted"
    maximum = part.limits[0].maximum
    assert maximum is not None
    assert part.target is None or 0 < part.target[0] < part.target[1] <= maximum
    assert part.visible is None or part.visible <= maximum


@pytest.mark.parametrize(("channel", "part"), PARTS)
def test_labels_are_there_in_both_languages(channel: Channel, part: PartProfile) -> None:
    assert part.label.de.strip()
    assert part.label.en.strip()


@pytest.mark.parametrize(
    ("channel", "part", "text", "allowed"),
    [
        ("x_post", "text", "x" * 280, True),
        ("x_post", "text", "x" * 281, False),
        ("x_post", "text", "日" * 141, False),
        ("bluesky", "text", "ß" * 300, True),
        ("bluesky", "text", "👩🏽‍🔬" * 201, False),  # few graphemes, too many bytes
        ("mastodon", "text", "x" * 476 + " https://stadtwerke.example.de/presse/2027", True),
        ("threads", "text", "x" * 497 + "😀", False),
        ("sms", "text", "ü" * 160, True),
        ("sms", "text", "–" * 71, False),
        ("youtube", "text", "ü" * 2500, True),
        ("youtube", "text", "ü" * 2501, False),  # 5,000 bytes, not characters
        ("google_search_ad", "headline", "Ökostrom aus der Region jetzt!", True),
        ("google_search_ad", "headline", "日" * 16, False),
        ("performance_max", "business_name", "Stadtwerke Musterstadt KG", True),
        ("instagram", "text", "#Eins #Zwei #Drei #Vier #Fünf", True),
        ("instagram", "text", "#Eins #Zwei #Drei #Vier #Fünf #Sechs", False),
        ("threads", "text", "Neu: #Netz und #Wärme", False),
        ("linkedin", "text", "x" * 3001, False),
        ("instagram", "text", "x" * 2201, False),
        ("video_captions", "caption", "Eine Zeile mit Text.\nUnd noch eine Zeile.", True),
        ("video_captions", "caption", "Eine\nzweite\ndritte Zeile", False),
        ("video_captions", "caption", "x" * 43, False),
        ("web_teaser", "title", "Fernwärme für 1.850 Haushalte im Hafenviertel", True),
        ("web_teaser", "title", "W" * 40, False),
    ],
)
def test_a_limit_is_measured_as_the_platform_measures(channel: str, part: str, text: str, allowed: bool) -> None:
    assert fits(text, part_of(channel, part).limits) is allowed


def test_repeated_ad_parts_have_the_platforms_numbers() -> None:
    assert part_of("google_search_ad", "headline").count == (3, 15)
    assert part_of("google_search_ad", "description").count == (2, 4)
    assert part_of("performance_max", "headline").count[0] == 3


def test_instagram_has_room_for_five_hashtags_and_threads_for_one() -> None:
    assert CHANNELS["instagram"].hashtags[1] == 5
    assert CHANNELS["threads"].hashtags == (0, 1)


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_the_most_hashtags_of_a_channel_are_a_limit_too(channel: Channel) -> None:
    counted = [limit.maximum for limit in limits_of(channel) if limit.measure is Measure.HASHTAGS]
    assert counted == ([channel.hashtags[1]] if channel.hashtags[1] else [])


def test_no_emoji_where_it_would_cost_or_offend() -> None:
    silent = {"sms", "press_release", "google_search_ad", "performance_max", "intranet", "plain_language", "alt_text"}
    assert not any(CHANNELS[name].emoji for name in silent)


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_sentences_stay_short_in_social_and_mail(channel: Channel) -> None:
    if channel.family in {"social", "mail", "message", "ad"}:
        assert channel.max_sentence_words <= 18
    assert channel.max_sentence_words <= 20


def test_every_measure_a_profile_uses_can_be_counted() -> None:
    used = {limit.measure for channel in CHANNELS.values() for limit in limits_of(channel)}
    assert all(measure("#Netz", how) > 0 for how in used)
    assert {Measure.X_WEIGHTED, Measure.SMS, Measure.PIXELS, Measure.BYTES, Measure.MASTODON} <= used
