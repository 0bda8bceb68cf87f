"""The application: every place, what protects it, and what it says when something fails."""

from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response

from klaviatur import __version__
from klaviatur.doors.site import assets, preferences
from klaviatur.doors.site.api import create_api
from klaviatur.doors.site.api.problems import tell_error, tell_refusal
from klaviatur.doors.site.asking import admit
from klaviatur.doors.site.failing import show_refusal, teach_failures
from klaviatur.doors.site.leaving import Leaving
from klaviatur.doors.site.pages import OPEN, ROUTERS
from klaviatur.doors.site.security import LimitBodies, SameOrigin, SecurityHeaders
from klaviatur.settings import Settings
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.work import Works


def create_app(desk: Desk, members: Any, settings: Settings, *, works: Works | None = None) -> FastAPI:
    """Return the application that serves this desk to these members.

    `works` takes orders and hands them to a worker; without one they wait for whoever works on the same database.
    Who made the desk closes it, and with it what was opened here over it: outputs and deliveries.
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
            Middleware(
                LimitBodies,
                text_bytes=settings.source_max_bytes,
                table_bytes=settings.table_max_bytes,
                tell=tell_error,
            ),
        ],
    )
    app.state.desk, app.state.members, app.state.settings = desk, members, settings
    app.state.works = works or Works(desk)
    app.state.leaving = Leaving(desk)
    for router in (assets.router, preferences.router, *OPEN):
        app.include_router(_unlisted(router))
    for router in ROUTERS:
        app.include_router(_unlisted(router), dependencies=[Depends(admit)])
    app.mount("/api", create_api(app.state))
    teach_failures(app)
    app.add_exception_handler(HTTPException, _refuse)
    return app


def _refuse(request: Request, error: Exception) -> Response:
    """Return a problem for an address that no part of the API has, the page for any other."""
    told = tell_refusal if request.url.path.startswith("/api/") else show_refusal
    return told(request, error)


def _unlisted(router: APIRouter) -> APIRouter:
    """Return a router whose pages stay out of the description of the API."""
    router.include_in_schema = False
    return router
