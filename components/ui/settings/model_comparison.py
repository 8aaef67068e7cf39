"""Result of comparing a search model with the one in use, on the person's own questions."""

import streamlit as st

from components.evaluation.model_comparison import MIN_QUESTIONS, ModelComparison
from components.services.model_manager import ModelStatus
from components.ui.shared.facts import counted, megabytes
from components.ui.shared.text import untrusted

_OUTCOMES = {
    "better": "Better on your questions.",
    "same": "No clear difference on your questions.",
    "worse": "Worse on your questions.",
}


def show_comparison(status: ModelStatus) -> None:
    """Draw the result, or what is missing for one."""
    latest = status.result
    if latest and latest.comparison is None:
        found = (
            counted(latest.question_count, "question") if latest.question_count else "no question"
        )
        st.markdown(
            f"**Not compared.** A comparison needs {MIN_QUESTIONS} questions whose answer is "
            f"known; Footnote found {found}. Ask more, rate good answers, or add documents; then "
            "compare."
        )
    elif status.comparison:
        _show_result(status, status.comparison)
    else:
        st.caption("Not compared yet.")


def _show_result(status: ModelStatus, result: ModelComparison) -> None:
    st.markdown(f"**{_OUTCOMES[result.outcome]}**")
    questions = counted(result.questions, "question")
    untrusted(
        f"Right passage first: {result.first[1]} of {questions} (now {result.first[0]}). Among "
        f"the first three: {result.three[1]} (now {result.three[0]})."
    )
    words = f"{_time(result.seconds[1])} per question (now {_time(result.seconds[0])})."
    if status.record and status.record.facts:
        words += f" {megabytes(status.record.facts.memory)} more memory when first loaded."
    untrusted(words)
    if result.passages < result.of_passages:
        passages = f"a sample of {result.passages:,} of {result.of_passages:,} passages"
    else:
        passages = f"all {result.passages:,} passages"
    generated = result.questions - result.asked
    st.caption(
        f"{result.asked} questions asked by you and {generated} written from your documents, over "
        f"{passages}. Difference in mean reciprocal rank: {_signed(result.low)} to "
        f"{_signed(result.high)} (95 % interval). Questions you asked favour the model in use, "
        "which found their answers."
    )


def _signed(value: float) -> str:
    """Format a difference with its sign.

    >>> _signed(-0.412), _signed(0.05)
    ('−0.41', '+0.05')
    """
    return f"{value:+.2f}".replace("-", "−")


def _time(seconds: float) -> str:
    """Format a duration in seconds or milliseconds.

    >>> _time(0.0031), _time(1.24), _time(0)
    ('3 ms', '1.2 s', '0 ms')
    """
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1_000:.0f} ms"
