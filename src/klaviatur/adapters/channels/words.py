"""The words a channel profile may use; `docs/channels.md` explains each."""

from klaviatur.records import Measure, Severity

GENERIC_FORM = "parts"  # fills the parts a user's own profile names, without a craft of its own
FORMS = frozenset(
    {
        "ad_linkedin",
        "ad_meta",
        "ad_pmax",
        "ad_search",
        "alt_text",
        "answer",
        "blog",
        "caption",
        "captions",
        "faq",
        "internal_mail",
        "intranet",
        "mail_block",
        "marketplace",
        "message",
        "newsletter",
        "pin",
        "plain",
        "podcast",
        "post_local",
        "post_long",
        "post_short",
        "press_release",
        "product_page",
        "push",
        "shopping_title",
        "slide",
        "sms",
        "speech",
        "talking_points",
        "thread",
        "video_description",
        "web_teaser",
        GENERIC_FORM,
    }
)
FAMILIES = frozenset(
    {"access", "ad", "conversation", "internal", "mail", "message", "press", "shop", "social", "speech", "web"}
)
FORMALITIES = frozenset({"b2b", "consumer", "internal"})
LINKS = frozenset({"bio", "button", "end", "inline", "none"})
PREVIEWS = frozenset(
    {
        "article",
        "bluesky",
        "captions",
        "card",
        "chat",
        "document",
        "facebook",
        "faq",
        "feed_ad",
        "image",
        "instagram",
        "intranet",
        "linkedin",
        "local",
        "mail",
        "mastodon",
        "notes",
        "offer",
        "pinterest",
        "press",
        "product",
        "product_mail",
        "push",
        "script",
        "search",
        "search_ad",
        "slide",
        "sms",
        "thread",
        "threads",
        "tiktok",
        "whatsapp",
        "x",
        "youtube",
    }
)
MEASURES = frozenset(measure.value for measure in Measure)
SEVERITIES = frozenset(severity.value for severity in Severity)
