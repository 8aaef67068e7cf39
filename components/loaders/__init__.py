"""Bytes → Document, in a child process that can be killed; web address → bytes.

sandbox       SandboxedLoader: the pool of children, their clocks
process       one child, seen from the parent
frames        what the two say to each other
child         one child, seen from inside
confinement   what a child gives up before it reads
reading       detect, read, check: bytes → Document
detect        media type by content; archives looks into zip containers
text, tables, spreadsheets, office, pdf    one media type or a few each
decoding      bytes → text in any encoding
limiting      memory, seconds per page, no network
content       what the readers hand to reading, and repairs of text
media_types   the kinds that are read
web           WebFetcher: one address, within limits
web_network   connections to the public internet alone
web_titles    what a fetched page is called
"""

from components.loaders.media_types import SUFFIXES
from components.loaders.sandboxed import SandboxedLoader
from components.loaders.web.fetcher import WebFetcher

READABLE_SUFFIXES = tuple(SUFFIXES)
"""`.pdf`, `.docx` …: what a file chooser offers. Content decides what a file is, though."""

__all__ = ["READABLE_SUFFIXES", "SandboxedLoader", "WebFetcher"]
