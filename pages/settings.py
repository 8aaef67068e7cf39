"""Settings: how answers are found, which models, what is kept, and the ways in and out."""

import streamlit as st

from components.ui.settings.about import show_about
from components.ui.settings.answering import show_answering
from components.ui.settings.delete_everything import show_erasing
from components.ui.settings.models import show_models
from components.ui.settings.storage import show_storage
from components.ui.settings.transfer import show_transfer
from components.ui.shared.notices import calm
from components.ui.shared.state import only_through_app

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
