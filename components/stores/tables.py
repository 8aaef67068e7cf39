"""The catalogue's tables, its keyword index, and triggers that note deletions."""

import hashlib
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

document_blocks = Table(
    "document_blocks",  # of documents whose reader gave any
    metadata,
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("blocks", JSON, nullable=False),
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
    Column("vector", Text, nullable=False, server_default=""),  # its id, see vector_id
    Column("blocks", JSON, nullable=False, server_default="[]"),
    Index("chunks_by_vector", "vector"),
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

upkeep = Table(
    "upkeep",  # files to clean since something was deleted: the "log", or the "vectors"
    metadata,
    Column("name", Text, primary_key=True),
    Column("since", Integer, nullable=False),  # seconds since the epoch
    Column("mark", Integer, nullable=False),  # another one for every deletion
)

# The keyword index has no copy of the text; triggers keep it in step with the chunks.
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
_NOTE_DELETION = """CREATE TRIGGER IF NOT EXISTS {table}_deleted AFTER DELETE ON {table} BEGIN
  INSERT OR REPLACE INTO upkeep(name, since, mark)
  SELECT value, CAST(strftime('%s', 'now') AS INTEGER), random() FROM json_each('{due}');
END"""
_DELETIONS = tuple(
    _NOTE_DELETION.format(table=table, due=due)
    for table, due in (
        ("documents", '["log", "vectors"]'),
        ("conversations", '["log"]'),
        ("turns", '["log"]'),
    )
)

CAN_ERASE_KEYWORDS = sqlite3.sqlite_version_info >= (3, 42)
"""True where FTS5 removes deleted words at once; an older one keeps them until a merge."""


def vector_id(embedding: bytes) -> str:
    """Return the id under which the vector index has an embedding, equal for equal bytes."""
    return hashlib.blake2b(embedding, digest_size=8).hexdigest()


def make_tables(connection: Connection) -> None:
    """Create the tables, the keyword index and the triggers that do not exist yet."""
    metadata.create_all(connection)
    for statement in (*_KEYWORD_INDEX, *_DELETIONS):
        connection.execute(text(statement))
    if CAN_ERASE_KEYWORDS:
        connection.execute(text("INSERT INTO keywords(keywords, rank) VALUES ('secure-delete', 1)"))
