"""The conversations in the sidebar: open, find, rename, delete, begin a new one."""

import streamlit as st

from components.stores.conversations import TITLE_CHARACTERS
from components.types import Conversation, ConversationRow
from components.ui.shared.dialogs import dialog
from components.ui.shared.notices import calm
from components.ui.shared.state import close_conversation, open_conversation, services
from components.ui.shared.text import label, untrusted

_PAGE = 20
"""Conversations that are listed at first, and added by "Show more"."""
_LISTED = "conversations_listed"
_SEARCH = "conversation_search"
_RENAME = "Rename…"
_DELETE = "Delete…"


def show_conversations(current: Conversation | None) -> None:
    """Draw the list, newest first; nothing before there is a first conversation."""
    listed = st.session_state.get(_LISTED, _PAGE)
    words = st.session_state.get(_SEARCH, "")
    rows = services().conversations.rows(containing=words, limit=listed + 1)
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
            for row in rows[:listed]:
                _show(row, is_open=current is not None and row.id == current.id)
        if not rows:
            st.caption("No conversation has these words.")
        if len(rows) > listed:
            st.button("Show more", type="tertiary", on_click=_list_more, args=(listed,))


def _show(row: ConversationRow, *, is_open: bool) -> None:
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
        wanted = st.menu_button(
            f"Rename or delete {label(row.title)}",
            (_RENAME, _DELETE),
            key=f"menu-{row.id}",
            type="tertiary",
        )
    if wanted == _RENAME:
        _rename(row)
    elif wanted == _DELETE:
        _confirm(row)


def _list_more(listed: int) -> None:
    st.session_state[_LISTED] = listed + _PAGE


@dialog("Rename the conversation")
def _rename(row: ConversationRow) -> None:
    with st.form("rename", border=False):
        title = st.text_input("Title", value=row.title, max_chars=TITLE_CHARACTERS)
        if st.form_submit_button("Save", type="primary"):
            with calm():
                services().conversations.rename(row.id, title)
                st.rerun()


@dialog("Delete the conversation?")
def _confirm(row: ConversationRow) -> None:
    untrusted(row.title)
    st.caption("Its questions and answers are erased. The documents stay in the library.")
    with st.container(horizontal=True):
        if st.button("Delete conversation", type="primary"):
            with calm():
                services().conversations.delete(row.id)
                st.rerun()
        if st.button("Keep"):
            st.rerun()
