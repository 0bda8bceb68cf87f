"""The places of the workspace, each a folder with its page, its view and its template."""

from fastapi import APIRouter

from klaviatur.doors.site.pages.account.page import router as account
from klaviatur.doors.site.pages.audit.page import router as audit
from klaviatur.doors.site.pages.board.page import router as board
from klaviatur.doors.site.pages.calendar.page import router as calendar
from klaviatur.doors.site.pages.deliveries.page import router as deliveries
from klaviatur.doors.site.pages.deliveries.planning import router as planning
from klaviatur.doors.site.pages.export.page import router as export
from klaviatur.doors.site.pages.help.page import router as help_
from klaviatur.doors.site.pages.leaving.feeds import router as feeds
from klaviatur.doors.site.pages.leaving.pausing import router as pausing
from klaviatur.doors.site.pages.leaving.unsubscribing import router as unsubscribing
from klaviatur.doors.site.pages.members.page import router as members
from klaviatur.doors.site.pages.outlets.page import router as outlets
from klaviatur.doors.site.pages.outputs.acting import router as output_acts
from klaviatur.doors.site.pages.outputs.page import router as outputs
from klaviatur.doors.site.pages.review import REVIEW
from klaviatur.doors.site.pages.search.page import router as search
from klaviatur.doors.site.pages.settings.page import router as settings
from klaviatur.doors.site.pages.sign_in import SIGN_IN
from klaviatur.doors.site.pages.sources.page import router as sources
from klaviatur.doors.site.pages.sources.product_page import router as product
from klaviatur.doors.site.pages.sources.text_page import router as text
from klaviatur.doors.site.pages.today.page import router as today
from klaviatur.doors.site.pages.voices.page import router as voices
from klaviatur.doors.site.pages.works.page import router as work

OPEN: tuple[APIRouter, ...] = (*SIGN_IN, feeds, unsubscribing)  # whoever comes may see these
ROUTERS = (
    today,
    sources,
    text,
    product,
    board,
    search,
    work,
    audit,
    settings,
    help_,
    export,
    *REVIEW,
    voices,
    account,
    members,
    outputs,
    output_acts,
    outlets,
    deliveries,
    planning,
    calendar,
    pausing,
)
