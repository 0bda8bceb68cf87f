"""Language and theme, kept in this browser; a plain form, so that it works without script."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import LANGUAGE, THEME, SentOpenly
from klaviatur.doors.site.i18n import language_or_none
from klaviatur.doors.site.rendering import back

YEAR_S = 31_536_000
router = APIRouter()


@router.post("/preferences")
def keep_preferences(request: Request, sent: SentOpenly) -> Response:
    """Keep what was chosen and go back to where it was chosen."""
    answer = back(request, sent.text("next", "/"))
    language, theme = language_or_none(sent.text("language")), sent.text("theme")
    secure = request.url.scheme == "https"
    if language:
        answer.set_cookie(LANGUAGE, language, max_age=YEAR_S, httponly=True, samesite="lax", secure=secure)
    if theme in {"light", "dark", "auto"}:
        answer.set_cookie(THEME, theme, max_age=YEAR_S, httponly=True, samesite="lax", secure=secure)
    return answer
