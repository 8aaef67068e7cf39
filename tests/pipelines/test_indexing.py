from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from components.errors import NotFoundError
from components.pipelines.indexing import delete, index
from components.services import Services, build
from components.settings import Settings
from components.types import Progress, Upload
from tests.library import add, found, reports


def test_index_twice_changes_nothing(services: Services) -> None:
    file = ("a.txt", "The lamp is lit at dusk.")
    (first,) = add(services, file)
    rows, vectors = (
        services.catalogue.documents.rows(),
        services.catalogue.chunks.embeddings("documents"),
    )
    (second,) = add(services, file)
    assert (first.status, second.status) == ("indexed", "unchanged")
    assert services.catalogue.documents.rows() == rows
    assert services.catalogue.chunks.embeddings("documents").chunk_ids == vectors.chunk_ids


def test_new_bytes_under_one_name_replace_the_old(services: Services) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."))
    (report,) = add(services, ("a.txt", "Pastry needs cold butter."))
    assert report.status == "replaced"
    (row,) = services.catalogue.documents.rows()
    assert "Pastry" in services.catalogue.documents.get(row.id).text
    hits = services.retriever.retrieve("lamp at dusk", collection="documents", limit=5)
    assert all("lamp" not in hit.chunk.text for hit in hits)


def test_bad_file_leaves_a_row_with_a_reason_and_the_rest_goes_on(services: Services) -> None:
    uploads = [
        Upload(name="empty.pdf", data=b""),
        Upload(name="picture.png", data=b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
        Upload(name="good.txt", data=b"The lamp is lit at dusk."),
    ]
    result = reports(index(services, uploads))
    assert [each.status for each in result] == ["failed", "failed", "indexed"]
    assert all(each.reason for each in result[:2])
    rows = {row.name: row for row in services.catalogue.documents.rows()}
    assert rows["picture.png"].status == "failed"
    assert rows["picture.png"].reason == result[1].reason
    assert found(services, "lamp") == {"good.txt"}


def test_failed_replacement_keeps_the_old_document(services: Services) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."))
    reports(index(services, [Upload(name="a.txt", data=b"")]))
    assert found(services, "lamp") == {"a.txt"}
    assert {row.status for row in services.catalogue.documents.rows()} == {"ready", "failed"}
    add(services, ("a.txt", "The bell is rung at noon."))
    assert [row.status for row in services.catalogue.documents.rows()] == ["ready"]


def test_equal_bytes_under_two_names_are_two_documents(services: Services) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."), ("b.txt", "The lamp is lit at dusk."))
    delete(services, "a.txt")
    assert found(services, "lamp") == {"b.txt"}


def test_deleted_document_is_gone_from_search_at_once(services: Services) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."), ("b.txt", "The lamp is out."))
    assert found(services, "lamp") == {"a.txt", "b.txt"}
    delete(services, "a.txt")
    assert found(services, "lamp") == {"b.txt"}
    with pytest.raises(NotFoundError):
        delete(services, "a.txt")


def test_search_is_limited_to_the_given_documents(services: Services) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."), ("b.txt", "The lamp is out."))
    rows = {row.name: row.id for row in services.catalogue.documents.rows()}
    assert found(services, "lamp", document_ids=[rows["b.txt"]]) == {"b.txt"}
    assert found(services, "lamp", document_ids=[]) == set()


def test_closed_iterator_leaves_nothing_half_indexed(services: Services) -> None:
    text = "The lamp is lit at dusk and put out at dawn by the keeper on watch.\n\n" * 1_500
    steps = index(services, [Upload(name="long.txt", data=text.encode())])
    for step in steps:
        if isinstance(step, Progress) and step.stage == "embedding" and step.done:
            break
    steps.close()
    assert services.catalogue.documents.rows() == ()
    assert found(services, "lamp") == set()


def test_name_like_a_path_touches_no_file(services: Services, tmp_path: Path) -> None:
    name = "../../etc/<img src=x>\u202e.txt"
    add(services, (name, "The lamp is lit at dusk."))
    assert found(services, "lamp") == {name}
    assert not list(tmp_path.rglob("*img*"))


def test_refresh_rebuilds_after_a_change_of_embedder(tmp_path: Path) -> None:
    from components.embedders import BundledEmbedder
    from components.pipelines.indexing.refreshing import refresh

    with build(Settings(home=tmp_path)) as services:
        add(services, ("a.txt", "The lamp is lit at dusk. " * 60))
        before = services.catalogue.chunks.count("documents")
        services.catalogue.collections.set_passage_tokens("documents", 40)
        steps = list(refresh(services))
        assert {step.stage for step in steps} == {"indexing again, document 1 of 1"}
        assert steps[-1].done < steps[-1].total
        assert list(refresh(services)) == []
        assert services.catalogue.chunks.count("documents") > 2 * before
        vector = services.embedder.encode(["lamp"])[0]
        indexed = services.vectors.query("documents", vector, limit=500)
        assert len(indexed) == services.catalogue.chunks.count("documents")

        class Renamed(BundledEmbedder):
            name = "another"  # type: ignore[assignment]

        other = replace(services, embedder=Renamed(cache=services.settings.cache))
        assert any(step.name == "documents" for step in refresh(other))


NAMES = st.sampled_from(["a.txt", "b.md", "c.txt"])
WORDS = st.sampled_from(["lamp", "tide", "bell", ""])
STEPS = st.lists(st.tuples(st.sampled_from(["index", "delete", "stop"]), NAMES, WORDS), max_size=8)


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_search_shows_exactly_the_ready_documents(
    steps: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the order of indexing, replacing, deleting and stopping half-way."""
    expected: dict[str, str] = {}
    with build(Settings(home=tmp_path_factory.mktemp("home"))) as services:
        for action, name, word in steps:
            if action == "delete":
                if any(row.name == name for row in services.catalogue.documents.rows()):
                    delete(services, name)
                expected.pop(name, None)
                continue
            text = f"Notes on the {word} of the island." if word else ""
            work = index(services, [Upload(name=name, data=text.encode())])
            if action == "stop":
                next(work, None)
                work.close()
            else:
                reports(work)
                if word:
                    expected[name] = text
            shown = {
                hit.document_name: hit.chunk.text
                for hit in services.retriever.retrieve(
                    "notes on the island", collection="documents", limit=10
                )
            }
            assert set(shown) <= set(expected)
            assert set(shown.values()) == set(expected.values())
        indexed = services.catalogue.chunks.embeddings("documents").chunk_ids
        if indexed:
            vector = services.embedder.encode(["island"])[0]
            held = services.vectors.query("documents", vector, limit=50)
            assert {id_ for id_, _ in held} >= set(indexed)
