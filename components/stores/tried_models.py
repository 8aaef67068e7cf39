"""Downloaded models of the catalog: the ones in use, and how well each did."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from components.stores.database import Database
from components.stores.tables import tried_models


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedModel:
    """A model in its role, embedder or reranker; at most one of each role is `kept`.

    `verdict` holds the numbers of its comparison, and is empty where it was not measured.
    """

    model: str
    role: str
    kept: bool = False
    verdict: dict[str, Any] = field(default_factory=dict)


class TriedModels:
    """Models by their name on the hub. They belong to this machine, and exports omit them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[TriedModel, ...]:
        """Return all models by name."""
        rows = self._database.all(select(tried_models).order_by(tried_models.c.model))
        return tuple(TriedModel(**row._mapping) for row in rows)

    def measured(self, model: str, *, role: str, verdict: dict[str, Any]) -> None:
        """Store the numbers of a model's comparison."""
        row = insert(tried_models).values(model=model, role=role, kept=False, verdict=verdict)
        with self._database.write() as connection:
            connection.execute(
                row.on_conflict_do_update(index_elements=["model"], set_={"verdict": verdict})
            )

    def keep(self, model: str | None, *, role: str) -> None:
        """Use this model in its role instead of any other; None for no model."""
        with self._database.write() as connection:
            connection.execute(
                update(tried_models).where(tried_models.c.role == role).values(kept=False)
            )
            if model is not None:
                row = insert(tried_models).values(model=model, role=role, kept=True, verdict={})
                connection.execute(
                    row.on_conflict_do_update(index_elements=["model"], set_={"kept": True})
                )

    def forget(self, model: str) -> None:
        """Forget a model that was deleted."""
        with self._database.write() as connection:
            connection.execute(delete(tried_models).where(tried_models.c.model == model))
