"""What the first question would wait for is loaded before it."""

import threading
from dataclasses import replace

import pytest

from components.services import Services


@pytest.mark.parametrize("reader", [True, False])
def test_the_reader_is_loaded_where_it_is_used(services: Services, reader: bool) -> None:
    services.preference_store.save(replace(services.preferences(), reader=reader))
    services.warm_up()
    for thread in threading.enumerate():
        if "warming up" in thread.name:
            thread.join(timeout=30)
    assert ("_session" in vars(services.reader)) is reader
