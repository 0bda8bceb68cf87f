"""/unsubscribe/{token} - no more mails: GET shows a button and changes nothing, POST does it (RFC 8058, one click)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.leaving import TheDeliveries
from klaviatur.doors.site.pages.leaving.view import UnsubscribeView
from klaviatur.doors.site.rendering import page

router = APIRouter(prefix="/unsubscribe")


@router.get("/{token}")
def ask(request: Request, token: str, deliveries: TheDeliveries) -> Response:
    """Show the button; programs that only look at addresses in mails end no subscription."""
    return page(request, "leaving/unsubscribe.html", UnsubscribeView(deliveries.unsubscription(token)))


@router.post("/{token}")
def unsubscribe(request: Request, token: str, deliveries: TheDeliveries) -> Response:
    """End the subscription: without cookie, form token or redirect, for mail programs ask like this; twice is fine."""
    return page(request, "leaving/unsubscribe.html", UnsubscribeView(deliveries.unsubscribe(token), done=True))
