"""The commands search and ask."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from components.chat_models import LOCAL
from components.cli.printing import DONE, note, print_json, refresh_stale
from components.errors import NotFoundError
from components.export import citation_fields
from components.pipelines.answering import answer
from components.protocols import Answerer
from components.questions.limits import check_length
from components.services import Services
from components.types import Answer, Hit


def search(services: Services, given: argparse.Namespace) -> int:
    """Print the chunks that each question finds."""
    refresh_stale(services)
    for question_id, question in _questions(given):
        check_length(question)
        hits = services.retriever.retrieve(
            question, collection=given.collection, limit=given.k or services.preferences().passages
        )
        if given.json or given.questions:
            print_json({"id": question_id, "hits": [_hit(hit) for hit in hits]})
        else:
            for hit in hits:
                print(
                    f"{hit.rank}. {_place(hit.document_name, hit.chunk.page)}\n{hit.chunk.text}\n"
                )
    return DONE


def ask(services: Services, given: argparse.Namespace) -> int:
    """Print an answer to each question, every sentence with its citation."""
    refresh_stale(services)
    answerer = answerer_named(services)
    for question_id, question in _questions(given):
        *_, result = answer(
            services, question, collection=given.collection, limit=given.k, answerer=answerer
        )
        assert isinstance(result, Answer)  # noqa: S101  (for the type checker)
        if given.json or given.questions:
            print_json(_answer(question_id, result))
        else:
            _print_answer(result)
    return DONE


def answerer_named(services: Services) -> Answerer:
    """FOOTNOTE_MODEL's, with the environment's key; without it, quotations.

    A local model that is not here yet is fetched: naming it here is asking for it.
    """
    choice = services.started_with
    if choice is None:
        return services.answerer_for(None)
    if choice.provider == LOCAL:
        for step in services.local_model(choice.model).prepare():
            note(step)
    return services.answerer_for(choice, key=services.environment_key(choice))


def _print_answer(result: Answer) -> None:
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")
    text = result.text
    for sentence in reversed(result.sentences):
        marks = "".join(f"[{marker}]" for marker in sentence.markers)
        text = f"{text[: sentence.end]} {marks}{text[sentence.end :]}"
        if sentence.short:
            start, end = sentence.short
            text = f"{text[:start]}{bold}{text[start:end]}{plain}{text[end:]}"
    print(text)
    for each in result.citations:
        quoted = " ".join(each.quote.split())
        print(f"  [{each.marker}] {_place(each.document_name, each.page)}: “{quoted}”")


def _questions(given: argparse.Namespace) -> Iterator[tuple[Any, str]]:
    if given.questions is None:
        yield None, given.question
        return
    try:
        lines = given.questions.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NotFoundError(f"{given.questions} cannot be read ({error.strerror}).") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            question = str(record["question"])
        except (ValueError, KeyError, TypeError):
            raise NotFoundError(
                f'Line {number} of {given.questions} is not a {{"id", "question"}} object.'
            ) from None
        yield record.get("id", number), question


def _answer(question_id: Any, result: Answer) -> dict[str, Any]:
    return {
        "id": question_id,
        "answer": result.text,
        "short": next(
            (result.text[slice(*each.short)] for each in result.sentences if each.short), None
        ),
        "supported": result.supported,
        "citations": [citation_fields(each) for each in result.citations],
        "hits": [_hit(hit) for hit in result.hits],
        "model": result.model,
        "seconds": round(result.seconds, 4),
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "document": hit.document_name,
        "page": hit.chunk.page,
        "start": hit.chunk.start,
        "end": hit.chunk.end,
        "score": round(hit.score, 6),
        "text": hit.chunk.text,
    }


def _place(document: str, page: int | None) -> str:
    return f"{document}, page {page}" if page else document
