"""Warming up loads what the first question would otherwise wait for."""

from dataclasses import replace

import pytest

from components.services import Services
from tests.pacing import until


@pytest.mark.parametrize("reader", [True, False])
def test_warm_up_loads_the_reader_if_it_is_on(services: Services, reader: bool) -> None:
    services.preference_store.save(replace(services.preferences(), reader=reader))
    services.warm_up()
    until(lambda: (state := services.warming.state()) and not state.running)
    assert ("_session" in vars(services.reader)) is reader
