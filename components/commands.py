"""The command line: the same pipelines as the pages, printed as text or as JSON lines."""

import argparse
import json
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from components.chat_models import LOCAL
from components.errors import FootnoteError, NotFoundError, SettingsError
from components.pipelines.answering import answer
from components.pipelines.indexing import delete, index
from components.pipelines.refreshing import refresh
from components.pipelines.training import train_reader
from components.protocols import Answerer
from components.services import Services, build
from components.settings import Settings
from components.types import DEFAULT_COLLECTION, Answer, FileReport, Hit, Progress, Upload

DONE, FAILED, WRONG_USE = 0, 1, 2
_WHO_MAY_ASK = (
    "FOOTNOTE_TOKEN is what clients must send as their API key; it must be set to serve any "
    "address but this machine's own."
)
Report = TypeVar("Report")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 something failed, 2 wrong use."""
    given = _parser().parse_args(arguments)
    if getattr(given, "question", True) is None and given.questions is None:
        print("Give a QUESTION, or --questions FILE.jsonl.", file=sys.stderr)
        return WRONG_USE
    try:
        with build(Settings.from_env()) as services:
            command: Callable[[Services, argparse.Namespace], int] = given.run
            return command(services, given)
    except FootnoteError as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # the reader of the output has seen enough
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m components", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[..., int], help: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=help)
        command.set_defaults(run=run)
        command.add_argument("--json", action="store_true", help="print JSON lines")
        if name not in ("collections", "export", "import", "models"):
            command.add_argument("--collection", default=DEFAULT_COLLECTION, metavar="NAME")
        return command

    indexing = add("index", _index, "Index files, and the files in folders.")
    indexing.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    indexing.add_argument("--password", help="opens the PDFs that are locked")
    for name, run, help in (
        ("search", _search, "Print the chunks that a question finds."),
        ("ask", _ask, "Answer a question, every sentence with its citation."),
    ):
        asking = add(name, run, help)
        asking.add_argument("question", nargs="?", metavar="QUESTION")
        asking.add_argument(
            "--questions",
            type=Path,
            metavar="FILE.jsonl",
            help='one {"id", "question"} a line; the models are loaded once',
        )
        asking.add_argument("-k", type=_positive, metavar="K", help="hits a question")
    deleting = add("delete", _delete, "Delete documents by name.")
    deleting.add_argument("names", nargs="+", metavar="NAME")
    add("list", _list, "List the documents of a collection.")
    training = commands.add_parser("train", help=(words := "Train a small model on questions."))
    training.description = (
        f"{words} Files hold questions and where a text answers them: SQuAD's JSON, QED's, "
        "SelQA's, lines of question, sentence, passage and title, or of question, focus and answer."
    )
    training.set_defaults(run=_train)
    training.add_argument("--target", required=True, choices=["reader"])
    training.add_argument("files", nargs="+", type=Path, metavar="FILE")
    training.add_argument("--out", required=True, type=Path, metavar="FOLDER")
    training.add_argument("--most", type=_positive, metavar="N", help="questions of each file")
    training.add_argument("--epochs", type=_positive, default=1, metavar="N")
    training.add_argument("--seed", type=int, default=0)
    training.add_argument("--json", action="store_true", help="print JSON lines")
    serving = commands.add_parser("serve", help=(words := "Serve an OpenAI-compatible interface."))
    serving.description = f"{words} The model of a request names the collection. {_WHO_MAY_ASK}"
    serving.set_defaults(run=_serve)
    serving.add_argument("--host", default="127.0.0.1", metavar="ADDRESS")
    serving.add_argument("--port", default=8765, type=int)
    add("collections", _collections, "List the collections.")
    add("models", _models, "List better embedders and rerankers: on offer, fetched, kept.")
    exporting = add("export", _export, "Write the whole library and all conversations to a file.")
    exporting.add_argument("file", type=Path, metavar="FILE")
    importing = add("import", _import, "Merge what `export` wrote into this library.")
    importing.add_argument("file", type=Path, metavar="FILE")
    return parser


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value} is not 1 or more")
    return number


def _index(services: Services, given: argparse.Namespace) -> int:
    _refresh(services)
    missing = [path for path in given.paths if not path.exists()]
    for path in missing:
        report = FileReport(
            name=path.name, status="failed", reason=f"There is no file or folder {path}."
        )
        _print_report(report, given.json)
    failed = bool(missing)
    uploads = _uploads([path for path in given.paths if path.exists()], given.password)
    for item in index(services, uploads, collection=given.collection):
        if isinstance(item, Progress):
            _note(item)
        else:
            _print_report(item, given.json)
            failed |= item.status == "failed"
    if failed:
        print("Some files failed; each one's reason is above.", file=sys.stderr)
    return FAILED if failed else DONE


def _uploads(paths: Iterable[Path], password: str | None) -> Iterator[Upload]:
    """Files as named, and those inside folders by their path from the folder."""
    for path in paths:
        inside = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else []
        for file in inside or [path]:
            if file.is_file() and not file.name.startswith("."):
                name = file.relative_to(path).as_posix() if path.is_dir() else file.name
                yield Upload(name=name, data=file.read_bytes(), password=password)


def _print_report(report: FileReport, as_json: bool) -> None:
    if as_json:
        _print_json(asdict(report))
    else:
        size = f"{report.chunks} chunks" + (f", {report.pages} pages" if report.pages else "")
        detail = report.reason if report.status == "failed" else size
        print(f"{report.status:9} {report.name}: {detail}")


def _search(services: Services, given: argparse.Namespace) -> int:
    _refresh(services)
    for question_id, question in _questions(given):
        hits = services.retriever.retrieve(
            question, collection=given.collection, limit=given.k or services.preferences().passages
        )
        if given.json or given.questions:
            _print_json({"id": question_id, "hits": [_hit(hit) for hit in hits]})
        else:
            for hit in hits:
                print(
                    f"{hit.rank}. {_place(hit.document_name, hit.chunk.page)}\n{hit.chunk.text}\n"
                )
    return DONE


def _ask(services: Services, given: argparse.Namespace) -> int:
    _refresh(services)
    answerer = _answerer(services)
    for question_id, question in _questions(given):
        *_, result = answer(
            services, question, collection=given.collection, limit=given.k, answerer=answerer
        )
        assert isinstance(result, Answer)  # noqa: S101  (for the type checker)
        if given.json or given.questions:
            _print_json(_answer(question_id, result))
        else:
            _print_answer(result)
    return DONE


def _answerer(services: Services) -> Answerer:
    """FOOTNOTE_MODEL's, with the environment's key; without it, quotations.

    A local model that is not here yet is fetched: naming it here is asking for it.
    """
    choice = services.started_with
    if choice is None:
        return services.answerer_for(None)
    if choice.provider == LOCAL:
        for step in services.local_model(choice.model).prepare():
            _note(step)
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


def _delete(services: Services, given: argparse.Namespace) -> int:
    status = DONE
    for name in given.names:
        try:
            delete(services, name, collection=given.collection)
        except NotFoundError as error:
            print(error, file=sys.stderr)
            status = FAILED
        else:
            if given.json:
                _print_json({"name": name, "status": "deleted"})
            else:
                print(f"deleted   {name}")
    return status


def _list(services: Services, given: argparse.Namespace) -> int:
    for row in services.catalogue.documents(given.collection):
        if given.json:
            _print_json(asdict(row))
        else:
            print(f"{row.status:9} {row.name}: {row.reason or f'{row.chunks} chunks'}")
    return DONE


def _collections(services: Services, given: argparse.Namespace) -> int:
    for collection in services.catalogue.collections():
        ready = [
            row for row in services.catalogue.documents(collection.name) if row.status == "ready"
        ]
        if given.json:
            chunks = sum(row.chunks for row in ready)
            _print_json({**asdict(collection), "documents": len(ready), "chunks": chunks})
        else:
            print(f"{collection.name}: {len(ready)} documents")
    return DONE


def _models(services: Services, given: argparse.Namespace) -> int:
    for each in services.offered.standings():
        status = "kept" if each.kept else "fetched" if each.record else "on offer"
        if each.gone:
            status = "gone"
        verdict = each.verdict.outcome if each.verdict else None
        if given.json:
            _print_json(
                {
                    "model": each.offer.model,
                    "role": each.offer.role,
                    "status": status,
                    "licence": each.offer.licence,
                    "bytes": each.taken or each.offer.fetch,
                    "measured": verdict,
                }
            )
        else:
            measured = f", measured: {verdict}" if verdict else ""
            print(f"{status:9} {each.offer.role:9} {each.offer.model}{measured}")
    for trouble in services.offered.troubles:
        print(trouble, file=sys.stderr)
    return DONE


def _serve(services: Services, given: argparse.Namespace) -> int:
    import uvicorn

    from components.serving import build_application, is_loopback

    token = services.settings.token
    if not token and not is_loopback(given.host):
        raise SettingsError(f"{given.host} can be reached from other machines. {_WHO_MAY_ASK}")
    _refresh(services)
    answerer = _answerer(services)
    application = build_application(services, token=token, answerer=lambda: answerer)
    print(f"http://{given.host}:{given.port}/v1", flush=True)
    uvicorn.run(application, host=given.host, port=given.port, log_level="warning")
    return DONE


def _export(services: Services, given: argparse.Namespace) -> int:
    report = _finished(services.export(given.file.resolve()))
    if given.json:
        _print_json({**asdict(report), "path": str(report.path)})
    else:
        print(
            f"{report.path}: {report.documents} documents, {report.conversations} conversations, "
            f"{report.size:,} bytes"
        )
    return DONE


def _import(services: Services, given: argparse.Namespace) -> int:
    _refresh(services)
    report = _finished(services.take_in(given.file))
    if given.json:
        _print_json(asdict(report))
    else:
        print(" ".join(report.sentences()))
    for name, reason in report.failed:
        print(f"{name}: {reason}", file=sys.stderr)
    return FAILED if report.failed else DONE


def _finished(steps: Generator[Progress, None, Report]) -> Report:
    while True:
        try:
            _note(next(steps))
        except StopIteration as end:
            report: Report = end.value
            return report


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
        "citations": [
            {
                "marker": each.marker,
                "document": each.document_name,
                "page": each.page,
                "start": each.start,
                "end": each.end,
                "quote": each.quote,
            }
            for each in result.citations
        ],
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


def _train(services: Services, given: argparse.Namespace) -> int:
    """In a library of its own, which goes when the training is over."""
    with (
        TemporaryDirectory() as home,
        build(replace(services.settings, home=Path(home))) as apart,
    ):
        # What it is to tell apart is what the search mistakes without it.
        without = apart.under(replace(apart.preferences(), reader=False))
        for item in train_reader(
            without, given.files, given.out, most=given.most, epochs=given.epochs, seed=given.seed
        ):
            if isinstance(item, Progress):
                _note(item)
            elif given.json:
                _print_json(asdict(item))
            else:
                print(f"step {item.number} of {item.total}: loss {item.loss:.3f}", flush=True)
    return DONE


def _refresh(services: Services) -> None:
    """What a change of settings made stale is built anew before it is used."""
    for step in refresh(services):
        _note(step)


def _note(step: Progress) -> None:
    if sys.stderr.isatty():
        count = f" {step.done} of {step.total}" if step.total else ""
        print(f"\r\033[K{step.name}: {step.stage}{count}", end="", file=sys.stderr, flush=True)


def _print_json(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False), flush=True)
