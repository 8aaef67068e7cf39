"""Labelled questions → a trained reader, in a folder from which it can be used."""

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
    most: int | None = None,
    epochs: int = 1,
    seed: int = 0,
) -> Generator[Progress | Step]:
    """Mine each file's questions in the parts' own library, train on them in a child process.

    The deps are to be a library of their own, for the files' texts are indexed in it. `most`:
    questions taken of each file. The folder gets `reader.onnx`, `tokenizer.json`, `steps.jsonl`
    and `run.json` (what it was trained on, and how). Raises PairsError, TrainingError.
    """
    corpora = [read_corpus(path) for path in paths]
    [(name, times)] = Counter(each.name for each in corpora).most_common(1)
    if times > 1:
        raise PairsError(
            f"Two of the files are called {name!r}, up to the first dot, and each is indexed "
            "under that name. Rename one of them."
        )
    folder = folder.resolve()  # the child works in another folder
    folder.mkdir(parents=True, exist_ok=True)
    mined: list[dict[str, int | str]] = []
    files: list[Path] = []
    try:
        for corpus in corpora:
            examples = yield from mine(deps, corpus, most=most, seed=seed)
            files.append(folder / f"{corpus.name}.examples.xz")
            count = write_examples(examples, files[-1])
            mined.append(
                {"name": corpus.name, "questions": len(corpus.questions), "examples": count}
            )
        if not any(each["examples"] for each in mined):
            raise PairsError(
                "None of the questions could be used: of each, the sentences that answer must lie "
                "in one passage of its text. Take other files, or more questions."
            )
        weights = folder / "reader.pt"
        last = None
        with (folder / "steps.jsonl").open("w", encoding="utf-8") as log:
            for line in _lines(
                "components.training.trainers.reader",
                [*map(str, files), str(weights), "--epochs", str(epochs), "--seed", str(seed)],
            ):
                log.write(line)
                row = json.loads(line)
                last = Step(
                    number=row["number"],
                    total=row["total"],
                    loss=row["loss"],
                    parts=tuple((name, value) for name, value in row["parts"]),
                )
                yield last
        yield Progress(name="The reader", stage="writing it in eight bits")
        for _ in _lines("components.training.trainers.reader_export", [str(weights), str(folder)]):
            pass
        weights.unlink()
    finally:
        for file in files:
            file.unlink(missing_ok=True)
    run = {
        "target": "reader",
        "data": mined,
        "epochs": epochs,
        "seed": seed,
        "steps": last.number if last else 0,
    }
    (folder / "run.json").write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8")


def _lines(module: str, arguments: Sequence[str]) -> Generator[str]:
    """What a module prints, line by line, in a process of its own. Raises TrainingError."""
    with (
        TemporaryFile("w+", encoding="utf-8") as said,
        subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as child,
    ):
        try:
            yield from child.stdout or ()
            if child.wait() != 0:
                said.seek(0)
                last = (said.read().strip().splitlines() or ["no message"])[-1]
                raise TrainingError(
                    f"The training ended early ({last}). What it had done is in steps.jsonl; "
                    "free memory, or take fewer questions, and start it again."
                )
        finally:
            child.kill()
