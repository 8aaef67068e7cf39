"""The catalogue (SQLite: the truth) and the vector index (Chroma: an index of it)."""

from components.stores.catalogue import Catalogue
from components.stores.chunks import Embeddings
from components.stores.conversations import ConversationStore
from components.stores.database import Database
from components.stores.erasing import Eraser
from components.stores.folder import FolderLock
from components.stores.jobs import JobTable
from components.stores.preference_store import PreferenceStore
from components.stores.tried_models import TriedModels
from components.stores.vectors import ChromaVectorStore

__all__ = [
    "Catalogue",
    "ChromaVectorStore",
    "ConversationStore",
    "Database",
    "Embeddings",
    "Eraser",
    "FolderLock",
    "JobTable",
    "PreferenceStore",
    "TriedModels",
]
