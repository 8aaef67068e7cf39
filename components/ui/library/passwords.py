"""Passwords for locked PDFs: asked for by name, used once, never stored."""

from collections.abc import Sequence

import streamlit as st

from components.types import DocumentRow, Upload
from components.ui.library.uploads import submit
from components.ui.shared.state import services
from components.ui.shared.text import label


def show_locked(rows: Sequence[DocumentRow]) -> None:
    """A field for each document that a password would open."""
    for row in rows:
        if row.locked:
            _ask(row)


def _ask(row: DocumentRow) -> None:
    form = st.form(f"password-{row.id}", clear_on_submit=True)
    with form.container(horizontal=True, vertical_alignment="bottom"):
        password = st.text_input(
            f"Password for {label(row.name)}", type="password", autocomplete="off"
        )
        opened = st.form_submit_button("Unlock")
    if opened and password:
        data = services().catalogue.documents.original(row.sha256)
        submit([Upload(name=row.name, data=data, password=password, source=row.source)])
        st.rerun()
