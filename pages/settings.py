"""Settings page with its tabs: answers, models, data, about."""

import streamlit as st

from components.ui.settings.about import show_about
from components.ui.settings.answering import show_answer_settings
from components.ui.settings.chat_model import show_chat_model
from components.ui.settings.costs import show_costs
from components.ui.settings.data import show_data
from components.ui.settings.search_models import show_search_models
from components.ui.shared.notices import calm
from components.ui.shared.state import require_app

require_app("pages/settings.py")
st.title("Settings")
answers, chat_model, search_models, data, about = st.tabs(
    ["Answers", "Chat model", "Search models", "Data", "About"]
)
with answers, calm():
    show_answer_settings()
with chat_model, calm():
    show_chat_model()
    st.space("small")
    show_costs()
with search_models, calm():
    show_search_models()
with data, calm():
    show_data()
with about, calm():
    show_about()
