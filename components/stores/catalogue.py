"""The catalogue in SQLite, composed of its tables."""

from components.stores.chunks import Chunks
from components.stores.collections import Collections
from components.stores.database import Database
from components.stores.documents import Documents
from components.stores.ingest import Ingest
from components.stores.keywords import Keywords
from components.stores.reindexing import Reindexing


class Catalogue:
    """The truth about the library; the vector index is rebuilt from it.

    catalogue = Catalogue(Database(home))
    catalogue.documents.rows("contracts")
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.collections = Collections(database)
        self.documents = Documents(database)
        self.chunks = Chunks(database)
        self.keywords = Keywords(database)
        self.ingest = Ingest(database)
        self.reindexing = Reindexing(database)

    @property
    def generation(self) -> int:
        """Grows whenever a search could find something else than before."""
        return self._database.generation
