"""Untrusted text → the page, as plain text.

File names, passages, questions and what a model wrote come from elsewhere. They reach the page
through `untrusted` (or as text nodes inside the components of answer.js and source.js), and
through `label` where a widget's label insists on Markdown.
"""

import re
from collections.abc import Sequence

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
    return _escaped(" ".join(text.split()))


def highlighted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    r"""Return Markdown that shows text as it is, with some spans of characters highlighted.

    >>> highlighted("The *new* lamp", [(10, 14)])
    'The \\*new\\* :primary-background[lamp]'
    """
    pieces, shown = [], 0
    for start, end in spans:
        if start >= shown and end <= len(text):
            pieces.append(_escaped(text[shown:start]))
            pieces.append(f":primary-background[{_escaped(text[start:end])}]")
            shown = end
    return " ".join("".join([*pieces, _escaped(text[shown:])]).split())


def _escaped(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", _RECOGNISED_LATER.sub(_WORD_JOINER, text))


def place(document: str, page: int | None) -> str:
    """Where a passage stands, in words.

    >>> place("report.pdf", 3)
    'report.pdf, page 3'
    """
    return document if page is None else f"{document}, page {page}"
