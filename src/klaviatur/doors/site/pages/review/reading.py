"""What all pages of a variant read from the desk before they show anything."""

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import Request

from klaviatur.doors.site.asking import the_desk
from klaviatur.doors.site.channels import channels_of
from klaviatur.doors.site.pages.review.other import EditView
from klaviatur.doors.site.pages.review.queue import Queue, queue_for, read_filter
from klaviatur.doors.site.pages.review.view import view_checked, view_source
from klaviatur.records import Actor, Bilingual, Channel, Checked, Opened, Source


def channel_of(request: Request, name: str) -> Channel:
    """Return a channel's profile; one whose file has gone is shown without limits."""
    bare = Bilingual(name, name)
    gone = Channel(name, bare, form="post", family="own", parts=(), read=date.min, sources=())
    return channels_of(request).get(name, gone)


def queue_of(request: Request, opened: Opened, by: Actor) -> Queue:
    """Return the way to the next variant under the filter of this address."""
    asked, desk = read_filter(request.query_params), the_desk(request)
    return queue_for(desk, opened.variant, asked, channels_of(request), by.name)


def edit_view(
    request: Request, opened: Opened, checked: Checked, by: Actor, *, why: str = "", tried: bool = False
) -> EditView:
    """Return a wording in its fields, beside the source it was checked against."""
    opened = replace(opened, text=_ground(the_desk(request), opened, checked))
    kept, queue = opened.variant, queue_of(request, opened, by)
    now = replace(view_checked(opened, channel_of(request, kept.channel), checked), fixes=True)
    return EditView(kept, view_source(opened), now, opened.revision.number, queue, why=why, tried=tried)


def _ground(desk: Any, opened: Opened, checked: Checked) -> Source:
    """Return the text that was checked against: the revision's own, or its newer version."""
    if checked.variant.source == opened.text.id:
        return opened.text
    newest: Source | None = desk.source(opened.source.kind, opened.source.key)[1]
    return newest if newest and newest.id == checked.variant.source else opened.text
