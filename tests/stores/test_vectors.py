"""The vector index in Chroma, embedded, damaged, and on a real server."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from components.errors import StoreError
from components.pipelines.indexing import delete
from components.retrievers import DenseRetriever
from components.services import Services, build
from components.settings import Settings
from components.stores.vectors.connecting import chroma_name
from tests.library import add

FILES = [
    (f"{name}.txt", f"{name.title()} notes. " + f"All about the {name} and its use. " * 40)
    for name in ("lamp", "tide", "bell", "gull", "rope", "boat")
]


def _nearest(services: Services, question: str) -> list[str]:
    """Documents by way of Chroma, however few the chunks."""
    dense = DenseRetriever(
        catalogue=services.catalogue,
        vectors=services.vectors,
        embedder_named=lambda _: services.embedder,
        exact_up_to=0,
    )
    hits = dense.retrieve(question, collection="documents", limit=3)
    return [hit.document_name for hit in hits]


def _exact(services: Services, question: str) -> list[str]:
    dense = DenseRetriever(
        catalogue=services.catalogue,
        vectors=services.vectors,
        embedder_named=lambda _: services.embedder,
    )
    hits = dense.retrieve(question, collection="documents", limit=3)
    return [hit.document_name for hit in hits]


def test_index_agrees_with_exact_search(services: Services) -> None:
    add(services, *FILES)
    for name, _ in FILES:
        question = f"about the {name.removesuffix('.txt')}"
        assert _nearest(services, question)[0] == _exact(services, question)[0] == name


def test_index_of_another_embedder_is_rebuilt(
    tmp_path: Path,
) -> None:
    """A process that ends after the catalogue had the new vectors, and before the index had."""
    settings = Settings(home=tmp_path)
    with build(settings) as services:
        add(services, *FILES[:3])
        chunks = len(services.catalogue.chunks.vector_ids("documents"))
        known = services.catalogue.collections.get("documents")
        assert known is not None
        services.catalogue.collections.put(replace(known, embedder="another@1"))
    with build(settings) as services:
        assert services.vectors.check() == [f"{chunks} vectors of 'documents' repaired"]
    with build(settings) as services:
        assert services.vectors.check() == []


def test_index_has_no_replaced_or_deleted_chunks(services: Services) -> None:
    add(services, *FILES[:2])
    add(services, (FILES[0][0], "Quite another text about pastry and flour."))
    assert (
        "pastry"
        in services.catalogue.chunks.of_document(services.catalogue.documents.rows()[0].id)[0].text
    )
    delete(services, FILES[1][0])
    vector = services.embedder.encode(["tide"])[0]
    left = services.vectors.query("documents", vector, limit=50)
    assert [id_ for id_, _ in left] == list(
        services.catalogue.chunks.embeddings("documents").chunk_ids
    )


def test_filtered_search_of_a_large_collection_is_exact(services: Services) -> None:
    add(services, *FILES[:3])
    rows = {row.name: row.id for row in services.catalogue.documents.rows()}
    vector = services.embedder.encode(["lamp"])[0]
    nearest = partial(services.catalogue.chunks.nearest, vector, collection="documents", limit=5)
    only = nearest(document_ids=[rows["bell.txt"]])
    assert only
    assert all(id_.startswith(rows["bell.txt"]) for id_, _ in only)
    assert nearest(document_ids=[]) == []
    everywhere = nearest(document_ids=list(rows.values()))
    by_index = services.vectors.query("documents", vector, limit=5)
    assert [id_ for id_, _ in everywhere] == [id_ for id_, _ in by_index]


def test_equal_chunks_share_one_vector_and_are_all_found(services: Services) -> None:
    add(services, ("a.txt", "The lamp is lit."), ("b.txt", "The tide turns."))
    (first,) = services.catalogue.documents.rows(name="a.txt")
    (chunk,) = services.catalogue.chunks.of_document(first.id)
    copies = [
        replace(chunk, id=f"{first.id}-copy-{number}", start=number, end=number + 16)
        for number in range(3_000)
    ]
    vectors = np.repeat(services.embedder.encode(["The lamp is lit."]), len(copies), axis=0)
    services.catalogue.ingest.put_chunks("a", copies, vectors)
    services.vectors.upsert("documents", vectors)
    assert len(services.catalogue.chunks.vector_ids("documents")) == 3
    hits = services.vectors.query("documents", vectors[0], limit=4_000)
    assert len(hits) == 3_002
    assert len({chunk_id for chunk_id, _ in hits}) == 3_002
    delete(services, "b.txt")
    assert len(services.vectors.query("documents", vectors[0], limit=4_000)) == 3_001


def test_repetitive_text_does_not_rebuild_the_index_at_each_start(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with build(settings) as services:
        add(services, ("same.txt", "\n\n".join(["The lamp is lit at dusk. " * 12] * 400)), *FILES)
        services.vectors.check()
    with build(settings) as services:
        assert services.vectors.check() == []


def test_shared_vector_stays_until_its_last_chunk_is_deleted(services: Services) -> None:
    text = "The lamp is lit at dusk."
    add(services, ("a/lamp.txt", text), ("b/lamp.txt", text))
    vector = services.embedder.encode([text])[0]
    delete(services, "a/lamp.txt")
    assert len(services.vectors.query("documents", vector, limit=5)) == 1
    delete(services, "b/lamp.txt")
    assert services.vectors.query("documents", vector, limit=5) == []


@pytest.mark.parametrize("at", ["start", "upsert"])
@pytest.mark.parametrize("name", ["length.bin", "data_level0.bin"])
def test_memory_past_the_last_vector_in_the_index_is_overwritten(
    tmp_path: Path, name: str, at: str
) -> None:
    """Chroma writes there what the process had in memory, which may have been a key."""
    settings = Settings(home=tmp_path)
    with build(settings) as services:
        add(services, *FILES)
    (file,) = tmp_path.glob(f"chroma/*/{name}")
    size = file.stat().st_size
    with build(settings) as services:
        if at == "start":
            file.write_bytes(b"k" * size)
            services.vectors.check()
        else:
            services.vectors.check()
            file.write_bytes(b"k" * size)
            add(services, ("oar.txt", "An oar is made of ash."))
        assert file.read_bytes() == bytes(size)
        assert _nearest(services, "about the rope")[0] == "rope.txt"


def _damage_vectors(folder: Path) -> None:
    for file in folder.glob("chroma/*/data_level0.bin"):
        file.write_bytes(b"\xff" * file.stat().st_size)


def _lose_segments(folder: Path) -> None:
    for segment in (folder / "chroma").iterdir():
        if segment.is_dir():
            shutil.rmtree(segment)


def _lose_everything(folder: Path) -> None:
    shutil.rmtree(folder / "chroma")


def _damage_database(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 1_000)


@pytest.fixture(scope="module")
def many_documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Index 420 passages in a child process, which closes Chroma's files when it ends."""
    home = tmp_path_factory.mktemp("many")
    code = (
        "import sys; from pathlib import Path; from components.services import build; "
        "from components.settings import Settings; from tests.library import add; "
        "from tests.stores.test_vectors import FILES\n"
        f"with build(Settings(home=Path({str(home)!r}))) as services: "
        "add(services, *[(name, '\\n\\n'.join(f'{at}. {text[:330]}' for at in range(70))) "
        "for name, text in FILES])"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
    return home


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage", [_damage_vectors, _lose_segments, _lose_everything, _damage_database]
)
def test_damaged_index_is_rebuilt_at_start(
    damage: Callable[[Path], None], many_documents: Path, tmp_path: Path
) -> None:
    shutil.copytree(many_documents, tmp_path, dirs_exist_ok=True)
    damage(tmp_path)
    with build(Settings(home=tmp_path)) as services:
        services.vectors.check()
        vector = services.embedder.encode(["about the boat"])[0]
        everything = services.vectors.query("documents", vector, limit=2_000)
        assert len(everything) == services.catalogue.chunks.count("documents") > 360
        assert _nearest(services, "about the boat")[0].endswith("boat.txt")


