"""GET /sign-in/provider: to a provider of sign-in and back."""

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from klaviatur.doors.site.asking import Form, TheMembers, language_of
from klaviatur.doors.site.pages.sign_in.page import refused
from klaviatur.doors.site.pages.sign_in.view import PROVIDER
from klaviatur.doors.site.rendering import back, own_place
from klaviatur.doors.site.sessions import address_of, base_of, is_secure, let_in, secret_of
from klaviatur.errors import SignInRefused

COOKIE, PLACE, LASTS_S = "klaviatur_provider", "/sign-in/provider", 600
router = APIRouter(prefix=PLACE)


@router.get("")
def go_to_provider(request: Request, members: TheMembers) -> Response:
    """Send the browser to the provider; a cookie notes that it was this one."""
    next_place = own_place(request.query_params.get("next", "/"))
    address, browser = members.ask_provider(base_of(request), next_place)
    answer = RedirectResponse(address, status_code=303)
    secure = is_secure(request)
    answer.set_cookie(COOKIE, browser, max_age=LASTS_S, path=PLACE, httponly=True, samesite="lax", secure=secure)
    return answer


@router.get("/back")
def come_back(request: Request, members: TheMembers) -> Response:
    """Sign in with what the provider says, and go where the visitor wanted to go."""
    address = address_of(request)
    try:
        signed, next_place = members.sign_in_by_provider(
            base_of(request),
            str(request.url),
            request.cookies.get(COOKIE, ""),
            language=language_of(request),
            address=address,
            replacing=secret_of(request),
        )
    except SignInRefused:
        return refused(request, members, Form(FormData()), PROVIDER, members.wait_left("", address))
    answer = let_in(request, back(request, next_place), signed)
    answer.delete_cookie(COOKIE, path=PLACE)
    return answer
