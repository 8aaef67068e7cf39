"""Preview of changed settings on one question, beside the saved ones."""

from collections.abc import Sequence

import streamlit as st

from components.pipelines.answering import answer
from components.preferences import Preferences
from components.types import Answer, Hit
from components.ui.library.uploads import suggestions
from components.ui.shared.state import collection, services
from components.ui.shared.text import highlighted, page_reference

_MAX_QUESTIONS = 10
_PASSAGE_CHARACTERS = 90


def show_preview(draft: Preferences, saved: Preferences) -> None:
    """Draw a question, its answers, and how its sources change."""
    name, catalogue = collection(), services().catalogue
    documents = [document for _, document in catalogue.documents.searchable_names(name)]
    if not documents:
        st.caption("Add documents to preview your changes on a question.")
        return
    recent = services().conversations.questions(collection=name, limit=_MAX_QUESTIONS)
    options = list(dict.fromkeys([*recent, *suggestions(documents)]))[:_MAX_QUESTIONS]
    question = st.selectbox(
        "Test question",
        options,
        index=0 if options else None,
        accept_new_options=True,
        placeholder="Choose or type a question",
        key="preview-question",
    )
    if not question or not question.strip():
        st.caption("Test questions are not saved.")
        return
    before = _answer(question, name, saved, catalogue.generation)
    if draft == saved:
        _show_answer("Answer", before)
        st.caption("Change a setting to compare the answer before and after.")
        _show_sources(before.hits, before.hits)
        return
    after = _answer(question, name, draft, catalogue.generation)
    st.markdown(f"**{_change_words(before, after)}**")
    left, right = st.columns(2)
    with left:
        _show_answer("Current settings", before)
    with right:
        _show_answer("New settings", after)
    _show_sources(before.hits, after.hits)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _answer(
    question: str,
    name: str,
    preferences: Preferences,
    generation: int,  # noqa: ARG001  (a cache key)
) -> Answer:
    *_, result = answer(services().under(preferences), question, collection=name)
    assert isinstance(result, Answer)  # noqa: S101  (for the type checker)
    return result


def _change_words(before: Answer, after: Answer) -> str:
    if before.text != after.text:
        return "The answer changes."
    if _highlights(before) != _highlights(after):
        return "Same answer, different highlights."
    same = [hit.chunk.id for hit in before.hits] == [hit.chunk.id for hit in after.hits]
    return "Same answer, same sources." if same else "Same answer, different sources."


def _show_answer(title: str, shown: Answer) -> None:
    with st.container(border=True):
        st.caption(title)
        st.markdown(highlighted(shown.text, _highlights(shown)))


def _highlights(shown: Answer) -> list[tuple[int, int]]:
    return [each.short for each in shown.sentences if each.short]


def _show_sources(before: Sequence[Hit], after: Sequence[Hit]) -> None:
    old = {hit.chunk.id: hit.rank for hit in before}
    new = {hit.chunk.id: hit.rank for hit in after}
    hits = [*after, *(hit for hit in before if hit.chunk.id not in new)]
    changes = [_change(old.get(hit.chunk.id), new.get(hit.chunk.id)) for hit in hits]
    columns = {
        "Rank": [str(new.get(hit.chunk.id, "")) for hit in hits],
        **({"Change": changes} if any(changes) else {}),
        "Source": [page_reference(hit.document_name, hit.chunk.page) for hit in hits],
        "Passage": [" ".join(hit.chunk.text.split())[:_PASSAGE_CHARACTERS] for hit in hits],
    }
    if hits:
        st.dataframe(
            columns,
            hide_index=True,
            column_config={
                "Rank": st.column_config.Column(width=50),
                "Change": st.column_config.Column(width=90),
                "Passage": st.column_config.Column(width="large"),
            },
        )


def _change(before: int | None, now: int | None) -> str:
    if before is None:
        return "added"
    if now is None:
        return "removed"
    return f"was {before}" if before != now else ""
