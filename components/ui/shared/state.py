"""What a session looks at, and the one running Footnote that all sessions share."""

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from components.services import Services, build
from components.settings import Settings
from components.types import DEFAULT_COLLECTION, Conversation

_PARAMETER = "c"
_CONVERSATION = "conversation"
_OPENED = "conversation_opened"
_CHOSEN = "chosen_footnote"
_COLLECTION = "collection"
_DOCUMENTS = "documents_asked"
_ENTERED = "entered_app"
_TO_OPEN = "document_to_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The footnote that the person opened: in which turn, from 0; None for the turn as a whole.

    `count` grows with every choice, so that choosing the same one again brings it back to view.
    """

    turn: int
    marker: int | None = None
    count: int = 0


def enter_app() -> None:
    """To be called by app.py in each of its runs."""
    st.session_state[_ENTERED] = True


def only_through_app(page: str) -> None:
    """Run a page again through app.py, where Streamlit passed it by.

    A new server that is asked for a page before it was asked for app.py takes pages/ for an app
    of its own, until somebody calls st.navigation.
    """
    if _ENTERED not in st.session_state:
        st.navigation([st.Page("pages/chat.py", default=True), st.Page(page)], position="hidden")
        st.rerun()


@st.cache_resource(show_spinner="Opening the library…", on_release=Services.close)
def services() -> Services:
    """The running Footnote, its worker at work. Raises FootnoteError, and tries again next time."""
    st.secrets.load_if_toml_exists()  # its top-level entries become environment variables
    built = build(Settings.from_env())
    built.jobs.start()
    built.warm_up()
    return built


def conversation_id() -> str:
    """The one that the address names, or that this session had open; "" where there is none."""
    return st.query_params.get(_PARAMETER) or st.session_state.get(_CONVERSATION) or ""


def conversation() -> Conversation | None:
    """The conversation that the address names, or that this session had open on another page.

    One that was not open before brings its collection along.
    """
    wanted = conversation_id()
    if not wanted:
        return None
    found = services().conversations.get(wanted)
    if found is None:
        close_conversation()
        return None
    open_conversation(found.id)
    if st.session_state.get(_OPENED) != found.id:
        st.session_state[_OPENED] = found.id
        choose_collection(found.collection)
    return found


def open_conversation(conversation_id: str) -> None:
    """Put it into the address, so that a reload shows it again."""
    if st.session_state.get(_CONVERSATION) != conversation_id:
        st.session_state.pop(_CHOSEN, None)
    st.session_state[_CONVERSATION] = conversation_id
    if st.query_params.get(_PARAMETER) != conversation_id:
        st.query_params[_PARAMETER] = conversation_id


def close_conversation() -> None:
    """Go back to the first screen; the conversation itself is kept."""
    st.session_state.pop(_CONVERSATION, None)
    st.session_state.pop(_OPENED, None)
    st.session_state.pop(_CHOSEN, None)
    st.query_params.pop(_PARAMETER, None)


def choose(turn: int, marker: int | None) -> None:
    """Look at the sources of a turn, at one of its footnotes."""
    before: Chosen | None = st.session_state.get(_CHOSEN)
    count = before.count + 1 if before else 1
    st.session_state[_CHOSEN] = Chosen(turn=turn, marker=marker, count=count)


def chosen(turns: int) -> Chosen:
    """What was chosen last; the newest of the turns where nothing was."""
    found: Chosen | None = st.session_state.get(_CHOSEN)
    return found if found and found.turn < turns else Chosen(turn=turns - 1)


def forget_choice() -> None:
    """Look at the newest turn again."""
    st.session_state.pop(_CHOSEN, None)


def collection() -> str:
    """The collection that this session looks at and asks; the default one until it chooses."""
    found: str = st.session_state.get(_COLLECTION, DEFAULT_COLLECTION)
    if found != DEFAULT_COLLECTION and services().catalogue.collections.get(found) is None:
        choose_collection(DEFAULT_COLLECTION)  # deleted or renamed meanwhile
        return DEFAULT_COLLECTION
    return found


def choose_collection(name: str) -> None:
    """Look at and ask another collection, all of its documents."""
    if st.session_state.get(_COLLECTION, DEFAULT_COLLECTION) != name:
        st.session_state.pop(_DOCUMENTS, None)
    st.session_state[_COLLECTION] = name


def asked_documents() -> tuple[str, ...]:
    """Ids of the documents that questions are about; empty: all of the collection."""
    found: tuple[str, ...] = st.session_state.get(_DOCUMENTS, ())
    return found


def ask_only(document_ids: Iterable[str]) -> None:
    """Ask these documents alone; none: all of the collection again."""
    st.session_state[_DOCUMENTS] = tuple(document_ids)


def open_document(document_id: str, *, start: int = 0, end: int = 0) -> None:
    """Go to a document's own page, at a place: characters of its text, half-open."""
    place = {"d": document_id, "at": f"{start}-{end}"}
    if came_from := conversation_id():
        place[_PARAMETER] = came_from
    st.switch_page("pages/document.py", query_params=place)


def open_soon(document_id: str, *, start: int = 0, end: int = 0) -> None:
    """`open_document` for a callback, which cannot leave its page itself."""
    st.session_state[_TO_OPEN] = (document_id, start, end)


def leave_for_document() -> None:
    """Go to the document that a callback wanted open, if one did."""
    if wanted := st.session_state.pop(_TO_OPEN, None):
        document_id, start, end = wanted
        open_document(document_id, start=start, end=end)
