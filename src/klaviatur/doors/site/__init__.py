"""The workspace in the browser: server-rendered pages over the desk, each of them JSON too.

Takes: a desk, its members, settings. Gives: an ASGI application (`create_app`).
Never: a rule of its own about who may do what, or about what is right in a text.

A place is a folder under `pages/`: `page.py` (its router), `view.py` (frozen records that the page shows and that its
JSON is), `*.html`. It takes its visitor and form from `asking`, answers with `rendering.page` or `rendering.back`, and
its router stands in `pages/__init__.py`. What goes wrong is raised from the error tree; `failing` makes the page of it.
Words are English in templates and code and German in `locale/de`: `python tools/translations.py` after a new one.
"""

from klaviatur.doors.site.app import create_app

__all__ = ["create_app"]
