"""The HTTP API under /api: what the pages show and do, for programs. OpenAPI 3.1 at /api/openapi.json.

Takes a bearer token, or a session's cookie with its CSRF token; gives JSON, and problems as RFC 9457 has them.
"""

from klaviatur.doors.site.api.app import create_api

__all__ = ["create_api"]
