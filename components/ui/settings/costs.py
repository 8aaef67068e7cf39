"""What chat models were asked and what it cost, by model; and the prices to be changed."""

from dataclasses import replace
from typing import Any

import streamlit as st

from components.chat_models import LOCAL, PROVIDERS
from components.chat_models.prices import AS_OF, PRICES, cost, money, prices_from
from components.errors import FootnoteError
from components.stores.usage import ModelUsage, usage_by_model, usage_mark
from components.ui.shared.notices import notice
from components.ui.shared.state import services

_LABELS = {LOCAL: "This machine", **{each.id: each.label for each in PROVIDERS}}
_ROUND, _GIVEN, _TOUCHED = "prices_round", "prices_given", "prices_touched"


def show_usage() -> None:
    """Draw a row a model, the sum, and the prices."""
    st.subheader("What chat models took")
    found = _usage(usage_mark(services().database))
    if found:
        _show_table(found)
    else:
        st.caption("No answer that is kept was written by a chat model.")
    with st.expander("Prices"):
        _show_prices()


@st.cache_data(max_entries=2, show_spinner=False)
def _usage(mark: tuple[float, ...]) -> tuple[ModelUsage, ...]:  # noqa: ARG001  (a part of the key)
    return usage_by_model(services().database)


def _show_table(found: tuple[ModelUsage, ...]) -> None:
    prices = services().preferences().prices
    paid = [
        None if each.provider == LOCAL else cost(each.usage, each.model, prices) for each in found
    ]
    st.dataframe(
        {
            "Model": [each.model for each in found],
            "Whose": [_LABELS.get(each.provider, each.provider) for each in found],
            "Answers": [each.answers for each in found],
            "Tokens read": [each.usage.tokens_in for each in found],
            "Tokens written": [each.usage.tokens_out for each in found],
            "Cost": [money(each) for each in paid],
        },
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format="localized")
            for name in ("Answers", "Tokens read", "Tokens written")
        },
    )
    known = [each for each in paid if each is not None]
    words = f"In all: {money(sum(known))}" if known else "In all: no price is known"
    if known and len(known) < len(paid):
        words += ", those without a price left out"
    if any(each.usage.estimated for each in found):
        words += ". Some models do not say what they take; their tokens are estimated"
    words += ". Counted over the answers that are kept, not those deleted or tried here."
    st.caption(words.replace("$", "\\$"))


def _show_prices() -> None:
    st.markdown(
        f"US dollars for a million tokens, as the providers listed them in {AS_OF}: check them "
        "with yours, and change what differs; it is kept as you type. In a name, `*` stands for "
        "any letters; a date at the end of a model’s name is passed over."
    )
    saved = services().preferences().prices
    key = f"prices-{st.session_state.setdefault(_ROUND, 0)}"
    # The editor keeps what was changed since it was first drawn: what it is given stays the same.
    given = st.session_state.setdefault(_GIVEN, saved)
    if given != saved and not any(st.session_state.get(key, {}).values()):
        given = st.session_state[_GIVEN] = saved  # changed in another session
    dollars = st.column_config.NumberColumn(
        min_value=0.0, required=True, default=0.0, format="dollar"
    )
    edited = st.data_editor(
        {
            "Model": [each.model for each in given],
            "Read": [float(each.tokens_in) for each in given],
            "Written": [float(each.tokens_out) for each in given],
        },
        num_rows="dynamic",
        hide_index=True,
        column_config={
            "Model": st.column_config.TextColumn(required=True, width="medium"),
            "Read": dollars,
            "Written": dollars,
        },
        key=key,
        on_change=_touch,
    )
    if st.session_state.pop(_TOUCHED, False):
        _save(_rows(edited))
    if st.button(
        "Back to the listed prices", key="default-prices", type="tertiary", disabled=saved == PRICES
    ):
        del st.session_state[_GIVEN]
        st.session_state[_ROUND] += 1
        _save(PRICES)


def _touch() -> None:
    st.session_state[_TOUCHED] = True


def _rows(edited: Any) -> list[dict[str, Any]]:
    columns = zip(edited["Model"], edited["Read"], edited["Written"], strict=True)
    return [
        {"model": model, "tokens_in": tokens_in, "tokens_out": tokens_out}
        for model, tokens_in, tokens_out in columns
    ]


def _save(prices: Any) -> None:
    try:
        kept = prices_from(prices)
        services().preference_store.save(replace(services().preferences(), prices=kept))
    except FootnoteError as error:
        notice(str(error))
    else:
        st.rerun()  # the sums above are other ones now
