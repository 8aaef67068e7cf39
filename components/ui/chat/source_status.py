"""Whether what an answer was drawn from is still there, and where to open it."""

from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from components.types import ReadyDocument
from components.ui.shared.state import conversation_id, services

_CHANGED = "Source changed since. These are the words the answer was drawn from."
_DELETED = "Source deleted since. These are the words the answer was drawn from."


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The document of a passage as it is now: `document`, or a sentence that says what became
    of it and, where another of its name has taken its place, that one as `newer`.
    """

    document: ReadyDocument | None = None
    newer: ReadyDocument | None = None
    note: str = ""


def origin(document_id: str, name: str) -> Origin:
    """Of a passage that was found in the document of this id, then named so."""
    ids, names = _ready(services().catalogue.generation)
    if document := ids.get(document_id):
        return Origin(document=document)
    newer = names.get(name)
    return Origin(newer=newer, note=_CHANGED if newer else _DELETED)


def address(document_id: str, *, start: int = 0, end: int = 0) -> str:
    """A document's own page, as a link relative to every page."""
    place = {"d": document_id, "at": f"{start}-{end}"}
    came_from = conversation_id()
    return "document?" + urlencode({**place, "c": came_from} if came_from else place)


@st.cache_resource(max_entries=1, show_spinner=False)
def _ready(
    generation: int,  # noqa: ARG001  (the key: read again when what can be found has changed)
) -> tuple[dict[str, ReadyDocument], dict[str, ReadyDocument]]:
    """By id, and by name."""
    found = services().catalogue.documents.searchable()
    return {each.id: each for each in found}, {each.name: each for each in found}
