"""The tables of the data folder, its keyword index, and what deleting sets off."""

import sqlite3

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

metadata = MetaData()

collections = Table(
    "collections",
    metadata,
    Column("name", Text, primary_key=True),
    Column("embedder", Text, nullable=False),
    Column("dimension", Integer, nullable=False),
    Column("splitter", Text, nullable=False),
    Column("passage_tokens", Integer),  # what a person wants; null where they said nothing
    Column("instructions", Text, nullable=False, server_default=""),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("collection", Text, nullable=False, index=True),
    Column("name", Text, nullable=False, index=True),
    Column("media_type", Text, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("page_failures", JSON, nullable=False),
    Column("status", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("created", Float, nullable=False),
    Column("text", Text, nullable=False),  # last: SQLite walks through it to what stands behind
)

# Beside the documents, not among their columns: one added later would stand behind the text.
sources = Table(
    "sources",
    metadata,
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("address", Text, nullable=False, index=True),
)

chunks = Table(
    "chunks",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, unique=True, nullable=False),
    Column(
        "document_id",
        Text,
        ForeignKey("documents.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("page", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("title", Text, nullable=False),  # the document's, in words, for keyword search
    Column("heading", Text, nullable=False),  # the path, a heading a line
    Column("embedding", LargeBinary, nullable=False),  # float16
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("collection", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("locked", Boolean, nullable=False),  # whether a password, kept in memory, opens it
    Column("status", Text, nullable=False, index=True),
    Column("result", JSON),
    Column("created", Float, nullable=False),
    Column("kind", Text, nullable=False, server_default="index"),
    Column("target", Text, nullable=False, server_default=""),  # a web address, or a document's id
    Column("size", Integer, nullable=False, server_default="0"),
    Column("started", Float),
    Column("ended", Float),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("collection", Text, nullable=False),
    Column("created", Float, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column(
        "conversation_id",
        Text,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("question", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("good", Boolean),  # what the person thought of it; null where they said nothing
    Column("reason", Text),
)

preferences = Table(
    "preferences",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

tried_models = Table(
    "tried_models",  # of those on offer: which are kept, and how they did
    metadata,
    Column("model", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("kept", Boolean, nullable=False),
    Column("verdict", JSON, nullable=False),
)

kept_answers = Table(
    "kept_answers",  # a chat model's answers, to be given again
    metadata,
    Column("key", Text, primary_key=True),
    Column("answer", JSON, nullable=False),
    Column("written", Float, nullable=False),  # seconds since the epoch
    Column("used", Float, nullable=False, index=True),
)

# The documents whose passages the model was shown. Where one is gone, an answer cannot be put in.
kept_answer_documents = Table(
    "kept_answer_documents",
    metadata,
    Column("key", Text, ForeignKey("kept_answers.key", ondelete="CASCADE"), primary_key=True),
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Index("kept_answers_of_documents", "document_id"),
)

upkeep = Table(
    "upkeep",  # what of the files is still to be done since something was deleted
    metadata,
    Column("name", Text, primary_key=True),
    Column("since", Integer, nullable=False),  # seconds since the epoch
    Column("mark", Integer, nullable=False),  # another one for every deletion
)

# Keyword search: an index without a copy of the text, kept in step by triggers.
_KEYWORD_INDEX = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS keywords USING fts5(
         text, title, heading, content='chunks', content_rowid='number',
         tokenize="porter unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER IF NOT EXISTS chunks_inserted AFTER INSERT ON chunks BEGIN
         INSERT INTO keywords(rowid, text, title, heading)
         VALUES (new.number, new.text, new.title, new.heading);
       END""",
    """CREATE TRIGGER IF NOT EXISTS chunks_deleted AFTER DELETE ON chunks BEGIN
         INSERT INTO keywords(keywords, rowid, text, title, heading)
         VALUES ('delete', old.number, old.text, old.title, old.heading);
       END""",
)

# What is deleted, by whichever way, is to be erased from the files too (erasing.py).
_DELETIONS = (
    """CREATE TRIGGER IF NOT EXISTS documents_deleted AFTER DELETE ON documents BEGIN
         INSERT OR REPLACE INTO upkeep(name, since, mark)
         VALUES ('deleted', CAST(strftime('%s', 'now') AS INTEGER), random());
       END""",
    """CREATE TRIGGER IF NOT EXISTS conversations_deleted AFTER DELETE ON conversations BEGIN
         INSERT OR REPLACE INTO upkeep(name, since, mark)
         VALUES ('deleted', CAST(strftime('%s', 'now') AS INTEGER), random());
       END""",
    # A kept answer quotes its documents, and may have been said in any conversation.
    """CREATE TRIGGER IF NOT EXISTS kept_answer_documents_deleted
       AFTER DELETE ON kept_answer_documents BEGIN
         DELETE FROM kept_answers WHERE key = old.key;
       END""",
    """CREATE TRIGGER IF NOT EXISTS conversations_deleted_answers
       AFTER DELETE ON conversations BEGIN
         DELETE FROM kept_answers;
       END""",
)

# Deleted words leave the index at once, where SQLite can; older ones keep them until it merges.
_ERASE_KEYWORDS = "INSERT INTO keywords(keywords, rank) VALUES ('secure-delete', 1)"
_CAN_ERASE_KEYWORDS = sqlite3.sqlite_version_info >= (3, 42)


def make_tables(connection: Connection) -> None:
    """Tables, keyword index and triggers, where they are not there yet."""
    metadata.create_all(connection)
    for statement in (*_KEYWORD_INDEX, *_DELETIONS):
        connection.execute(text(statement))
    if _CAN_ERASE_KEYWORDS:
        connection.execute(text(_ERASE_KEYWORDS))
