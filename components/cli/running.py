"""The long-running commands serve and train."""

import argparse
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from components.cli.asking import answerer_named
from components.cli.printing import DONE, note, print_result, refresh_stale
from components.errors import SettingsError
from components.services import Services, build
from components.training.reader_training import train_reader
from components.types import Progress

WHO_MAY_ASK = (
    "FOOTNOTE_TOKEN is what clients must send as their API key; it must be set to serve any "
    "address but this machine's own."
)


def serve(services: Services, given: argparse.Namespace) -> int:
    """Serve the OpenAI-compatible interface until it is stopped. Raises SettingsError."""
    import uvicorn

    from components.api import build_application, is_loopback

    token = services.settings.token
    if not token and not is_loopback(given.host):
        raise SettingsError(f"{given.host} can be reached from other machines. {WHO_MAY_ASK}")
    refresh_stale(services)
    answerer = answerer_named(services)
    application = build_application(services, token=token, answerer=lambda: answerer)
    print(f"http://{given.host}:{given.port}/v1", flush=True)
    uvicorn.run(application, host=given.host, port=given.port, log_level="warning")
    return DONE


def train(services: Services, given: argparse.Namespace) -> int:
    """Train a model in a temporary library."""
    with (
        TemporaryDirectory() as home,
        build(replace(services.settings, home=Path(home))) as apart,
    ):
        # What it is to tell apart is what the search mistakes without it.
        without = apart.under(replace(apart.preferences(), reader=False))
        for item in train_reader(
            without, given.files, given.out, limit=given.most, epochs=given.epochs, seed=given.seed
        ):
            if isinstance(item, Progress):
                note(item)
            else:
                text = f"step {item.number} of {item.total}: loss {item.loss:.3f}"
                print_result(asdict(item), text, as_json=given.json)
    return DONE
