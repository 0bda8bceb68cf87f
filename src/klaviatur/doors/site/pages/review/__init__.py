"""One variant under review: read with its evidence, corrected, discussed, released."""

from klaviatur.doors.site.pages.review.acting import router as acting
from klaviatur.doors.site.pages.review.page import router as reading
from klaviatur.doors.site.pages.review.writing import router as writing

REVIEW = (reading, writing, acting)
