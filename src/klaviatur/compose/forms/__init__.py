"""Forms: how a professional builds each kind of text.

Takes a desk (one brief, one channel), gives the parts as pieces, never a word that is not the source's or declared.
"""

from collections.abc import Callable, Mapping

from klaviatur.compose.desk import Desk, Draft
from klaviatur.compose.forms.access import alt_text, captions
from klaviatur.compose.forms.ads import ad_linkedin, ad_meta, ad_pmax, ad_search
from klaviatur.compose.forms.conversation import answer
from klaviatur.compose.forms.internal import internal_mail, intranet, talking_points
from klaviatur.compose.forms.mail import message, newsletter, push, sms
from klaviatur.compose.forms.mending import mended
from klaviatur.compose.forms.parts import parts
from klaviatur.compose.forms.plain import plain
from klaviatur.compose.forms.press import press_release
from klaviatur.compose.forms.questions import faq
from klaviatur.compose.forms.social import caption, pin, post_local, post_long, post_short, thread, video_description
from klaviatur.compose.forms.speech import podcast, slide, speech
from klaviatur.compose.forms.web import blog, web_teaser

Form = Callable[[Desk], list[Draft]]

FORMS: Mapping[str, Form] = {
    form.__name__: form
    for form in (
        *(ad_linkedin, ad_meta, ad_pmax, ad_search, alt_text, answer, blog, caption, captions, faq, internal_mail),
        *(intranet, message, newsletter, parts, pin, plain, podcast, post_local, post_long, post_short, press_release),
        *(push, slide, sms, speech, talking_points, thread, video_description, web_teaser),
    )
}


def form_for(name: str) -> Form:
    """Return the form of this name, the generic one for names we do not know."""
    return FORMS.get(name, parts)


__all__ = ["FORMS", "Form", "form_for", "mended"]
