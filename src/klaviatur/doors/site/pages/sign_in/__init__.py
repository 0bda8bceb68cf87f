"""Coming in and going: name and password, passkey, provider, one-time link, sign-out."""

from klaviatur.doors.site.pages.sign_in.link_page import router as link
from klaviatur.doors.site.pages.sign_in.page import router as sign_in
from klaviatur.doors.site.pages.sign_in.provider_page import router as provider

SIGN_IN = (sign_in, provider, link)
