"""Bytes → Document, in a child process that can be killed; web address → bytes.

sandboxed     SandboxedLoader: a pool of child processes, and their time limits
messages      requests to a child, and its replies, which are validated
reading       inside the child: detect, read, check
detect        media type by content; archives looks into zip containers
formats/      readers, one file for each family of formats
decoding      bytes → text in any encoding
content       what every reader returns, and repairs of text
limits        errors for files over a limit
media_types   the media types that are read, and their suffixes
web/          WebFetcher: fetch one web address within limits
"""

from components.loaders.media_types import SUFFIXES
from components.loaders.sandboxed import SandboxedLoader
from components.loaders.web.fetcher import WebFetcher

READABLE_SUFFIXES = tuple(SUFFIXES)
"""Suffixes that a file chooser shows (`.pdf`, `.docx` …); content decides what a file is."""

__all__ = ["READABLE_SUFFIXES", "SandboxedLoader", "WebFetcher"]
