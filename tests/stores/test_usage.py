"""Tokens by model, summed over what is kept."""

import time

import pytest
from sqlalchemy import insert

from components.services import Services
from components.stores.tables import conversations, turns
from components.stores.usage import usage_by_model, usage_mark
from components.types import Answer, Generation, Turn, Usage


def _turn(model: str, provider: str, tokens: int, *, estimated: bool = False) -> Turn:
    usage = Usage(tokens_in=tokens, tokens_out=tokens // 10, estimated=estimated)
    answer = Answer(
        text="142.",
        sentences=(),
        citations=(),
        hits=(),
        model=model,
        supported=True,
        seconds=tokens / 100,
        writing=Generation(provider=provider, usage=usage, first_seconds=0.1, prompt="?")
        if provider
        else None,
    )
    return Turn(question="How many?", answer=answer)


def test_answers_are_summed_by_model_and_provider(services: Services) -> None:
    kept = services.conversations
    before = usage_mark(services.database)
    first = kept.start("How many?", collection="documents")
    for turn in (
        _turn("m", "openai", 100),
        _turn("m", "openai", 200, estimated=True),
        _turn("m", "local", 50),
        _turn("extractive", "", 0),
    ):
        kept.append(first, turn)
    mark = usage_mark(services.database)
    assert mark != before
    assert [
        (each.model, each.provider, each.answers, each.usage)
        for each in usage_by_model(services.database)
    ] == [
        ("m", "openai", 2, Usage(tokens_in=300, tokens_out=30, estimated=True)),
        ("m", "local", 1, Usage(tokens_in=50, tokens_out=5)),
    ]
    kept.replace(first, _turn("other", "openai", 10), at=3)
    assert usage_mark(services.database) != mark
    kept.delete(first)
    assert usage_by_model(services.database) == ()
    assert usage_mark(services.database) == before


@pytest.mark.slow
def test_ten_thousand_answers_are_summed_quickly(services: Services) -> None:
    answer = {
        "text": "The tower has 142 steps. " * 20,
        "hits": [{"chunk": {"text": "The tower has 142 steps. " * 30}} for _ in range(10)],
        "model": "m",
        "writing": {
            "provider": "openai",
            "usage": {"tokens_in": 2_000, "tokens_out": 100, "estimated": False},
            "prompt": "The tower has 142 steps. " * 300,
        },
    }
    row = {"conversation_id": "c", "question": "How many?", "answer": answer}
    with services.database.write() as connection:
        connection.execute(
            insert(conversations).values(id="c", title="", collection="documents", created=0)
        )
        for _ in range(10):
            connection.execute(insert(turns), [row] * 1_000)
    began = time.perf_counter()
    (found,) = usage_by_model(services.database)
    summed = time.perf_counter() - began
    began = time.perf_counter()
    usage_mark(services.database)
    marked = time.perf_counter() - began
    assert found.answers == 10_000
    assert found.usage.tokens_in == 20_000_000
    assert marked < summed / 10
