"""Train a reader on files of labelled questions, into a folder from which it can be used."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Generator, Sequence
from pathlib import Path
from tempfile import TemporaryFile

from components.errors import PairsError, TrainingError
from components.pipelines.dependencies import Dependencies
from components.training.mining import mine
from components.training.pairs.examples import write_examples
from components.training.pairs.reading_data import read_corpus
from components.types import Progress, Step

_ROOT = Path(__file__).parents[2]


def train_reader(
    deps: Dependencies,
    paths: Sequence[Path],
    folder: Path,
    *,
    limit: int | None = None,
    epochs: int = 1,
    seed: int = 0,
) -> Generator[Progress | Step]:
    """Mine examples from each file's questions, then train on them in a child process.

    The files' texts are indexed in `deps`, so give it a library of its own. At most `limit`
    questions of each file are used. The folder gets `reader.onnx`, `tokenizer.json`, `steps.jsonl`
    and `run.json` (the data and settings). Raises PairsError, TrainingError.
    """
    corpora = [read_corpus(path) for path in paths]
    [(name, count)] = Counter(each.name for each in corpora).most_common(1)
    if count > 1:
        raise PairsError(
            f"Two of the files are called {name!r}, up to the first dot, and each is indexed "
            "under that name. Rename one of them."
        )
    folder = folder.resolve()  # the child process runs in another folder
    folder.mkdir(parents=True, exist_ok=True)
    data: list[dict[str, int | str]] = []
    files: list[Path] = []
    try:
        for corpus in corpora:
            examples = yield from mine(deps, corpus, limit=limit, seed=seed)
            files.append(folder / f"{corpus.name}.examples.xz")
            count = write_examples(examples, files[-1])
            data.append(
                {"name": corpus.name, "questions": len(corpus.questions), "examples": count}
            )
        if not any(each["examples"] for each in data):
            raise PairsError(
                "None of the questions could be used: of each, the sentences that answer must lie "
                "in one passage of its text. Take other files, or more questions."
            )
        weights = folder / "reader.pt"
        steps = 0
        with (folder / "steps.jsonl").open("w", encoding="utf-8") as log:
            for line in _run(
                "reader", *files, weights, "--epochs", str(epochs), "--seed", str(seed)
            ):
                log.write(line)
                row = json.loads(line)
                steps = row["number"]
                yield Step(
                    number=steps,
                    total=row["total"],
                    loss=row["loss"],
                    parts=tuple((name, value) for name, value in row["parts"]),
                )
        yield Progress(name="The reader", stage="quantizing the weights to eight bits")
        for _ in _run("reader_export", weights, folder):
            pass
        weights.unlink()
    finally:
        for file in files:
            file.unlink(missing_ok=True)
    run = {"target": "reader", "data": data, "epochs": epochs, "seed": seed, "steps": steps}
    (folder / "run.json").write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8")


def _run(module: str, *arguments: str | Path) -> Generator[str]:
    """Run a module of `trainers` in a child process and yield the lines that it prints.

    Raises TrainingError where it fails.
    """
    command = [sys.executable, "-m", f"components.training.trainers.{module}"]
    with (
        TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            [*command, *map(str, arguments)],
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as child,
    ):
        try:
            yield from child.stdout or ()
            if child.wait() != 0:
                errors.seek(0)
                last = (errors.read().strip().splitlines() or ["no message"])[-1]
                raise TrainingError(
                    f"The training ended early ({last}). The steps so far are in steps.jsonl; "
                    "free memory, or take fewer questions, and start it again."
                )
        finally:
            child.kill()
