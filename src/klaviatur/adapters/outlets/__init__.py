"""Takes a released wording; gives it to one place (mail server, social network, web site, folder) and its receipt.

One folder for each kind, behind `klaviatur.ports.Outlet`; none knows another, none asks whether something is released.
"""

from klaviatur.adapters.outlets.files import write_whole
from klaviatur.adapters.outlets.opening import Placed, Storing, make_outlet
from klaviatur.adapters.outlets.passports import passports

__all__ = ["Placed", "Storing", "make_outlet", "passports", "write_whole"]
