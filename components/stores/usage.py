"""Tokens that chat models read and wrote, summed over the stored conversations."""

from dataclasses import dataclass

from sqlalchemy import text

from components.stores.database import Database
from components.types import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsage:
    """Usage of one model. `provider` is an id of `chat_models.PROVIDERS`, or `local`."""

    model: str
    provider: str
    answers: int
    usage: Usage


_SUMS = text(
    """SELECT model, provider, count(*) AS answers, sum(tokens_in) AS tokens_in,
              sum(tokens_out) AS tokens_out, max(estimated) AS estimated
       FROM (SELECT json_extract(answer, '$.model') AS model,
                    json_extract(answer, '$.writing.provider') AS provider,
                    json_extract(answer, '$.writing.usage.tokens_in') AS tokens_in,
                    json_extract(answer, '$.writing.usage.tokens_out') AS tokens_out,
                    json_extract(answer, '$.writing.usage.estimated') AS estimated
             FROM turns)
       WHERE provider IS NOT NULL
       GROUP BY model, provider
       ORDER BY sum(tokens_in + tokens_out) DESC, model"""
)
# The index on a column of turns counts them without a look at the answers.
_MARK = text(
    """SELECT (SELECT count(conversation_id) FROM turns), number, json_extract(answer, '$.seconds')
       FROM turns ORDER BY number DESC LIMIT 1"""
)


def usage_by_model(database: Database) -> tuple[ModelUsage, ...]:
    """Return the usage by model, the most used first.

    This reads every answer: cache it until `usage_mark` changes.
    """
    with database.engine.connect() as connection:
        return tuple(
            ModelUsage(
                model=row.model,
                provider=row.provider,
                answers=row.answers,
                usage=Usage(
                    tokens_in=row.tokens_in or 0,
                    tokens_out=row.tokens_out or 0,
                    estimated=bool(row.estimated),
                ),
            )
            for row in connection.execute(_SUMS)
        )


def usage_mark(database: Database) -> tuple[float, ...]:
    """Return a value that changes when an answer is stored, replaced or deleted.

    A replaced answer may get the number of the one before: how long it took tells them apart.
    """
    with database.engine.connect() as connection:
        return tuple(connection.execute(_MARK).one_or_none() or ())
