"""What an embedded index holds, found out by a child: a damaged one can end whoever opens it.

python -m components.stores.vectors.probe FOLDER
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from components.stores.vectors.connecting import digest

_SAMPLE = 64
"""Vectors asked for themselves, to see that the index behind the ids is there."""


def probe(folder: Path) -> dict[str, Any] | None:
    """What a child finds in the embedded index, by collection; None where it is damaged."""
    if not folder.exists():
        return {}
    run = subprocess.run(
        [sys.executable, "-m", "components.stores.vectors.probe", str(folder)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        check=False,
    )
    try:
        state = json.loads(run.stdout.splitlines()[-1]) if run.returncode == 0 else None
    except (ValueError, IndexError):
        return None
    return state if isinstance(state, dict) else None


def _inspect(folder: Path) -> dict[str, dict[str, Any]]:
    """By collection: a digest of the ids, and how many of a sample are not their own nearest."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    client = chromadb.PersistentClient(
        str(folder), settings=ChromaSettings(anonymized_telemetry=False)
    )
    state: dict[str, dict[str, Any]] = {}
    for collection in client.list_collections():
        ids = collection.get(include=[])["ids"]
        sample = ids[:: max(1, len(ids) // _SAMPLE)]
        lost = 0
        if sample:
            # get() reads the vectors from the index itself, so a lost one shows here or below.
            kept = collection.get(ids=sample, include=["embeddings"])
            vectors = np.asarray(kept["embeddings"])
            nearest = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
            lost = len(sample) - len(kept["ids"])
            lost += sum(
                1 for found in nearest["distances"] or [] if not found or abs(found[0]) > 1e-3
            )
        state[collection.name] = {"digest": digest(ids), "lost": lost}
    return state


if __name__ == "__main__":
    print(json.dumps(_inspect(Path(sys.argv[1]))))
