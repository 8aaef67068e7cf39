"""What became of models on offer: which are kept, and how they did on a person's own questions."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from components.stores.database import Database
from components.stores.tables import tried_models


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedModel:
    """`role`: embedder or reranker, of which one each is kept. `verdict`: numbers, none of the
    person's words; empty where it was not measured.
    """

    model: str
    role: str
    kept: bool = False
    verdict: dict[str, Any] = field(default_factory=dict)


class TriedModels:
    """By the model's name on the hub. They belong to this machine: exports have none of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[TriedModel, ...]:
        """By name."""
        with self._database.engine.connect() as connection:
            rows = connection.execute(select(tried_models).order_by(tried_models.c.model))
            return tuple(TriedModel(**row._mapping) for row in rows)

    def measured(self, model: str, *, role: str, verdict: dict[str, Any]) -> None:
        """How it did."""
        row = insert(tried_models).values(model=model, role=role, kept=False, verdict=verdict)
        with self._database.write() as connection:
            connection.execute(
                row.on_conflict_do_update(index_elements=["model"], set_={"verdict": verdict})
            )

    def keep(self, model: str | None, *, role: str) -> None:
        """Keep this one in its role, in the place of any other; None: none."""
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
        """It was dropped."""
        with self._database.write() as connection:
            connection.execute(delete(tried_models).where(tried_models.c.model == model))
