"""The Streamlit app: chat with your documents, every sentence with a footnote to its source."""

from pathlib import Path

import streamlit as st

from components.errors import FootnoteError
from components.ui.shared.dialogs import reset_dialogs
from components.ui.shared.notices import calm, notice
from components.ui.shared.state import follow_next_document, mark_app_started, services

_UI = Path(__file__).parent / "components" / "ui" / "shared"

st.set_page_config(page_title="Footnote", page_icon=str(_UI / "icon.svg"), layout="wide")
st.html(_UI / "page.css")
st.logo(str(_UI / "logo.svg"), icon_image=str(_UI / "icon.svg"))

mark_app_started()
reset_dialogs()
page = st.navigation(
    [
        st.Page("pages/chat.py", title="Chat", icon=":material/forum:", default=True),
        st.Page("pages/library.py", title="Library", icon=":material/folder_open:"),
        st.Page("pages/settings.py", title="Settings", icon=":material/settings:"),
        st.Page("pages/document.py", title="Document", visibility="hidden"),
    ]
)

try:
    services()
except FootnoteError as error:
    st.title("Footnote cannot start yet")
    notice(str(error))
    st.button("Try again")
    st.stop()

follow_next_document()
with calm():
    page.run()
