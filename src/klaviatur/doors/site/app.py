"""The application: every place, what protects it, and what it says when something fails."""

from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from klaviatur import __version__
from klaviatur.doors.site import assets, preferences
from klaviatur.doors.site.failing import teach_failures
from klaviatur.doors.site.pages import ROUTERS
from klaviatur.doors.site.security import LimitBodies, SameOrigin, SecurityHeaders
from klaviatur.settings import Settings


def create_app(desk: Any, members: Any, settings: Settings) -> FastAPI:
    """Return the application that serves this desk to these members.

    It opens and closes nothing: who made the desk closes it.
    """
    app = FastAPI(
        title="Klaviatur",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(SameOrigin),
            Middleware(LimitBodies, text_bytes=settings.source_max_bytes, table_bytes=settings.table_max_bytes),
        ],
    )
    app.state.desk, app.state.members, app.state.settings = desk, members, settings
    for router in (assets.router, preferences.router, *ROUTERS):
        app.include_router(_unlisted(router))
    teach_failures(app)
    return app


def _unlisted(router: APIRouter) -> APIRouter:
    """Return a router whose pages stay out of the description of the API."""
    router.include_in_schema = False
    return router
