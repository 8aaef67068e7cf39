"""Delete everything: asked twice, then true of every file in the data folder."""

import streamlit as st

from components.ui.shared.dialogs import dialog
from components.ui.shared.facts import counted
from components.ui.shared.notices import calm
from components.ui.shared.state import services

_WORDS = "delete everything"
_DONE = "everything_deleted"


def show_erasing() -> None:
    """Draw the way there, and afterwards that it was done."""
    st.subheader("Delete everything")
    if st.session_state.pop(_DONE, False):
        st.markdown("Everything was deleted, and erased from the files of the data folder.")
        return
    st.markdown(
        "Documents, conversations, exports, fetched models and settings are deleted, and erased "
        "from every file of the data folder. There is no way back."
    )
    if st.button("Delete everything…", icon=":material/delete_forever:"):
        _confirm()


@dialog("Delete everything?")
def _confirm() -> None:
    documents = len(services().catalogue.documents.rows())
    conversations = services().conversations.count()
    st.markdown(
        "This deletes, for everybody who uses this Footnote: "
        f"**{counted(documents, 'document')}** with original files and indexes, "
        f"**{counted(conversations, 'conversation')}**, files still waiting to be indexed, "
        "exports kept here, models fetched to find better, and the settings."
    )
    st.caption(
        "Not deleted: files on your computer, exports that you downloaded, backups of the data "
        "folder, and the log."
    )
    typed = st.text_input(f"Type “{_WORDS}” to confirm", autocomplete="off", live=True)
    with st.container(horizontal=True):
        sure = typed.strip().strip("“”\"'").casefold() == _WORDS
        if st.button("Delete everything", type="primary", disabled=not sure):
            with calm(), st.spinner("Erasing…"):
                services().erase_everything()
                st.cache_data.clear()  # pictures of pages and answers, for all sessions
                st.session_state.clear()
                st.session_state[_DONE] = True
                st.rerun()
        if st.button("Keep"):
            st.rerun()
