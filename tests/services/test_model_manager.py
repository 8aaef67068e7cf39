"""Models of the catalog, from download to deletion, with a stand-in for the hub on loopback."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.model_hub import Repository, hub
from tests.tiny_retrievers import tiny_cross_encoder, tiny_embedder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EMBEDDER, RERANKER = "intfloat/multilingual-e5-small", "cross-encoder/ms-marco-MiniLM-L6-v2"
# In a process of its own: the hub's library reads its address when it is imported.
_RUN = """
import json, sys
from pathlib import Path
from components.model_hub.catalog import find_offer
from components.pipelines.indexing.refreshing import refresh
from components.services import build
from components.settings import Settings

told = []
with build(Settings.from_env()) as services:
    models = services.model_manager

    def status(model):
        (found,) = (each for each in models.statuses() if each.offer.model == model)
        return found

    def begin(model, folder=None):
        models.begin(
            find_offer(model),
            collection="documents",
            folder=Path(folder) if folder else None,
        )
        models.task._thread.join()
        return models.task.state().error

    for action, *given in json.loads(sys.argv[1]):
        if action == "fetch":
            told.append(begin(given[0]))
        elif action == "copy":
            told.append(begin(*given))
        elif action == "use":
            told.append(models.use(find_offer(given[0])))
        elif action == "delete":
            told.append(models.delete(find_offer(given[0])))
        elif action == "refresh":
            told.append([step.stage for step in refresh(services)])
        elif action == "reachable":
            from components.model_hub import client as hub
            told.append(hub.is_reachable())
        elif action == "finds":
            found = services.retriever.rankings(given[0], collection="documents", limit=3)
            told.append({scale: len(hits) for scale, hits in found.items()})
        elif action == "state":
            each = status(given[0])
            reranker = services.reranker()
            told.append(
                {
                    "complete": each.record is not None,
                    "disk_bytes": each.disk_bytes,
                    "in_use": each.in_use,
                    "is_missing": each.is_missing,
                    "outcome": each.comparison and each.comparison.outcome,
                    "questions": each.comparison and each.comparison.questions,
                    "embedder": services.embedder.name,
                    "of_collection": services.catalogue.collections.get("documents").embedder,
                    "reranker": reranker and reranker.name,
                    "troubles": models.troubles,
                }
            )
print(json.dumps(told))
"""


class Life:
    """A data folder with the samples, and processes that use it one after the other."""

    def __init__(self, home: Path, samples: Path) -> None:
        self.home = home
        shutil.copytree(samples, home / "home")

    def run(self, *actions: Sequence[str], address: str = "http://127.0.0.1:9") -> list[Any]:
        """Run the actions in a process of its own; return the result of each."""
        environment = {
            **os.environ,
            "FOOTNOTE_HOME": str(self.home / "home"),
            "HF_HOME": str(self.home / "hf"),
            "HF_ENDPOINT": address,
            "HF_HUB_OFFLINE": "0",
        }
        done = subprocess.run(
            [sys.executable, "-c", _RUN, json.dumps(actions)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told: list[Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    def folder(self, model: str) -> Path:
        """Return the folder of the model's files."""
        return self.home / "home" / "models" / model.replace("/", "--")


