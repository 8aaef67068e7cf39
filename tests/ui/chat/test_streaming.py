"""The page while an answer is being written."""

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from components.background.answer_run import AnswerRequest, AnswerRun
    from components.types import Answer, Scope
    from components.ui.chat.streaming import show_run
    from components.ui.shared.state import Selection

    if "run" in st.session_state:
        st.write("The answer is in the conversation.")
        st.stop()
    request = AnswerRequest(
        question="Why?", conversation_id="c", at=None, within=Scope(collection="Documents")
    )
    run = st.session_state["run"] = AnswerRun(request, lambda _: None)
    st.button("Stop")
    run.end(
        Answer(
            text="Because.",
            sentences=(),
            citations=(),
            hits=(),
            model="m",
            supported=True,
            seconds=0.1,
        )
    )
    show_run(run, number=0, key="answer", selected=Selection(turn=0))


def test_page_is_drawn_again_when_the_answer_ends_after_its_box_was_drawn() -> None:
    app = AppTest.from_function(_page).run()
    assert not app.exception
    assert not app.button
    assert [each.value for each in app.markdown] == ["The answer is in the conversation."]
