"""A conversation that leaves: as Markdown, as JSON, as one HTML file. Pure functions."""

import json
import re
from dataclasses import asdict
from typing import Any

from components.export.html import to_html
from components.export.markdown import answer_to_markdown, to_markdown
from components.export.pieces import support_mark, support_note, support_summary
from components.types import Citation, Conversation

__all__ = [
    "answer_to_markdown",
    "cited",
    "file_name",
    "support_mark",
    "support_note",
    "support_summary",
    "to_html",
    "to_json",
    "to_markdown",
]

_NO_NAME = "conversation"
_LONGEST_NAME = 60  # characters


def to_json(conversation: Conversation) -> str:
    """The nouns as they are, with every offset, score and hit."""
    return json.dumps(asdict(conversation), ensure_ascii=False, indent=2)


def cited(citation: Citation) -> dict[str, Any]:
    """What a program is told of a citation."""
    return {
        "marker": citation.marker,
        "document": citation.document_name,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


def file_name(conversation: Conversation, suffix: str) -> str:
    """A name that every file system takes.

    >>> file_name(Conversation(id="c", title="Who, in 2021?", collection="documents"), "md")
    'Who-in-2021.md'
    """
    words = "-".join(re.findall(r"\w+", conversation.title))[:_LONGEST_NAME].strip("-")
    return f"{words or _NO_NAME}.{suffix}"