@pytest.fixture
def life(tmp_path: Path, indexed_samples: Path) -> Life:
    return Life(tmp_path, indexed_samples)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder that holds an embedder and a reranker."""
    folder = tmp_path_factory.mktemp("weights")
    tiny_embedder(folder / "embedder")
    tiny_cross_encoder(folder / "reranker")
    return folder


def _served(weights: Path, **more: Any) -> dict[str, Repository]:
    return {
        EMBEDDER: Repository(folder=weights / "embedder", licence="mit", **more),
        RERANKER: Repository(folder=weights / "reranker", licence="apache-2.0", **more),
    }


def test_embedder_is_fetched_measured_used_and_deleted(life: Life, weights: Path) -> None:
    with hub(_served(weights)) as address:
        answers, error, fetched, _, stale, before, steps, kept = life.run(
            ("reachable",),
            ("fetch", EMBEDDER),
            ("state", EMBEDDER),
            ("use", EMBEDDER),
            ("state", EMBEDDER),
            ("finds", "How far can the new lamp be seen?"),
            ("refresh",),
            ("state", EMBEDDER),
            address=address,
        )
    assert answers is True
    assert error == ""
    assert fetched["complete"]
    assert not fetched["in_use"]
    assert fetched["questions"] >= 10
    # Random weights find by chance alone.
    assert fetched["outcome"] in ("worse", "same")
    assert fetched["embedder"] == fetched["of_collection"]
    assert not (life.folder(EMBEDDER) / "README.md").exists()
    # Collections embedded before are still searched by meaning until they are re-embedded.
    assert stale["in_use"]
    assert stale["embedder"].startswith("multilingual-e5-small@")
    assert stale["of_collection"] == fetched["embedder"]
    assert before == {"bm25": 3, "cosine": 3}
    assert any("indexing again" in step for step in steps)
    assert kept["of_collection"] == kept["embedder"] == stale["embedder"]
    # Another process uses the model without the hub.
    again, found, freed, dropped, rebuilt, after = life.run(
        ("state", EMBEDDER),
        ("finds", "How far can the new lamp be seen?"),
        ("delete", EMBEDDER),
        ("finds", "How far can the new lamp be seen?"),
        ("refresh",),
        ("state", EMBEDDER),
    )
    assert again["embedder"] == again["of_collection"] == kept["embedder"]
    assert again["outcome"] == fetched["outcome"]
    assert found == dropped == {"bm25": 3, "cosine": 3}
    assert freed == again["disk_bytes"] > 10_000
    assert rebuilt
    assert after["of_collection"] == after["embedder"] == fetched["embedder"]
    assert after["disk_bytes"] == 0
    assert not after["in_use"]
    assert after["outcome"] is None


def test_reranker_is_used_after_a_restart_and_reported_when_its_files_are_gone(
    life: Life, weights: Path
) -> None:
    with hub(_served(weights)) as address:
        error, _, kept = life.run(
            ("fetch", RERANKER),
            ("use", RERANKER),
            ("state", RERANKER),
            address=address,
        )
    assert error == ""
    assert kept["outcome"] in ("worse", "same")
    assert kept["reranker"].startswith("ms-marco-MiniLM-L6-v2@")
    (again,) = life.run(("state", RERANKER))
    assert again["reranker"] == kept["reranker"]
    assert again["troubles"] == []
    shutil.rmtree(life.folder(RERANKER))
    (gone,) = life.run(("state", RERANKER))
    assert gone["is_missing"]
    assert gone["reranker"] == "Footnote’s reader"
    assert "files of it are missing" in gone["troubles"][0]
    assert "Download it again" in gone["troubles"][0]


def test_embedder_with_damaged_weights_falls_back_to_the_default(life: Life, weights: Path) -> None:
    with hub(_served(weights)) as address:
        life.run(
            ("fetch", EMBEDDER),
            ("use", EMBEDDER),
            ("refresh",),
            address=address,
        )
    path = life.folder(EMBEDDER) / "model.safetensors"
    path.write_bytes(b"\xff" * path.stat().st_size)
    _, state, found = life.run(
        ("refresh",), ("state", EMBEDDER), ("finds", "How far can the new lamp be seen?")
    )
    assert state["embedder"].startswith("all-MiniLM-L6-v2")
    assert state["of_collection"] == state["embedder"]
    assert "could not be loaded" in state["troubles"][0]
    assert found["cosine"] > 0


def test_file_whose_hash_differs_from_the_hub_is_refused(life: Life, weights: Path) -> None:
    damaged = frozenset(["model.safetensors"])
    with hub(_served(weights, damaged=damaged)) as address:
        (error,) = life.run(("fetch", EMBEDDER), address=address)
    assert "did not come as the model hub states" in error
    assert not (life.folder(EMBEDDER) / "model.safetensors").exists()


def test_model_under_another_licence_is_refused(life: Life, weights: Path) -> None:
    served = {EMBEDDER: Repository(folder=weights / "embedder", licence="cc-by-nc-4.0")}
    with hub(served) as address:
        error, unknown = life.run(("fetch", EMBEDDER), ("fetch", RERANKER), address=address)
    assert "'cc-by-nc-4.0'" in error
    assert "Nothing was fetched" in error
    assert "has no model" in unknown
    assert not life.folder(EMBEDDER).exists()


def test_model_that_could_run_code_is_refused(life: Life, weights: Path, tmp_path: Path) -> None:
    pickled = tmp_path / "pickled"
    shutil.copytree(weights / "reranker", pickled)
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")
    custom = tmp_path / "custom"
    shutil.copytree(weights / "embedder", custom)
    modules = json.loads((custom / "modules.json").read_text())
    modules[1]["type"] = "shutil.rmtree"
    (custom / "modules.json").write_text(json.dumps(modules))
    served = {
        RERANKER: Repository(folder=pickled, licence="apache-2.0"),
        EMBEDDER: Repository(folder=custom, licence="mit"),
    }
    with hub(served) as address:
        of_hub, code, of_folder = life.run(
            ("fetch", RERANKER),
            ("fetch", EMBEDDER),
            ("copy", RERANKER, str(pickled)),
            address=address,
        )
    assert "pickled ones could run code" in of_hub
    assert "needs code of its own (shutil.rmtree)" in code
    assert "pickled ones could run code" in of_folder


def test_folder_serves_where_the_hub_is_unreachable(
    life: Life, weights: Path, tmp_path: Path
) -> None:
    classes = tiny_cross_encoder(tmp_path / "classes", labels=2)
    answers, away, nothing, wrong, error, in_place = life.run(
        ("reachable",),
        ("fetch", RERANKER),
        ("copy", RERANKER, str(tmp_path / "nothing")),
        ("copy", RERANKER, str(classes)),
        ("copy", RERANKER, str(weights / "reranker")),
        ("copy", RERANKER, str(life.folder(RERANKER))),
    )
    assert answers is False
    assert "cannot be reached" in away
    assert "is no folder" in nothing
    assert "2 classes" in wrong
    assert "Its files were deleted" in wrong
    assert error == in_place == ""
    assert (weights / "reranker" / "model.safetensors").exists()
    assert (life.folder(RERANKER) / "model.safetensors").exists()
