"""Chat models' token usage and cost, and the prices behind it."""

from dataclasses import replace
from typing import Any

import streamlit as st

from components.chat_models import LOCAL, PROVIDERS
from components.chat_models.prices import AS_OF, PRICES, cost, money, prices_from
from components.stores.usage import ModelUsage, usage_by_model, usage_mark
from components.ui.shared.notices import calm
from components.ui.shared.state import services

_PROVIDERS = {LOCAL: "This machine", **{each.id: each.label for each in PROVIDERS}}


def show_costs() -> None:
    """Draw a row for each model, the total, and the prices to edit."""
    st.subheader("Usage and cost")
    if usage := _usage(usage_mark(services().database)):
        _show_usage(usage)
    else:
        st.caption("No answer in your conversations was written by a chat model yet.")
    with st.expander("Prices"):
        _show_prices()


@st.cache_data(max_entries=2, show_spinner=False)
def _usage(mark: tuple[float, ...]) -> tuple[ModelUsage, ...]:  # noqa: ARG001  (a cache key)
    return usage_by_model(services().database)


def _show_usage(models: tuple[ModelUsage, ...]) -> None:
    prices = services().preferences().prices
    costs = [
        None if each.provider == LOCAL else cost(each.usage, each.model, prices) for each in models
    ]
    st.dataframe(
        {
            "Model": [each.model for each in models],
            "Provider": [_PROVIDERS.get(each.provider, each.provider) for each in models],
            "Answers": [each.answers for each in models],
            "Input tokens": [each.usage.tokens_in for each in models],
            "Output tokens": [each.usage.tokens_out for each in models],
            "Cost": [money(each) for each in costs],
        },
        hide_index=True,
        column_config=dict.fromkeys(
            ("Answers", "Input tokens", "Output tokens"),
            st.column_config.NumberColumn(format="localized"),
        ),
    )
    priced = [each for each in costs if each is not None]
    words = f"Total: {money(sum(priced))}" if priced else "Total: no price set"
    if priced and len(priced) < len(costs):
        words += ", without the models that have no price"
    if any(each.usage.estimated for each in models):
        words += ". Token counts that a provider does not report are estimated"
    words += ". Deleted answers and connection tests are not counted."
    st.caption(words.replace("$", "\\$"))


def _show_prices() -> None:
    st.markdown(
        f"US dollars per million tokens, as listed by the providers in {AS_OF}. Check them with "
        "your provider and edit what differs. In a name, `*` matches any characters; a date at "
        "the end of a model’s name is ignored."
    )
    saved = services().preferences().prices
    dollars = st.column_config.NumberColumn(
        min_value=0.0, required=True, default=0.0, format="dollar"
    )
    table = {
        "Model": [each.model for each in saved],
        "Input": [float(each.tokens_in) for each in saved],
        "Output": [float(each.tokens_out) for each in saved],
    }
    edited = st.data_editor(
        table,
        num_rows="dynamic",
        hide_index=True,
        column_config={
            "Model": st.column_config.TextColumn(required=True, width="medium"),
            "Input": dollars,
            "Output": dollars,
        },
        key=f"prices-{hash(saved)}",  # an editor holds its edits until its key changes
    )
    changed = _rows(edited) != _rows(table)
    with st.container(horizontal=True):
        if st.button("Save prices", type="primary", disabled=not changed):
            _save(_rows(edited))
        if st.button("Reset to list prices", type="tertiary", disabled=saved == PRICES):
            _save(PRICES)


def _rows(edited: Any) -> list[dict[str, Any]]:
    columns = zip(edited["Model"], edited["Input"], edited["Output"], strict=True)
    return [dict(zip(("model", "tokens_in", "tokens_out"), row, strict=True)) for row in columns]


def _save(prices: Any) -> None:
    with calm():
        changed = replace(services().preferences(), prices=prices_from(prices))
        services().preference_store.save(changed)
        st.rerun()
