"""A local model fetched from a stand-in for the hub, over the hub's own protocol."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.model_hub import LICENCE, REPOSITORY, at_the_hub, hub

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
# In a process of its own: the hub's library reads its address when it is imported.
_FETCH = """
import json, sys
from components.chat_models import LocalChatModel
from components.errors import ModelError
from components.types import Message

model = LocalChatModel(sys.argv[1])
told = {"here": model.is_here}
try:
    needs = model.needs()
    told |= {"fetch": needs.fetch, "licence": needs.licence}
    steps = list(model.prepare())
    told["stages"] = list(dict.fromkeys(step.stage for step in steps))
    told["most"] = max((step.done for step in steps if step.total), default=0)
    told["after"] = model.is_here
    told["left"] = model.needs().fetch
    told["memory"] = model.memory
    pieces = list(model.stream((Message(role="user", text="How many steps?"),), longest=5))
    told["tokens"] = pieces[-1].usage.tokens_out
except ModelError as error:
    told["error"] = str(error)
print(json.dumps(told))
"""


def _fetch(
    home: Path, address: str, name: str = REPOSITORY, **environment: str
) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", _FETCH, name],
        cwd=ROOT,
        env={**os.environ, **at_the_hub(address, home), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_local_model_is_fetched_once_and_used(chat_model_folder: Path, tmp_path: Path) -> None:
    size = sum(
        path.stat().st_size for path in chat_model_folder.iterdir() if path.name != "README.md"
    )
    with hub(chat_model_folder) as address:
        told = _fetch(tmp_path, address)
        assert told["here"] is False
        assert told["fetch"] == size
        assert told["licence"] == LICENCE
        assert told["stages"] == ["fetching the model", "loading the model"]
        assert told["after"] is True
        assert told["left"] == 0
        assert told["tokens"] == 5
        assert told["memory"] > 10_000
        again = _fetch(tmp_path, address)
        assert again["here"] is True
        assert again["stages"] == ["loading the model"]


def test_unknown_name_is_reported(chat_model_folder: Path, tmp_path: Path) -> None:
    with hub(chat_model_folder) as address:
        assert (
            "has no model 'nobody/nothing'" in _fetch(tmp_path, address, "nobody/nothing")["error"]
        )
        assert "has no model 'a b c'" in _fetch(tmp_path, address, "a b c")["error"]


def test_unreachable_hub_is_reported(tmp_path: Path) -> None:
    assert "cannot be reached" in _fetch(tmp_path, "http://127.0.0.1:9")["error"]


@pytest.mark.parametrize(
    "environment", [{"HF_HUB_OFFLINE": "1"}, {"HF_HUB_OFFLINE": "", "TRANSFORMERS_OFFLINE": "1"}]
)
def test_offline_setting_is_reported(
    chat_model_folder: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    with hub(chat_model_folder) as address:
        told = str(_fetch(tmp_path, address, **environment)["error"])
    assert "set to work offline (HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE)" in told
    assert "cannot be reached" not in told


def test_pickled_weights_are_refused(chat_model_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pickled"
    folder.mkdir()
    for path in chat_model_folder.iterdir():
        name = "pytorch_model.bin" if path.suffix == ".safetensors" else path.name
        (folder / name).write_bytes(path.read_bytes())
    with hub(folder) as address:
        assert "safetensors" in _fetch(tmp_path / "home", address)["error"]
