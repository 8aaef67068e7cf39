"""Conversations in the sidebar: open, search, rename, delete, start a new one."""

from functools import partial

import streamlit as st

from components.stores.conversations import TITLE_CHARACTERS
from components.types import Conversation, ConversationRow
from components.ui.shared.dialogs import confirm, dialog, name_form
from components.ui.shared.state import close_conversation, open_conversation, services
from components.ui.shared.text import label, untrusted

_PAGE_SIZE = 20
_LIMIT = "conversations_limit"
_SEARCH = "conversation_search"
_RENAME, _DELETE = "Rename…", "Delete…"


def show_conversations(current: Conversation | None) -> None:
    """Draw the list, newest first, once there is a conversation."""
    limit = st.session_state.get(_LIMIT, _PAGE_SIZE)
    words = st.session_state.get(_SEARCH, "")
    rows = services().conversations.rows(containing=words, limit=limit + 1)
    if not rows and not words:
        return
    with st.sidebar:
        st.button(
            "New conversation",
            icon=":material/add:",
            width="stretch",
            disabled=current is None,
            on_click=close_conversation,
        )
        st.text_input(
            "Search conversations",
            key=_SEARCH,
            placeholder="Search conversations",
            label_visibility="collapsed",
            icon=":material/search:",
        )
        with st.container(key="conversations", gap="xxsmall"):
            for row in rows[:limit]:
                _show_row(row, is_open=current is not None and row.id == current.id)
        if not rows:
            st.caption("No conversation contains these words.")
        if len(rows) > limit:
            more = {_LIMIT: limit + _PAGE_SIZE}
            st.button("Show more", type="tertiary", on_click=st.session_state.update, args=(more,))


def _show_row(row: ConversationRow, *, is_open: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap=None):
        st.button(
            label(row.title),
            key=f"open-{row.id}",
            type="secondary" if is_open else "tertiary",
            width="stretch",
            wrap=False,
            on_click=open_conversation,
            args=(row.id,),
        )
        action = st.menu_button(
            f"Rename or delete {label(row.title)}",
            (_RENAME, _DELETE),
            key=f"menu-{row.id}",
            type="tertiary",
        )
    if action == _RENAME:
        _rename(row)
    elif action == _DELETE:
        _confirm_delete(row)


@dialog("Rename conversation")
def _rename(row: ConversationRow) -> None:
    save = partial(services().conversations.rename, row.id)
    name_form(save, label="Title", name=row.title, max_chars=TITLE_CHARACTERS)


@dialog("Delete conversation?")
def _confirm_delete(row: ConversationRow) -> None:
    untrusted(row.title)
    st.caption("This deletes its questions and answers. Your documents stay in the library.")
    confirm("Delete conversation", partial(services().conversations.delete, row.id))
