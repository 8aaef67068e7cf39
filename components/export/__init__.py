"""A conversation → Markdown, JSON, or one HTML file; original files → one archive."""

import json
import re
from dataclasses import asdict
from typing import Any

from components.export.html import to_html
from components.export.markdown import answer_to_markdown, to_markdown
from components.export.support import support_mark, support_note, support_summary
from components.types import Citation, Conversation

__all__ = [
    "answer_to_markdown",
    "citation_fields",
    "conversation_file_name",
    "support_mark",
    "support_note",
    "support_summary",
    "to_html",
    "to_json",
    "to_markdown",
]

_MAX_NAME_CHARACTERS = 60


def to_json(conversation: Conversation) -> str:
    """Return every field of the conversation, with every offset, score and hit."""
    return json.dumps(asdict(conversation), ensure_ascii=False, indent=2)


def citation_fields(citation: Citation) -> dict[str, Any]:
    """Return a citation as the command line and the API print it."""
    return {
        "marker": citation.marker,
        "document": citation.document_name,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


def conversation_file_name(conversation: Conversation, suffix: str) -> str:
    """Return the conversation's title as a file name that every system accepts.

    >>> conversation = Conversation(id="c", title="Who, in 2021?", collection="documents")
    >>> conversation_file_name(conversation, "md")
    'Who-in-2021.md'
    """
    words = "-".join(re.findall(r"\w+", conversation.title))[:_MAX_NAME_CHARACTERS].strip("-")
    return f"{words or 'conversation'}.{suffix}"
