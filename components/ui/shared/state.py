"""Session state, and the running services that all sessions share."""

from dataclasses import dataclass

import streamlit as st

from components.services import Services, build
from components.settings import Settings
from components.types import DEFAULT_COLLECTION, Conversation

_PARAMETER = "c"
_CONVERSATION = "conversation"
_LOADED = "conversation_loaded"
_SELECTION = "selection"
_COLLECTION = "collection"
_DOCUMENTS = "selected_documents"
_STARTED = "app_started"
_NEXT_DOCUMENT = "next_document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The turn whose sources are shown, counted from 0, and the footnote chosen in it, if any.

    `count` grows with every choice, so that choosing a footnote again scrolls to it again.
    """

    turn: int
    marker: int | None = None
    count: int = 0


def mark_app_started() -> None:
    """Note that this session went through app.py."""
    st.session_state[_STARTED] = True


def require_app(page: str) -> None:
    """Rerun a page through app.py where Streamlit skipped it.

    A new server whose first request is for a page treats pages/ as an app of its own, until
    somebody calls st.navigation.
    """
    if _STARTED not in st.session_state:
        st.navigation([st.Page("pages/chat.py", default=True), st.Page(page)], position="hidden")
        st.rerun()


@st.cache_resource(show_spinner="Opening the library…", on_release=Services.close)
def services() -> Services:
    """Return the running services, started once. Raises FootnoteError, and retries next time."""
    st.secrets.load_if_toml_exists()  # its top-level entries become environment variables
    built = build(Settings.from_env())
    built.jobs.start()
    built.warm_up()
    return built


def conversation_id() -> str:
    """Return the conversation that the address names, or that this session had open, else ""."""
    return st.query_params.get(_PARAMETER) or st.session_state.get(_CONVERSATION) or ""


def conversation() -> Conversation | None:
    """Load the open conversation; one opened for the first time selects its collection."""
    if not (id_ := conversation_id()):
        return None
    stored = services().conversations.get(id_)
    if stored is None:
        close_conversation()
        return None
    open_conversation(stored.id)
    if st.session_state.get(_LOADED) != stored.id:
        st.session_state[_LOADED] = stored.id
        choose_collection(stored.collection)
    return stored


def open_conversation(conversation_id: str) -> None:
    """Put a conversation into the address, so that a reload shows it again."""
    if st.session_state.get(_CONVERSATION) != conversation_id:
        clear_selection()
    st.session_state[_CONVERSATION] = conversation_id
    if st.query_params.get(_PARAMETER) != conversation_id:
        st.query_params[_PARAMETER] = conversation_id


def close_conversation() -> None:
    """Return to the first screen; the conversation stays stored."""
    clear_selection()
    st.session_state.pop(_CONVERSATION, None)
    st.session_state.pop(_LOADED, None)
    st.query_params.pop(_PARAMETER, None)


def select_sources(turn: int, marker: int | None = None) -> None:
    """Show the sources of a turn, at one of its footnotes."""
    last: Selection | None = st.session_state.get(_SELECTION)
    count = last.count + 1 if last else 1
    st.session_state[_SELECTION] = Selection(turn=turn, marker=marker, count=count)


def selection(turns: int) -> Selection:
    """Return the selected turn and footnote; the last of the turns where none is selected."""
    selected: Selection | None = st.session_state.get(_SELECTION)
    return selected if selected and selected.turn < turns else Selection(turn=turns - 1)


def clear_selection() -> None:
    """Show the sources of the last turn again."""
    st.session_state.pop(_SELECTION, None)


def collection() -> str:
    """Return the collection that this session uses, the default one until another is chosen."""
    name: str = st.session_state.get(_COLLECTION, DEFAULT_COLLECTION)
    if name != DEFAULT_COLLECTION and services().catalogue.collections.get(name) is None:
        choose_collection(DEFAULT_COLLECTION)  # somebody deleted or renamed it
        return DEFAULT_COLLECTION
    return name


def choose_collection(name: str) -> None:
    """Use another collection, with all of its documents."""
    if st.session_state.get(_COLLECTION, DEFAULT_COLLECTION) != name:
        select_documents({})
    st.session_state[_COLLECTION] = name


def selected_documents() -> dict[str, str]:
    """Return names by id of the documents that questions are limited to; empty means all."""
    names: dict[str, str] = st.session_state.get(_DOCUMENTS, {})
    return names


def select_documents(names: dict[str, str]) -> None:
    """Limit questions to these documents, names by id; empty means all of the collection."""
    st.session_state[_DOCUMENTS] = names


def document_query(document_id: str, *, start: int = 0, end: int = 0) -> dict[str, str]:
    """Return the query of a document's address, at a half-open span of its text."""
    query = {"d": document_id, "at": f"{start}-{end}"}
    return query | {_PARAMETER: open_id} if (open_id := conversation_id()) else query


def open_document(document_id: str, *, start: int = 0, end: int = 0) -> None:
    """Go to a document's page, at a half-open span of its text, when this callback ends."""
    st.session_state[_NEXT_DOCUMENT] = document_query(document_id, start=start, end=end)


def follow_next_document() -> None:
    """Go to the document that a callback opened, if one did: a callback cannot switch pages."""
    if query := st.session_state.pop(_NEXT_DOCUMENT, None):
        st.switch_page("pages/document.py", query_params=query)
