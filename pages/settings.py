"""Settings: how answers are found, which models, what is kept, and the ways in and out."""

import streamlit as st

from components.ui.notices import calm
from components.ui.settings_about import show_about
from components.ui.settings_answers import show_answering
from components.ui.settings_erase import show_erasing
from components.ui.settings_models import show_models
from components.ui.settings_storage import show_storage
from components.ui.settings_transfer import show_transfer
from components.ui.state import only_through_app

only_through_app("pages/settings.py")
st.title("Settings")
answers, models, storage, transfer, about = st.tabs(
    ["Answers", "Models", "Storage", "Export and import", "About"]
)
with answers, calm():
    show_answering()
with models, calm():
    show_models()
with storage, calm():
    show_storage()
    st.space("small")
    show_erasing()
with transfer, calm():
    show_transfer()
with about, calm():
    show_about()
