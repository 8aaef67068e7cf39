"""The size of passages, by embedder and by collection, and rebuilding."""

import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing import delete, index
from components.pipelines.indexing.embedding import context, passage_room
from components.pipelines.indexing.refreshing import refresh
from components.pipelines.indexing.splitting import USUAL_TOKENS, passage_tokens, splitter_for
from components.services import Services, build
from components.settings import Settings
from components.types import Document, Progress, Upload
from tests.library import add, found

LAMP = "The lamp is lit at dusk and put out at dawn by the keeper on watch. " * 40


def _tokens(services: Services, name: str = "a.txt") -> list[int]:
    row = next(row for row in services.catalogue.documents.rows() if row.name == name)
    texts = [chunk.text for chunk in services.catalogue.chunks.of_document(row.id)]
    return services.embedder.count_tokens(texts)


def test_bundled_embedder_uses_the_default_size(services: Services) -> None:
    assert passage_tokens(services, None) == USUAL_TOKENS == 100
    assert splitter_for(services, None).name == "structure-100"


def test_size_over_the_embedders_limit_is_reduced(services: Services) -> None:
    add(services, ("a.txt", LAMP))
    services.catalogue.collections.set_passage_tokens("documents", 5_000)
    list(refresh(services))
    assert max(_tokens(services)) <= passage_room(services.embedder) < 256


def test_size_of_a_collection_applies_to_later_files(services: Services) -> None:
    add(services, ("a.txt", LAMP))
    add(services, ("other.txt", LAMP), collection="others")
    services.catalogue.collections.set_passage_tokens("documents", 40)
    list(refresh(services))
    add(services, ("b.txt", LAMP))
    assert max(_tokens(services)) <= 40
    assert max(_tokens(services, "b.txt")) <= 40
    assert 40 < max(_tokens(services, "other.txt")) <= 100
    assert list(refresh(services)) == []


def _until(steps: Generator[Progress], number: int) -> None:
    for _ in range(number):
        next(steps)


def test_refresh_includes_documents_added_while_it_runs(services: Services) -> None:
    add(services, ("a.txt", LAMP), ("b.txt", LAMP.replace("lamp", "bell")))
    services.catalogue.collections.set_passage_tokens("documents", 40)
    steps = refresh(services)
    _until(steps, 2)
    delete(services, "b.txt")
    # As by the size that was known when it was split, before it was asked for another.
    services.catalogue.collections.set_passage_tokens("documents", None)
    add(services, ("c.txt", LAMP.replace("lamp", "tide")))
    services.catalogue.collections.set_passage_tokens("documents", 40)
    list(steps)
    assert max(_tokens(services, "c.txt")) <= 40
    assert found(services, "lamp bell tide") == {"a.txt", "c.txt"}
    assert services.vectors.check() == []


def test_refresh_stops_when_the_size_is_changed_back(services: Services) -> None:
    add(services, ("a.txt", LAMP), ("b.txt", LAMP))
    before = services.catalogue.generation
    services.catalogue.collections.set_passage_tokens("documents", 40)
    steps = refresh(services)
    _until(steps, 1)
    services.catalogue.collections.set_passage_tokens("documents", None)
    list(steps)
    assert services.catalogue.generation == before
    assert max(_tokens(services)) > 40


def _wait(services: Services, tokens: int) -> None:
    end = time.monotonic() + 60
    while max(_tokens(services)) > tokens or services.jobs.preparing:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_worker_rebuilds_the_collection_before_the_next_file(services: Services) -> None:
    add(services, ("a.txt", LAMP))
    services.jobs.start()
    services.catalogue.collections.set_passage_tokens("documents", 40)
    services.jobs.refresh()
    services.jobs.submit([Upload(name="b.txt", data=LAMP.encode())], collection="documents")
    _wait(services, 40)
    end = time.monotonic() + 60
    while any(job.status != "done" for job in services.jobs.all()):
        assert time.monotonic() < end
        time.sleep(0.02)
    assert max(_tokens(services, "b.txt")) <= 40


def test_restart_continues_an_interrupted_rebuild(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with build(settings) as services:
        add(services, ("a.txt", LAMP))
        services.catalogue.collections.set_passage_tokens("documents", 40)
    with build(settings) as services:
        services.jobs.start()
        _wait(services, 40)


@pytest.mark.slow
def test_small_embedder_reads_every_passage_completely(small_model: Path, tmp_path: Path) -> None:
    # It reads 32 tokens: passages of 100 would lose all but their beginning.
    settings = Settings(home=tmp_path / "home", embedder=str(small_model))
    with build(settings) as services:
        text = "# The lamp\n\n" + "the lamp tide bell the tide. " * 60
        list(index(services, [Upload(name="the lamp.md", data=text.encode())]))
        (row,) = services.catalogue.documents.rows()
        document = services.catalogue.documents.get(row.id)
        chunks = services.catalogue.chunks.of_document(row.id)
        read = [f"{context(services.embedder, document, each)}\n{each.text}" for each in chunks]
        assert len(read) > 10
        assert max(services.embedder.count_tokens(read)) + 2 <= services.embedder.max_tokens == 32
        assert _says_all(chunks, document)


def _says_all(chunks: tuple[object, ...], document: Document) -> bool:
    said = "".join("".join(each.text.split()) for each in chunks)  # type: ignore[attr-defined]
    return said == "".join(document.text.split())


def test_another_token_limit_makes_other_passages(services: Services) -> None:
    from components.embedders import BundledEmbedder

    class Short(BundledEmbedder):
        max_tokens = 128

    short = Short(cache=services.settings.cache)
    deps: Dependencies = replace(services, embedder=short)
    assert passage_tokens(deps, None) < 128 - 128 // 3
