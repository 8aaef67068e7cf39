"""Untrusted text on the page, always as plain text.

File names, passages, questions and model output reach the page only through `untrusted`, through
`label` where a widget reads its label as Markdown, or as text nodes in our components (dom.js).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import streamlit as st

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit replaces these after it has parsed the Markdown, so a backslash does not help:
# addresses, :emoji:, and arrows and dashes made of several characters.
_REPLACED_LATER = re.compile(r"(?<=[:@])|(?<=www)(?=\.)|(?<=[-<>=])(?=[-<>=])", re.IGNORECASE)
_WORD_JOINER = "\u2060"
# A line break of the page's width: after a long line without a stop, before a word.
_LINE_WRAP = re.compile(r"(?<=[^\n]{39}[^\n.:;!?|])\n(?=[\w(“‘\"'£$€])")


def untrusted(text: str) -> None:
    """Show text literally: no HTML, no Markdown, no images, no links."""
    st.text(text)


def untrusted_block(text: str) -> None:
    """Show long text literally, with a button that copies it."""
    st.code(text, language=None, wrap_lines=True)


def label(text: str) -> str:
    r"""Escape text for a label that Streamlit reads as Markdown.

    >>> label("*new*_report.pdf")
    '\\*new\\*\\_report\\.pdf'
    """
    return _escape(" ".join(text.split()))


def highlighted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    r"""Return Markdown that shows text literally, with some character spans highlighted.

    >>> highlighted("The *new* lamp", [(10, 14)])
    'The \\*new\\* :primary-background[lamp]'
    """
    pieces, shown = [], 0
    for start, end in spans:
        if start >= shown and end <= len(text):
            pieces.append(_escape(text[shown:start]))
            pieces.append(f":primary-background[{_escape(text[start:end])}]")
            shown = end
    return " ".join("".join([*pieces, _escape(text[shown:])]).split())


def _escape(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", _REPLACED_LATER.sub(_WORD_JOINER, text))


def page_reference(document: str, page: int | None) -> str:
    """Name a document with its page.

    >>> page_reference("report.pdf", 3)
    'report.pdf, page 3'
    """
    return document if page is None else f"{document}, page {page}"


def unwrap(text: str) -> str:
    """Join lines that a page's width broke; every offset into the text stays valid."""
    return _LINE_WRAP.sub(" ", text)


def cut(start: int, end: int, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Split a half-open span wherever one of the other spans begins or ends.

    >>> list(cut(0, 9, [(2, 4), (3, 20)]))
    [(0, 2), (2, 3), (3, 4), (4, 9)]
    """
    cuts = {min(max(at, start), end) for span in spans for at in span}
    return pairwise(sorted({start, end} | cuts))
