import json
import sqlite3
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from components.errors import NotFoundError, StoreError
from components.stores import Catalogue, ConversationStore, Database, Eraser
from components.stores.conversations import answer_from
from components.stores.tables import vector_id
from components.types import Answer, ConversationRow, Feedback, Scope, Sentence, Turn

OLD_TABLES = """
    CREATE TABLE collections (name TEXT NOT NULL PRIMARY KEY, embedder TEXT NOT NULL,
      dimension INTEGER NOT NULL, splitter TEXT NOT NULL);
    CREATE TABLE jobs (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL,
  name TEXT NOT NULL, sha256 TEXT NOT NULL, locked BOOLEAN NOT NULL, status TEXT NOT NULL,
  result JSON, created FLOAT NOT NULL);
    CREATE TABLE documents (id TEXT NOT NULL PRIMARY KEY, collection TEXT NOT NULL,
  name TEXT NOT NULL, media_type TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
  pages JSON NOT NULL, page_failures JSON NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
  locked BOOLEAN NOT NULL, created FLOAT NOT NULL, text TEXT NOT NULL);
    CREATE TABLE chunks (number INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE, page INTEGER,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, title TEXT NOT NULL,
  heading TEXT NOT NULL, embedding BLOB NOT NULL);
    INSERT INTO documents VALUES ('d1', 'documents', 'a.txt', 'text/plain', 's1', 5, '[]', '[]',
      'ready', '', 0, 1.0, 'Wren.');
    INSERT INTO chunks VALUES (1, 'd1-0-5', 'd1', NULL, 0, 5, 'Wren.', 'a', '', x'003C0000');
    CREATE TABLE kept_answers (key TEXT NOT NULL PRIMARY KEY, answer JSON NOT NULL,
  written FLOAT NOT NULL, used FLOAT NOT NULL);
    CREATE TABLE kept_answer_documents (key TEXT NOT NULL
  REFERENCES kept_answers (key) ON DELETE CASCADE, document_id TEXT NOT NULL
  REFERENCES documents (id) ON DELETE CASCADE, PRIMARY KEY (key, document_id));
    CREATE TRIGGER kept_answer_documents_deleted AFTER DELETE ON kept_answer_documents BEGIN
      DELETE FROM kept_answers WHERE key = old.key; END;
    CREATE TABLE upkeep (name TEXT NOT NULL PRIMARY KEY, since INTEGER NOT NULL,
  mark INTEGER NOT NULL);
    INSERT INTO upkeep VALUES ('rewrite', 1, 1);
    CREATE TABLE conversations (
      id TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, collection TEXT NOT NULL,
      created FLOAT NOT NULL);
    CREATE TRIGGER conversations_deleted_answers AFTER DELETE ON conversations BEGIN
      DELETE FROM kept_answers; END;
    CREATE TABLE turns (
      number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
      conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
      question TEXT NOT NULL, answer JSON NOT NULL);
    INSERT INTO conversations VALUES ('c1', 'Who keeps it?', 'documents', 1.0);
    INSERT INTO turns (conversation_id, question, answer) VALUES ('c1', 'Who keeps it?',
      '{"text": "Wren.", "sentences": [], "citations": [], "hits": [], "model": "extractive",
        "supported": true, "seconds": 0.1}');
"""


def _turn(question: str, text: str = "Wren keeps it.") -> Turn:
    return Turn(
        question=question,
        answer=Answer(
            text=text,
            sentences=(),
            citations=(),
            hits=(),
            model="extractive",
            supported=True,
            seconds=0.1,
        ),
    )


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(Database(tmp_path))


def _started(store: ConversationStore, *turns: Turn) -> str:
    conversation_id = store.start(turns[0].question, collection="documents")
    for turn in turns:
        store.append(conversation_id, turn)
    return conversation_id


def _questions(store: ConversationStore, conversation_id: str) -> list[str]:
    found = store.get(conversation_id)
    assert found is not None
    return [turn.question for turn in found.turns]


def test_list_is_newest_first_and_limited(store: ConversationStore) -> None:
    ids = [_started(store, _turn(question)) for question in ("First?", "Second?", "Third?")]
    assert store.rows(limit=2) == (
        ConversationRow(id=ids[2], title="Third?"),
        ConversationRow(id=ids[1], title="Second?"),
    )


@pytest.mark.parametrize(
    ("containing", "titles"),
    [
        ("LAMP", ["The lamp"]),
        ("straße", ["Streets"]),
        ("STRASSE", ["Streets"]),
        ("über", ["Streets"]),
        ("wren", ["The lamp", "Streets"]),
        ("wren lamp", ["The lamp"]),
        ("100%", []),
        ("", ["The lamp", "Streets"]),
    ],
)
def test_search_looks_for_every_word_in_titles_questions_and_answers(
    store: ConversationStore, containing: str, titles: list[str]
) -> None:
    streets = _started(store, _turn("Where?", "Wren wohnt ÜBER der Straße."))
    store.rename(streets, "Streets")
    store.rename(_started(store, _turn("Whose is the light?")), "The lamp")
    assert [row.title for row in store.rows(containing=containing, limit=9)] == titles


