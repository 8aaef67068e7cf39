"""How a model on offer did on the person's own questions."""

import streamlit as st

from components.evaluation.model_comparison import FEWEST, ComparisonResult, ModelComparison
from components.services.model_manager import ModelStatus
from components.ui.shared.facts import counted, megabytes
from components.ui.shared.text import untrusted

_OUTCOMES = {
    "better": "Better on your questions",
    "same": "No difference that can be told",
    "worse": "Worse on your questions",
}


def show_verdict(standing: ModelStatus) -> None:
    """Draw it; or what is missing, where it could not be measured."""
    judged = standing.judged
    if judged and judged.verdict is None:
        _show_missing(judged)
    elif standing.verdict:
        _show(standing, standing.verdict)
        if judged:
            _show_questions(judged)
    else:
        st.caption("Not measured yet.")


def _show_missing(judged: ComparisonResult) -> None:
    found = counted(judged.found, "question") if judged.found else "No question"
    st.markdown(
        f"**Not measured.** {found} could be found whose answer’s place is known; {FEWEST} are "
        "needed. Ask your documents more, say which answers were good, or add documents; then "
        "measure it."
    )


def _show(standing: ModelStatus, verdict: ModelComparison) -> None:
    now, then = verdict.first
    three_now, three_then = verdict.three
    st.markdown(f"**{_OUTCOMES[verdict.outcome]}.**")
    untrusted(
        f"Finds the right passage first for {then} of {counted(verdict.questions, 'question')}, "
        f"{now} now; among the first three for {three_then}, {three_now} now."
    )
    memory = standing.record.facts.memory if standing.record and standing.record.facts else 0
    untrusted(
        f"{_time(verdict.seconds[1])} a question, {_time(verdict.seconds[0])} now. "
        f"It took {megabytes(memory)} more memory when it was first loaded."
    )
    made = verdict.questions - verdict.asked
    whose = (
        f"{verdict.asked} asked by you, {made} made of your documents"
        if verdict.asked and made
        else "All of them asked by you"
        if verdict.asked
        else "All of them made of your documents"
    )
    whole = verdict.passages >= verdict.of_passages
    among = (
        f"all {verdict.passages:,} passages"
        if whole
        else f"{verdict.passages:,} of {verdict.of_passages:,} passages, evenly chosen,"
    )
    st.caption(
        f"{whose}, over {among} of the collection measured. The mean of 1 ÷ place differs by "
        f"{_signed(verdict.low)} to {_signed(verdict.high)} (95 % interval). Questions that were "
        "answered before favour what found their passages."
    )


def _show_questions(judged: ComparisonResult) -> None:
    with st.expander("Question by question"):
        st.dataframe(
            {
                "Question": [each.question for each in judged.places],
                "Now": [each.now for each in judged.places],
                "With it": [each.then for each in judged.places],
            },
            hide_index=True,
            column_config={"Question": st.column_config.TextColumn(width="large")},
        )
        st.caption("The place of the right passage; empty where it is not among the first hundred.")


def _signed(value: float) -> str:
    """>>> _signed(-0.412), _signed(0.05)
    ('−0.41', '+0.05')
    """
    return f"{value:+.2f}".replace("-", "−")


def _time(seconds: float) -> str:
    """>>> _time(0.0031), _time(1.24), _time(0)
    ('3 ms', '1.2 s', '0 ms')
    """
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1_000:.0f} ms"
