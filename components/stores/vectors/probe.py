"""Look into an embedded index from a child process: a damaged one can crash whoever opens it.

python -m components.stores.vectors.probe FOLDER
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from components.stores.vectors.connecting import connect, digest

_SAMPLE = 64
"""Vectors that are searched for, to see that the index behind the ids is there."""
_SAME = 1e-3
"""Cosine distance below which a hit counts as the vector itself."""


def probe(folder: Path) -> dict[str, Any] | None:
    """Return the state of each Chroma collection in a folder; None where the index is damaged.

    {"footnote-…": {"digest": "…", "lost": 0.0}}
    """
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
    """Return by collection a digest of the ids, and the share of a sample that is not found."""
    state: dict[str, dict[str, Any]] = {}
    for collection in connect("embedded", folder).list_collections():
        ids = collection.get(include=[])["ids"]
        sample = ids[:: max(1, len(ids) // _SAMPLE)]
        found = 0
        if sample:
            # get() reads the vectors from the index itself, so a lost one shows here or below.
            vectors = np.asarray(collection.get(ids=sample, include=["embeddings"])["embeddings"])
            nearest = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
            found = sum(1 for each in nearest["distances"] or [] if each and abs(each[0]) < _SAME)
        lost = 1 - found / len(sample) if sample else 0.0
        state[collection.name] = {"digest": digest(ids), "lost": lost}
    return state


if __name__ == "__main__":
    print(json.dumps(_inspect(Path(sys.argv[1]))))
