"""Kill the indexing process twenty times: searches find complete documents only."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from components.services import build
from components.settings import Settings
from tests.library import found

ROOT = Path(__file__).parents[2]
ROUNDS = 20
PARAGRAPHS = 120


@pytest.mark.slow
def test_killed_indexing_leaves_complete_documents_only(tmp_path: Path) -> None:
    files, home = tmp_path / "files", tmp_path / "home"
    files.mkdir()
    for name in "abcdef":
        paragraphs = (
            f"Paragraph {at} of {name} tells of the island. " * 12 for at in range(PARAGRAPHS)
        )
        (files / f"{name}.txt").write_text("\n\n".join(paragraphs))
    whole: dict[str, int] = {}
    chance = random.Random(7)
    interrupted = 0
    for _ in range(ROUNDS):
        if len(whole) == 6:  # change one, so that the next round replaces it
            victim = files / f"{chance.choice('abcdef')}.txt"
            victim.write_text(victim.read_text() + f"\n\nAdded at {time.time()}.")
        run = _index(files, home)
        try:
            run.wait(timeout=chance.uniform(0.4, 3.5))
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
            interrupted += 1
        with build(Settings(home=home)) as services:
            rows = services.catalogue.documents.rows()
            assert all(row.status == "ready" for row in rows)
            for row in rows:
                document = services.catalogue.documents.get(row.id)
                chunks = services.catalogue.chunks.of_document(row.id)
                assert len(chunks) == row.chunks >= whole.get(row.name, 1)
                assert chunks[-1].text.endswith(document.text.rstrip()[-10:])
                assert all(chunk.text == document.text[chunk.start : chunk.end] for chunk in chunks)
                whole[row.name] = row.chunks
            names = {row.name for row in rows}
            assert set(whole) <= names
            assert found(services, "the island") <= names
    assert interrupted >= ROUNDS // 3
    assert _index(files, home).wait() == 0
    code = (
        "from pathlib import Path; from components.services import build; "
        "from components.settings import Settings\n"
        f"with build(Settings(home=Path({str(home)!r}))) as services:\n"
        "    services.vectors.check()\n"
        "    ids = services.catalogue.chunks.embeddings('documents').chunk_ids\n"
        "    vector = services.embedder.encode(['the island'])[0]\n"
        "    held = services.vectors.query('documents', vector, limit=5000)\n"
        "    assert {id for id, _ in held} == set(ids), (len(held), len(ids))\n"
        "    print(len({row.name for row in services.catalogue.documents.rows()}))\n"
    )
    check = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert check.stdout.strip() == "6", check.stderr


def _index(files: Path, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "components", "index", str(files)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(Path.home()), "FOOTNOTE_HOME": str(home)},
    )
