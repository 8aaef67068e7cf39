"""The commands, their arguments, and what runs each."""

import argparse
from collections.abc import Callable
from pathlib import Path

from components.cli.asking import ask, search
from components.cli.files import printable
from components.cli.library import (
    delete_documents,
    export,
    index_files,
    list_collections,
    list_documents,
    list_models,
    take_in,
)
from components.cli.running import WHO_MAY_ASK, serve, train
from components.types import DEFAULT_COLLECTION

_ABOUT = "Footnote without a browser: the pipelines of the pages, printed as text or as JSON lines."


def parser() -> argparse.ArgumentParser:
    """Return the parser; its result has the command's function as `run`."""
    whole = argparse.ArgumentParser(prog="python -m components", description=_ABOUT)
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[..., int], help: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=help)
        command.set_defaults(run=run)
        command.add_argument("--json", action="store_true", help="print JSON lines")
        if name not in ("collections", "export", "import", "models"):
            command.add_argument(
                "--collection", type=printable, default=DEFAULT_COLLECTION, metavar="NAME"
            )
        return command

    indexing = add("index", index_files, "Index files, and the files in folders.")
    indexing.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    indexing.add_argument("--password", help="opens the PDFs that are locked")
    for name, run, help in (
        ("search", search, "Print the chunks that a question finds."),
        ("ask", ask, "Answer a question, every sentence with its citation."),
    ):
        asking = add(name, run, help)
        asking.add_argument("question", nargs="?", type=printable, metavar="QUESTION")
        asking.add_argument(
            "--questions",
            type=Path,
            metavar="FILE.jsonl",
            help='one {"id", "question"} a line; the models are loaded once',
        )
        asking.add_argument("-k", type=_positive, metavar="K", help="hits a question")
    deleting = add("delete", delete_documents, "Delete documents by name.")
    deleting.add_argument("names", nargs="+", type=printable, metavar="NAME")
    add("list", list_documents, "List the documents of a collection.")
    training = commands.add_parser("train", help=(words := "Train a small model on questions."))
    training.description = (
        f"{words} Files hold questions and where a text answers them: SQuAD's JSON, QED's, "
        "SelQA's, lines of question, sentence, passage and title, or of question, focus and answer."
    )
    training.set_defaults(run=train)
    training.add_argument("--target", required=True, choices=["reader"])
    training.add_argument("files", nargs="+", type=Path, metavar="FILE")
    training.add_argument("--out", required=True, type=Path, metavar="FOLDER")
    training.add_argument("--most", type=_positive, metavar="N", help="questions of each file")
    training.add_argument("--epochs", type=_positive, default=1, metavar="N")
    training.add_argument("--seed", type=int, default=0)
    training.add_argument("--json", action="store_true", help="print JSON lines")
    serving = commands.add_parser("serve", help=(words := "Serve an OpenAI-compatible interface."))
    serving.description = f"{words} The model of a request names the collection. {WHO_MAY_ASK}"
    serving.set_defaults(run=serve)
    serving.add_argument("--host", default="127.0.0.1", metavar="ADDRESS")
    serving.add_argument("--port", default=8765, type=int)
    add("collections", list_collections, "List the collections.")
    add("models", list_models, "List better embedders and rerankers: on offer, fetched, kept.")
    exporting = add("export", export, "Write the whole library and all conversations to a file.")
    exporting.add_argument("file", type=Path, metavar="FILE")
    importing = add("import", take_in, "Merge what `export` wrote into this library.")
    importing.add_argument("file", type=Path, metavar="FILE")
    return whole


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value} is not 1 or more")
    return number
