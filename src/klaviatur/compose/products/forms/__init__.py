"""Forms of product texts: how a professional builds each of them from a record."""

from collections.abc import Callable, Mapping

from klaviatur.compose.products.desk import Desk, Draft
from klaviatur.compose.products.forms.ads import ad_linkedin, ad_meta, ad_pmax, ad_search
from klaviatur.compose.products.forms.mail import mail_block, message, newsletter, push, sms
from klaviatur.compose.products.forms.page import marketplace, product_page, shopping_title, web_teaser
from klaviatur.compose.products.forms.questions import answer, faq, talking_points
from klaviatur.compose.products.forms.rest import alt_text, parts
from klaviatur.compose.products.forms.social import caption, pin, post_local, post_long, post_short, thread

Form = Callable[[Desk], list[Draft]]

FORMS: Mapping[str, Form] = {
    form.__name__: form
    for form in (
        *(ad_linkedin, ad_meta, ad_pmax, ad_search, alt_text, answer, caption, faq, mail_block, marketplace, message),
        *(newsletter, parts, pin, post_local, post_long, post_short, product_page, push, shopping_title, sms),
        *(talking_points, thread, web_teaser),
    )
}


def form_for(name: str) -> Form:
    """Return the form of this name, the generic one for forms a product has no craft of its own for."""
    return FORMS.get(name, parts)


__all__ = ["FORMS", "Form", "form_for"]
