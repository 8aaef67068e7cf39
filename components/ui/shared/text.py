"""Untrusted text → the page, as plain text.

File names, passages, questions and what a model wrote come from elsewhere. They reach the page
through `untrusted` (or as text nodes inside the components of answer.js and source.js), and
through `label` where a widget's label insists on Markdown.
"""

import re

import streamlit as st

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit looks for these in the text that is left after Markdown, where no backslash helps:
# addresses, :emoji:, and arrows and dashes made of several characters.
_RECOGNISED_LATER = re.compile(r"(?<=[:@])|(?<=www)(?=\.)|(?<=[-<>=])(?=[-<>=])", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def untrusted(text: str) -> None:
    """Show text as it is: no HTML, no Markdown, no images, no links."""
    st.text(text)


def label(text: str) -> str:
    r"""Text for a label that is read as Markdown, so that it shows as it is.

    >>> label("*new*_report.pdf")
    '\\*new\\*\\_report\\.pdf'
    """
    one_line = " ".join(text.split())
    return _PUNCTUATION.sub(r"\\\1", _RECOGNISED_LATER.sub(_WORD_JOINER, one_line))


def place(document: str, page: int | None) -> str:
    """Where a passage stands, in words.

    >>> place("report.pdf", 3)
    'report.pdf, page 3'
    """
    return document if page is None else f"{document}, page {page}"
