"""Two answers side by side: chosen, watched while they are written, and one of them kept."""

import streamlit as st

from components.chat_models import DEFAULT_LOCAL_MODEL, LOCAL
from components.errors import ModelError
from components.evaluation.side_by_side import SideBySide
from components.protocols import Answerer
from components.types import Conversation, ModelChoice, Turn
from components.ui.chat.question_box import instructions_for
from components.ui.chat.sources import show_sources
from components.ui.chat.streaming import show_run
from components.ui.shared.dialogs import dialog
from components.ui.shared.notices import calm
from components.ui.shared.session_model import chosen_model, key_for, why_unavailable
from components.ui.shared.state import clear_selection, selection, services
from components.ui.shared.text import untrusted

_SOURCES_WIDTH_PX = 760
_MAX_NAME_CHARS = 200
_COMPARED = "conversation_to_compare"
_CURRENT, _QUOTES, _MODEL, _OTHER, _LOCAL = "current", "quotes", "model", "other", "local"
_QUOTES_WORDS = "Quotes from your documents"


def show_compare(current: Conversation) -> None:
    """Draw the button that opens the choice of two answers to compare."""
    # The click is remembered until the dialog can be drawn: a new answer may come first.
    st.button(
        "Compare…",
        icon=":material/compare:",
        type="tertiary",
        on_click=st.session_state.update,
        args=({_COMPARED: current.id},),
    )
    if st.session_state.pop(_COMPARED, None) == current.id:
        _choose(current)


@dialog("Compare two answers")
def _choose(current: Conversation) -> None:
    turn, model = current.turns[-1], chosen_model()
    st.caption("Both answers use the passages found for this question. You keep the better one.")
    options = _options(turn, model)
    others = [option for option in options if option != _CURRENT]
    is_quoted = turn.answer.writing is None
    likely = _QUOTES if not is_quoted else _MODEL if _MODEL in options else _LOCAL
    first = st.selectbox("First answer", list(options), format_func=options.__getitem__)
    first_name = _other_name(first, "first")
    second = st.selectbox(
        "Second answer", others, index=others.index(likely), format_func=options.__getitem__
    )
    second_name = _other_name(second, "second")
    if model is None:
        st.caption("To compare with another chat model, choose one in Settings.")
    if st.button("Compare", type="primary"):
        with calm():
            sides = _answerer(first, first_name, model), _answerer(second, second_name, model)
            scope = turn.answer.within
            instructions = instructions_for(scope.collection if scope else current.collection)
            services().side_by_side_runs.start(current.id, sides, instructions=instructions)
            clear_selection()
            st.rerun()


def _options(turn: Turn, model: ModelChoice | None) -> dict[str, str]:
    """Return the possible answers, in words."""
    name = turn.answer.model if turn.answer.writing else _QUOTES_WORDS.lower()
    options = {_CURRENT: f"Current answer ({name})", _QUOTES: _QUOTES_WORDS}
    if model:
        options[_MODEL] = model.model
    if model and model.provider != LOCAL:
        options[_OTHER] = "Another model from this provider"
    if model is None or model.provider != LOCAL:
        options[_LOCAL] = f"{DEFAULT_LOCAL_MODEL}, on this machine"
    return options


def _other_name(option: str, key: str) -> str:
    if option != _OTHER:
        return ""
    return st.text_input(
        "Model name",
        key=f"compare-{key}",
        max_chars=_MAX_NAME_CHARS,
        placeholder="The name that the provider uses",
    ).strip()


def _answerer(option: str, name: str, model: ModelChoice | None) -> Answerer | None:
    """Build what an option means; None means the current answer. Raises ModelError."""
    if option == _CURRENT:
        return None
    if option == _LOCAL:
        choice = ModelChoice(provider=LOCAL, model=DEFAULT_LOCAL_MODEL)
    elif model is None or option == _QUOTES:
        return services().answerer
    elif option == _OTHER:
        choice = ModelChoice(provider=model.provider, model=name, address=model.address)
    else:
        choice = model
    if choice.model and (problem := why_unavailable(choice)):
        raise ModelError(problem)
    return services().answerer_for(choice, key=key_for(choice))


def show_side_by_side(pair: SideBySide, *, key: str) -> None:
    """Draw both answers, stacked on a narrow screen, and the sources of the selected one."""
    st.button(
        "Back to conversation",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=_leave,
        args=(pair.conversation_id,),
    )
    with st.container(key="compared"):
        untrusted(pair.turn.question)
    selected = selection(len(pair.sides))
    columns = st.columns(2, gap="large")
    for number, (column, side) in enumerate(zip(columns, pair.sides, strict=True)):
        is_quoted = side.answer.model == services().answerer.name
        with column:
            show_run(
                side,
                number=number,
                key=f"{key}-{number}",
                selected=selected,
                title=_QUOTES_WORDS if is_quoted else side.answer.model,
            )
            st.button(
                "Keep this answer",
                key=f"keep-{number}",
                icon=":material/check:",
                disabled=side.stage != "ended" or not side.answer.text,
                on_click=_keep,
                args=(pair.conversation_id, number),
            )
    answer = pair.sides[selected.turn].answer
    if answer.hits:
        with st.container(width=_SOURCES_WIDTH_PX):
            show_sources(answer, key=f"{key}-passages", selected=selected)


def _keep(conversation_id: str, number: int) -> None:
    with calm():
        services().side_by_side_runs.keep(conversation_id, side=number)
        clear_selection()


def _leave(conversation_id: str) -> None:
    services().side_by_side_runs.dismiss(conversation_id)
    clear_selection()
