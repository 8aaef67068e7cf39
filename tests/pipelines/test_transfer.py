"""Export a library and import it elsewhere; a hostile export is refused."""

import hashlib
import io
import json
import zipfile
from collections.abc import Generator, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from components.chat_models.prices import Price
from components.errors import ArchiveError, PasswordError
from components.page_images import PageImages
from components.pipelines.indexing import index
from components.pipelines.transfer.exporting import ExportReport
from components.pipelines.transfer.quotes import UNVERIFIED
from components.pipelines.transfer.report import ImportReport
from components.preferences import Preferences
from components.services import Services, build
from components.settings import Settings
from components.stores.tables import turns
from components.types import Answer, Feedback, ModelChoice, Turn, Upload
from tests.bytes_search import files_with
from tests.library import add, ask, found, reports

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "samples" / "annual-report-2024.pdf"
CONVERSATION = "conversations/00000.json"
LAMP = "How far can the new lamp be seen?"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Services]:
    with build(Settings(home=tmp_path / "elsewhere")) as built:
        yield built


def _run(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _export(services: Services, folder: Path) -> Path:
    report: ExportReport = _run(services.export(folder / "export.zip"))
    assert report.path.stat().st_size == report.size
    return report.path


def _import(services: Services, path: Path) -> ImportReport:
    report: ImportReport = _run(services.take_in(path))
    return report


def _index(services: Services, data: bytes) -> None:
    reports(index(services, [Upload(name=REPORT.name, data=data)], collection="documents"))


def _filled(services: Services) -> tuple[str, Answer]:
    """Fill a library with documents and a conversation; returns its id and answer."""
    _index(services, REPORT.read_bytes())
    add(services, ("note.txt", "The bell rings in fog."), ("empty.txt", ""))
    add(services, ("other.md", "# Boats\n\nThe boat sails at noon."), collection="Boats & co")
    answer = ask(services, LAMP)
    assert answer.citations
    id_ = services.conversations.start(LAMP, collection="documents")
    services.conversations.append(id_, Turn(question=LAMP, answer=answer))
    services.conversations.rate(id_, Feedback(good=True, reason="a clear quote"), at=0)
    services.preference_store.save(Preferences(sentences=3))
    return id_, answer


def test_import_into_an_empty_library_restores_everything(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    id_, answer = _filled(services)
    path = _export(services, tmp_path)
    report = _import(elsewhere, path)
    assert (report.documents, report.conversations, report.failed) == (4, 1, [])
    assert report.embedded_anew == 0
    assert report.preferences
    assert elsewhere.preferences() == Preferences(sentences=3)
    for here, there in zip(
        services.catalogue.documents.rows(), elsewhere.catalogue.documents.rows(), strict=True
    ):
        assert here == there
        assert elsewhere.catalogue.documents.original(
            there.sha256
        ) == services.catalogue.documents.original(here.sha256)
        assert elsewhere.catalogue.documents.get(there.id) == services.catalogue.documents.get(
            here.id
        )
        assert elsewhere.catalogue.chunks.of_document(
            there.id
        ) == services.catalogue.chunks.of_document(here.id)
    assert elsewhere.catalogue.collections.all() == services.catalogue.collections.all()
    again = ask(elsewhere, LAMP)
    assert replace(again, seconds=0) == replace(ask(services, LAMP), seconds=0)
    assert elsewhere.conversations.get(id_) == services.conversations.get(id_)
    # A footnote of the old conversation still finds its page.
    citation = answer.citations[0]
    document = elsewhere.catalogue.documents.get(citation.document_id)
    images = PageImages(megabytes=1_500).draw(
        document,
        elsewhere.catalogue.documents.original(document.sha256),
        (citation.start, citation.end),
    )
    assert any(each.boxes for each in images)
    vector = elsewhere.embedder.encode([LAMP])[0]
    assert elsewhere.vectors.query("documents", vector, limit=3)


def test_second_import_changes_nothing(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    _filled(services)
    path = _export(services, tmp_path)
    _import(elsewhere, path)
    before = elsewhere.catalogue.documents.rows()
    report = _import(elsewhere, path)
    assert (report.documents, report.unchanged) == (0, 4)
    assert (report.conversations, report.conversations_unchanged) == (0, 1)
    assert elsewhere.catalogue.documents.rows() == before


def test_import_of_an_older_answer_adds_no_second_conversation(
    services: Services, tmp_path: Path
) -> None:
    id_, answer = _filled(services)
    with services.database.write() as connection:
        stored = json.loads(json.dumps(asdict(answer)))
        for sentence in stored["sentences"]:
            del sentence["short"]
        connection.execute(update(turns).values(answer=stored))
    report = _import(services, _export(services, tmp_path))
    assert (report.conversations, report.conversations_unchanged) == (0, 1)
    kept = services.conversations.get(id_)
    assert kept is not None
    sentences = tuple(replace(each, short=None) for each in answer.sentences)
    assert kept.turns[0].answer == replace(answer, sentences=sentences)


def test_import_keeps_short_answers_and_refuses_an_impossible_span(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    id_, answer = _filled(services)
    first, *others = answer.sentences
    marked = replace(
        answer, sentences=(replace(first, short=(first.start, first.start + 3)), *others)
    )
    services.conversations.replace(id_, Turn(question=LAMP, answer=marked), at=0)
    path = _export(services, tmp_path)
    _import(elsewhere, path)
    assert elsewhere.conversations.get(id_) == services.conversations.get(id_)

    def swap(files: Files) -> Files:
        (name,) = (each for each in files if each.startswith("conversations/"))
        said = json.loads(files[name])
        said["turns"][0]["answer"]["sentences"][0]["short"] = [0, 3, 7]
        return {**files, name: json.dumps(said).encode()}

    elsewhere.conversations.delete(id_)
    report = _import(elsewhere, _changed(path, swap))
    assert report.conversations == 0
    assert any("[0, 3, 7]" in reason for _, reason in report.failed)


def test_import_keeps_a_different_document_of_the_same_name(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    id_, _ = _filled(services)
    _index(elsewhere, REPORT.read_bytes() + b"\n% another edition")
    elsewhere.preference_store.save(Preferences(sentences=1))
    report = _import(elsewhere, _export(services, tmp_path))
    renamed = "annual-report-2024 (imported).pdf"
    assert report.renamed == [(REPORT.name, renamed)]
    assert not report.preferences
    assert elsewhere.preferences().sentences == 1
    assert {REPORT.name, renamed} <= {row.name for row in elsewhere.catalogue.documents.rows()}
    moved = elsewhere.conversations.get(id_)
    assert moved is not None
    (citation, *_) = moved.turns[0].answer.citations
    document = elsewhere.catalogue.documents.get(citation.document_id)
    assert document.name == renamed
    assert document.text[citation.start : citation.end] == citation.quote
    assert citation.chunk_id in {
        each.id for each in elsewhere.catalogue.chunks.of_document(document.id)
    }
    assert _import(elsewhere, _export(services, tmp_path)).documents == 0


def test_import_keeps_a_conversation_that_went_on_differently(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    id_, answer = _filled(services)
    path = _export(services, tmp_path)
    _import(elsewhere, path)
    elsewhere.conversations.append(id_, Turn(question="And then?", answer=answer))
    for expected in (1, 0):
        assert _import(elsewhere, path).conversations == expected
    assert len(elsewhere.conversations.rows(limit=9)) == 2


def test_import_from_another_embedder_computes_new_vectors(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    _filled(services)
    path = _changed(_export(services, tmp_path), _made_by_another)
    report = _import(elsewhere, path)
    assert (report.embedded_anew, report.failed) == (3, [])
    assert found(elsewhere, "bell in fog")
    for here, there in zip(
        services.catalogue.documents.rows(), elsewhere.catalogue.documents.rows(), strict=True
    ):
        assert elsewhere.catalogue.chunks.of_document(
            there.id
        ) == services.catalogue.chunks.of_document(here.id)


def test_import_refuses_bytes_that_do_not_match_their_hash(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    add(services, ("a.txt", "The lamp."))
    services.catalogue.ingest.fail(
        Upload(name="locked.pdf", data=b"%PDF-1.4"),
        document_id="a" * 16,
        sha256="ab" * 32,
        collection="documents",
        error=PasswordError("It is locked."),
    )
    path = _changed(_export(services, tmp_path), lambda files: files)
    ((name, reason),) = _import(elsewhere, path).failed
    assert (name, reason) == ("locked.pdf", "Its bytes do not match the hash in the export.")


# What comes from elsewhere


Files = dict[str, bytes]


def _made_by_another(files: Files) -> Files:
    library = json.loads(files["library.json"])
    for each in library["collections"]:
        each["embedder"] = "another@0"
    return {**files, "library.json": json.dumps(library).encode()}


def _changed(path: Path, change: Any, *, signed: bool = True) -> Path:
    """Write the export with other files, and if `signed` with a manifest that fits them."""
    with zipfile.ZipFile(path) as file:
        files = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    files = change(files)
    manifest = files.pop("manifest", manifest)
    if signed:
        manifest["files"] = {
            name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        }
    target = path.with_name("changed.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in {**files, "manifest.json": json.dumps(manifest).encode()}.items():
            file.writestr(name, data)
    return target


def _edited(name: str, edit: Any) -> Any:
    def change(files: Files) -> Files:
        value = json.loads(files[name])
        edit(value)
        return {**files, name: json.dumps(value).encode()}

    return change


def _set(path: list[Any], value: Any) -> Any:
    def edit(tree: Any) -> None:
        for key in path[:-1]:
            tree = tree[key]
        tree[path[-1]] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (_set(["chunks", 0, "end"], 10**9), "does not lie in its text"),
        (_set(["chunks", 0, "start"], -1), "does not lie in its text"),
        (_set(["pages"], [500, 3]), "ascending order"),
        (_set(["text"], 5), "cannot be used"),
        (_set(["text"], "".join(map(str, range(3_500_000)))), "limits"),
        (_set(["chunks"], []), "at most 0"),
        (_set(["text"], "\ud800"), "cannot be used"),
    ],
)
def test_import_refuses_an_impossible_document_and_adds_the_others(
    services: Services, elsewhere: Services, tmp_path: Path, edit: Any, words: str
) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."), ("b.txt", "The tide turns."))
    path = _changed(_export(services, tmp_path), _edited("documents/00000.json", edit))
    report = _import(elsewhere, path)
    ((name, reason),) = report.failed
    assert name == "a.txt"
    assert words in reason
    assert [row.name for row in elsewhere.catalogue.documents.rows()] == ["b.txt"]


def _raw(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a whole export"),
        (b"PK\x03\x04 nonsense", "not a whole export"),
        (_raw({"a.txt": b"a"}), "no manifest"),
        (_raw({"manifest.json": b"[]", "../../evil": b"a"}), "evil"),
        (_raw({"manifest.json": b"{"}), "manifest.json cannot be used"),
        (_raw({"manifest.json": b"[" * 100_000}), "manifest.json cannot be used"),
        (_raw({"manifest.json": b'{"format": "another", "version": 1}'}), "not an export"),
        (_raw({"manifest.json": b'{"format": "footnote-export", "version": 9}'}), "format 9"),
        (_raw({"manifest.json": b"{}", "library.json": bytes(30_000_000)}), "swell"),
    ],
)
def test_import_of_another_file_says_what_is_wrong(
    elsewhere: Services, tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "given.zip"
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=words):
        _import(elsewhere, path)
    assert not elsewhere.catalogue.documents.rows()


def test_import_refuses_a_changed_file_by_its_hash(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."))

    def swap(files: Files) -> Files:
        (name,) = (each for each in files if each.startswith("originals/"))
        return {**files, name: files[name].replace(b"dusk", b"dawn")}

    path = _changed(_export(services, tmp_path), swap, signed=False)
    ((_, reason),) = _import(elsewhere, path).failed
    assert "damaged" in reason
    assert not elsewhere.catalogue.documents.rows()


def test_import_refuses_a_file_that_the_manifest_does_not_name(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."))
    path = _changed(
        _export(services, tmp_path),
        lambda files: {**files, "documents/00077.json": b"{}"},
        signed=False,
    )
    with pytest.raises(ArchiveError, match="manifest names"):
        _import(elsewhere, path)


def test_import_accepts_a_highly_compressible_document(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    add(services, ("long.csv", "name;value\n" + "lamp;0\n" * 1_900_000))
    path = _export(services, tmp_path)
    assert _import(elsewhere, path).failed == []


def test_stopped_export_leaves_no_file(services: Services) -> None:
    add(services, ("a.txt", "The lamp."), ("b.txt", "The tide."))
    steps = services.export(services.exports / "export.zip")
    next(steps)
    steps.close()
    assert not list(services.exports.iterdir())
    assert not files_with(services.exports, "lamp")


AWAY = ModelChoice(provider="server", model="m", address="http://elsewhere.example/v1")
HERE = ModelChoice(provider="ollama", model="qwen3:4b")
PRICE = Price(model="m", tokens_in=1.5, tokens_out=3)


def test_export_contains_no_chat_model(services: Services, tmp_path: Path) -> None:
    _filled(services)
    services.preference_store.save(Preferences(model=AWAY))
    with zipfile.ZipFile(_export(services, tmp_path)) as file:
        assert "elsewhere.example" not in file.read("library.json").decode()


def test_import_restores_prices_and_ignores_the_chat_model(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    _filled(services)
    services.preference_store.save(Preferences(sentences=3, prices=(PRICE,)))
    # As an export of somebody else may name one.
    path = _changed(
        _export(services, tmp_path),
        _edited("library.json", _set(["preferences", "model"], asdict(AWAY))),
    )
    elsewhere.preference_store.save(Preferences(model=HERE))
    assert _import(elsewhere, path).preferences
    assert elsewhere.preferences() == Preferences(sentences=3, model=HERE, prices=(PRICE,))
    elsewhere.preference_store.forget()
    assert elsewhere.preferences() == Preferences(sentences=3, model=HERE, prices=(PRICE,))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("passages", 10_000),
        ("passages", {"model": "m"}),
        ("reader", "yes"),
        ("prices", [{"model": "m", "tokens_in": -1, "tokens_out": 3}]),
        ("prices", {"model": "m"}),
    ],
)
def test_import_ignores_an_impossible_preference(
    services: Services, elsewhere: Services, tmp_path: Path, name: str, value: object
) -> None:
    services.preference_store.save(Preferences(sentences=3))
    path = _changed(
        _export(services, tmp_path), _edited("library.json", _set(["preferences", name], value))
    )
    _import(elsewhere, path)
    assert elsewhere.preferences() == Preferences(sentences=3)


def test_import_refuses_a_preference_of_another_type(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    services.preference_store.save(Preferences(sentences=3))
    deep = [[{"model": "m"}]]
    path = _changed(
        _export(services, tmp_path), _edited("library.json", _set(["preferences", "prices"], deep))
    )
    with pytest.raises(ArchiveError, match=r"library\.json cannot be used"):
        _import(elsewhere, path)
    assert elsewhere.preferences() == Preferences()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pages", 7),
        ("text", "Forged."),
        ("sha256", "0" * 64),
        ("id", "0" * 16),
        ("size", 2**70),
        ("page_failures", "none"),
        ("status", "pending"),
    ],
)
def test_import_ignores_further_columns_of_a_document(
    services: Services, elsewhere: Services, tmp_path: Path, column: str, value: Any
) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."))
    edit = _set(["documents", 0, "more"], {column: value})
    report = _import(
        elsewhere, _changed(_export(services, tmp_path), _edited("library.json", edit))
    )
    assert report.failed == []
    assert elsewhere.catalogue.documents.rows() == services.catalogue.documents.rows()
    (row,) = elsewhere.catalogue.documents.rows()
    assert elsewhere.catalogue.documents.get(row.id).text == "The lamp is lit at dusk."
    _export(elsewhere, tmp_path)


def test_import_ignores_a_passage_size_that_cannot_be(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."))
    edit = _set(["collections", 0, "more"], {"passage_tokens": -5, "instructions": "x" * 10**6})
    _import(elsewhere, _changed(_export(services, tmp_path), _edited("library.json", edit)))
    (collection,) = elsewhere.catalogue.collections.all()
    assert (collection.passage_tokens, collection.instructions) == (None, "")
    add(elsewhere, ("b.txt", "The tide turns."))


@pytest.mark.parametrize("created", [1e300, -1.0, 1e12])
def test_import_refuses_a_document_of_an_impossible_date(
    services: Services, elsewhere: Services, tmp_path: Path, created: float
) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."), ("b.txt", "The tide turns."))
    edit = _set(["documents", 0, "created"], created)
    report = _import(
        elsewhere, _changed(_export(services, tmp_path), _edited("library.json", edit))
    )
    ((name, reason),) = report.failed
    assert name == "a.txt"
    assert "Its date" in reason
    assert [row.name for row in elsewhere.catalogue.documents.rows()] == ["b.txt"]


@pytest.mark.parametrize("field", ["quote", "document_id"])
def test_import_marks_a_quote_that_is_not_in_the_library(
    services: Services, elsewhere: Services, tmp_path: Path, field: str
) -> None:
    id_, answer = _filled(services)

    def forge(conversation: Any) -> None:
        for citation in conversation["turns"][0]["answer"]["citations"]:
            citation[field] = "FORGED"

    path = _export(services, tmp_path)
    _import(elsewhere, _changed(path, _edited("conversations/00000.json", forge)))
    conversation = elsewhere.conversations.get(id_)
    assert conversation is not None
    cited = [each for each in conversation.turns[0].answer.sentences if each.markers]
    assert cited
    assert {each.note for each in cited} == {UNVERIFIED}
    assert all(not each.note for each in answer.sentences)


def test_import_drops_a_passage_that_differs_from_its_document(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    id_, answer = _filled(services)
    edit = _set(["turns", 0, "answer", "hits", 0, "chunk", "text"], "FORGED")
    _import(elsewhere, _changed(_export(services, tmp_path), _edited(CONVERSATION, edit)))
    conversation = elsewhere.conversations.get(id_)
    assert conversation is not None
    assert conversation.turns[0].answer.hits == answer.hits[1:]


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (["created"], -1.0, "created"),
        (["id"], "../x", "id"),
        (["title"], "x" * 10**6, "title"),
        (["turns", 0, "question"], "x" * (10**6 + 1), "turns.0.question"),
        (["turns", 0, "answer", "seconds"], float("nan"), "turns.0.answer.seconds"),
        (["turns", 0, "answer", "sentences", 0, "end"], 10**9, "A sentence does not lie"),
        (["turns", 0, "answer", "citations", 0, "start"], -3, "impossible span"),
        (["turns", 0, "answer", "citations", 0, "page"], 0, "impossible span or page"),
    ],
)
def test_import_refuses_an_impossible_conversation_by_field(
    services: Services, elsewhere: Services, tmp_path: Path, path: list[Any], value: Any, field: str
) -> None:
    _filled(services)
    edit = _edited(CONVERSATION, _set(path, value))
    report = _import(elsewhere, _changed(_export(services, tmp_path), edit))
    ((name, reason),) = report.failed
    assert name == CONVERSATION
    assert field in reason
    assert elsewhere.conversations.count() == 0


def test_export_shows_one_moment_and_leaves_no_copy(services: Services, tmp_path: Path) -> None:
    add(services, ("a.txt", "The lamp."), ("b.txt", "The tide."))
    steps = services.export(tmp_path / "export.zip")
    next(steps)
    add(services, ("c.txt", "The bell."))
    assert _run(steps).documents == 2
    assert not list(services.exports.iterdir())


def test_web_address_of_a_document_travels_with_an_export(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    page = Upload(name="a.html", data=b"<p>The lamp is lit.</p>", source="https://example.org/a")
    reports(index(services, [page], collection="documents"))
    _import(elsewhere, _export(services, tmp_path))
    (row,) = elsewhere.catalogue.documents.rows()
    assert row.source == "https://example.org/a"


def test_refused_file_keeps_its_row_and_not_its_bytes(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    binary = Upload(name="tool.exe", data=b"MZ\x90\x00" + bytes(range(256)) * 400)
    (report,) = reports(index(services, [binary], collection="documents"))
    assert report.status == "failed"
    (row,) = services.catalogue.documents.rows()
    assert (row.name, row.status, row.has_original) == ("tool.exe", "failed", False)
    assert _import(elsewhere, _export(services, tmp_path)).failed == []