def test_title_is_one_short_line_and_never_empty(store: ConversationStore) -> None:
    conversation_id = _started(store, _turn("Who?"))
    store.rename(conversation_id, f"  The\n keeper {'x' * 200}")
    (row,) = store.rows(limit=9)
    assert row.title == f"The keeper {'x' * 69}"
    store.rename(conversation_id, "  ")
    assert store.rows(limit=9) == (row,)


def test_deleted_conversation_is_gone_from_the_files(
    store: ConversationStore, tmp_path: Path
) -> None:
    kept = _started(store, _turn("Who keeps it?"))
    doomed = _started(store, _turn("Where is MARKER-4417?", "MARKER-4417 is " + "far " * 5_000))
    store.delete(doomed)
    assert store.get(doomed) is None
    assert [row.id for row in store.rows(limit=9)] == [kept]
    assert not [path for path in tmp_path.iterdir() if b"MARKER-4417" in path.read_bytes()]


def test_replace_deletes_the_turns_after_it(store: ConversationStore) -> None:
    other = _started(store, _turn("Other?"))
    conversation_id = _started(store, _turn("One?"), _turn("Two?"), _turn("Three?"))
    store.replace(conversation_id, _turn("Two, again?"), at=1)
    assert _questions(store, conversation_id) == ["One?", "Two, again?"]
    assert _questions(store, other) == ["Other?"]


def test_title_follows_a_replaced_question_unless_renamed(store: ConversationStore) -> None:
    conversation_id = _started(store, _turn("One?"))
    store.replace(conversation_id, _turn("First?"), at=0)
    assert [row.title for row in store.rows(limit=9)] == ["First?"]
    store.rename(conversation_id, "Mine")
    store.replace(conversation_id, _turn("Again?"), at=0)
    assert [row.title for row in store.rows(limit=9)] == ["Mine"]


def test_append_to_a_deleted_conversation_is_refused(store: ConversationStore) -> None:
    conversation_id = _started(store, _turn("One?"))
    store.delete(conversation_id)
    with pytest.raises(NotFoundError, match="has been deleted"):
        store.append(conversation_id, _turn("Two?"))
    with pytest.raises(NotFoundError, match="has been deleted"):
        store.replace(conversation_id, _turn("Two?"), at=0)


def test_feedback_is_stored_and_removed(store: ConversationStore) -> None:
    conversation_id = _started(store, _turn("One?"), _turn("Two?"))
    given = Feedback(good=False, reason="The wrong year")
    store.rate(conversation_id, given, at=1)
    found = store.get(conversation_id)
    assert found is not None
    assert [turn.feedback for turn in found.turns] == [None, given]
    store.rate(conversation_id, None, at=1)
    found = store.get(conversation_id)
    assert found is not None
    assert [turn.feedback for turn in found.turns] == [None, None]


def test_catalogue_of_the_first_schema_is_migrated(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as old:
        old.executescript(OLD_TABLES)
    old.close()
    for _ in range(2):  # the second opening has nothing left to do
        database = Database(tmp_path)
        store = ConversationStore(database)
        assert _questions(store, "c1") == ["Who keeps it?"]
        store.rate("c1", Feedback(good=True), at=0)
        chunks = Catalogue(database).chunks
        assert chunks.vector_ids("documents") == {vector_id(b"\x00\x3c\x00\x00")}
        assert Eraser(database).due() == {"vectors"}
        database.close()
    store = ConversationStore(Database(tmp_path))
    store.delete("c1")  # no trigger of a dropped table is left
    assert store.get("c1") is None


def test_catalogue_of_a_newer_footnote_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(StoreError, match="newer Footnote"):
        Database(tmp_path)


def test_answer_details_are_restored(store: ConversationStore) -> None:
    whole = _turn("Who keeps it?")
    answer = replace(
        whole.answer,
        sentences=(
            Sentence(start=0, end=14, markers=(), note="The name differs.", short=(0, 4)),
            Sentence(start=15, end=20, markers=(1,)),
        ),
        searched="Who keeps the light?",
        within=Scope(collection="documents", document_ids=("d",), document_names=("a.txt",)),
        complete=False,
        note="Stopped.",
        instead=("What is the light?",),
    )
    conversation_id = _started(store, replace(whole, answer=answer))
    found = store.get(conversation_id)
    assert found is not None
    assert found.turns[0].answer == answer


def test_answer_of_an_older_footnote_has_no_short_answer() -> None:
    stored = json.loads(json.dumps(asdict(_turn("Who keeps it?").answer)))
    stored["sentences"] = [{"start": 0, "end": 5, "markers": [1]}]
    assert answer_from(stored).sentences == (Sentence(start=0, end=5, markers=(1,)),)
