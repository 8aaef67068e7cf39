"""Two answers side by side: chosen, watched as they are written, and one of them kept."""

from functools import partial

import streamlit as st

from components.background.answer_run import AnswerRun
from components.chat_models import DEFAULT_LOCAL_MODEL, LOCAL
from components.errors import ModelError
from components.evaluation.side_by_side import SideBySide
from components.protocols import Answerer
from components.types import Conversation, ModelChoice, Turn
from components.ui.chat.answer import show_answer
from components.ui.chat.question_box import instructions_for
from components.ui.chat.sources import show_sources
from components.ui.chat.streaming import status, waited
from components.ui.shared.dialogs import dialog, renew
from components.ui.shared.notices import calm
from components.ui.shared.session_model import chosen_model, hindrance, key_for
from components.ui.shared.state import Chosen, chosen, forget_choice, services
from components.ui.shared.text import untrusted

_EVERY = 0.25
"""Seconds between two drawings."""
_SOURCES_WIDTH = 760  # px: lines that can be read
_LONGEST_NAME = 200  # characters of a model's name
_WANTED = "comparison_wanted"
_STANDING, _QUOTATIONS, _MODEL, _OTHER, _LOCAL = "standing", "quotations", "model", "other", "local"


def show_compare(current: Conversation) -> None:
    """A button that opens the choice of what the last answer is compared with."""
    # Kept until it is drawn: an answer may come, and the page be drawn without, in between.
    st.button(
        "Compare with…",
        icon=":material/compare:",
        type="tertiary",
        on_click=_want_choice,
        args=(current.id,),
    )
    if st.session_state.pop(_WANTED, None) == current.id:
        _choose(current)


def _want_choice(conversation_id: str) -> None:
    st.session_state[_WANTED] = conversation_id


@dialog("Compare two answers")
def _choose(current: Conversation) -> None:
    turn, model = current.turns[-1], chosen_model()
    st.caption(
        "Both are made at the same time, from the passages that were found for this question. "
        "Then you keep the better one."
    )
    words = _options(turn, model)
    quoted = turn.answer.writing is None
    likely = _MODEL if quoted and _MODEL in words else _LOCAL if quoted else _QUOTATIONS
    others = [each for each in words if each != _STANDING]
    first = st.selectbox("First answer", list(words), format_func=words.__getitem__)
    first_name = _name(first, "first")
    second = st.selectbox(
        "Second answer", others, index=others.index(likely), format_func=words.__getitem__
    )
    second_name = _name(second, "second")
    if model is None:
        st.caption("Choose a chat model in the settings to have it among these.")
    if st.button("Compare", type="primary"):
        with calm():
            sides = _answerer(first, first_name, model), _answerer(second, second_name, model)
            asked_of = turn.answer.within.collection if turn.answer.within else current.collection
            services().side_by_side_runs.start(
                current.id, sides, instructions=instructions_for(asked_of)
            )
            forget_choice()
            st.rerun()


def _options(turn: Turn, model: ModelChoice | None) -> dict[str, str]:
    """Who can be asked, in words, by what this module calls them."""
    name = "quotations" if turn.answer.writing is None else turn.answer.model
    words = {_STANDING: f"The answer that is there ({name})", _QUOTATIONS: "Quotations"}
    if model:
        words[_MODEL] = model.model
    if model and model.provider != LOCAL:
        words[_OTHER] = "Another model of the same provider"
    if model is None or model.provider != LOCAL:
        words[_LOCAL] = f"{DEFAULT_LOCAL_MODEL}, on this machine"
    return words


def _name(option: str, key: str) -> str:
    if option != _OTHER:
        return ""
    return st.text_input(
        "Its name",
        key=f"compare-{key}",
        max_chars=_LONGEST_NAME,
        placeholder="As its provider or server calls it",
    ).strip()


def _answerer(option: str, name: str, model: ModelChoice | None) -> Answerer | None:
    """Whom the option means; None for the answer that is there. Raises ModelError."""
    if option == _STANDING:
        return None
    if option == _LOCAL:
        choice = ModelChoice(provider=LOCAL, model=DEFAULT_LOCAL_MODEL)
    elif model is None or option == _QUOTATIONS:
        return services().answerer
    elif option == _OTHER:
        choice = ModelChoice(provider=model.provider, model=name, address=model.address)
    else:
        choice = model
    if choice.model and (problem := hindrance(choice)):
        raise ModelError(problem)
    return services().answerer_for(choice, key=key_for(choice))


def show_side_by_side(made: SideBySide, *, key: str) -> None:
    """Draw both answers, beside each other or, on a narrow screen, one below the other, and the
    passages of the one that was looked at last.
    """
    st.button(
        "Back to the conversation",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=_leave,
        args=(made.conversation_id,),
    )
    with st.container(key="compared"):
        untrusted(made.turn.question)
    looked_at = chosen(len(made.sides))
    for number, (column, side) in enumerate(
        zip(st.columns(2, gap="large"), made.sides, strict=True)
    ):
        with column:
            stage = side.stage
            draw = partial(_follow, side, number, f"{key}-{number}", looked_at, stage)
            st.fragment(draw, run_every=None if stage == "ended" else _EVERY)()
            st.button(
                "Keep this one",
                key=f"keep-{number}",
                icon=":material/check:",
                disabled=side.stage != "ended" or not side.answer.text,
                on_click=_keep,
                args=(made.conversation_id, number),
            )
    answer = made.sides[looked_at.turn].answer
    if answer.hits:
        with st.container(width=_SOURCES_WIDTH):
            show_sources(answer, key=f"{key}-passages", chosen=looked_at)


def _follow(side: AnswerRun, number: int, key: str, looked_at: Chosen, stage: str) -> None:
    if side.stage != stage:
        renew()
    answer = side.answer
    show_answer(
        Turn(question=side.request.question, answer=answer),
        number=number,
        key=key,
        chosen=looked_at,
        status=status(side),
        waited=waited(side),
        title="Quotations" if answer.model == services().answerer.name else answer.model,
    )


def _keep(conversation_id: str, number: int) -> None:
    with calm():
        services().side_by_side_runs.keep(conversation_id, side=number)
        forget_choice()


def _leave(conversation_id: str) -> None:
    services().side_by_side_runs.dismiss(conversation_id)
    forget_choice()