def test_outdated_index_is_repaired(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with build(settings) as services:
        add(services, *FILES)
        ids = services.catalogue.chunks.vector_ids("documents")
        with services.vectors._opened() as client:  # type: ignore[attr-defined]
            client.get_collection(chroma_name("documents")).delete(ids=sorted(ids)[:5])
    with build(settings) as services:
        assert services.vectors.check() == ["5 vectors of 'documents' repaired"]
        assert services.vectors.check() == []


@pytest.fixture(scope="module")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`chroma run` on a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    program = Path(sys.executable).with_name("chroma")
    server = subprocess.Popen(
        [program, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


@pytest.mark.slow
def test_chroma_server_stores_and_finds_vectors(chroma_server: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, chroma=chroma_server)
    with build(settings) as services:
        add(services, *FILES)
        assert _nearest(services, "about the rope")[0] == "rope.txt"
        delete(services, "rope.txt")
        assert "rope.txt" not in _nearest(services, "about the rope")
    assert not (tmp_path / "chroma").exists()
    # Another catalogue on the same server: what it does not know is removed, what it has is put.
    with build(replace(settings, home=tmp_path / "second")) as services:
        add(services, *FILES[:2])
        assert set(_nearest(services, "anything")) <= {"lamp.txt", "tide.txt"}


def test_unreachable_chroma_server_is_reported(tmp_path: Path) -> None:
    with (
        build(Settings(home=tmp_path, chroma="http://127.0.0.1:9")) as services,
        pytest.raises(StoreError, match="FOOTNOTE_CHROMA"),
    ):
        services.vectors.check()
