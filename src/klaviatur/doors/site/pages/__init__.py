"""The places of the workspace, each a folder with its page, its view and its template."""

from klaviatur.doors.site.pages.today.page import router as today

ROUTERS = (today,)
