"""`train` from a file of questions to a reader that reads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from components.cli import main
from components.rerankers.reader import Reader

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "components", "train", "--target", "reader"]
PASSAGE = (
    "The northern tower has 142 steps. Wren Tolland keeps its lamp. It was lit in 1861 with oil."
)
QUESTIONS = {
    "data": [
        {
            "title": "Light",
            "paragraphs": [
                {
                    "context": PASSAGE,
                    "qas": [
                        {
                            "question": question,
                            "answers": [{"text": words, "answer_start": PASSAGE.index(words)}],
                        }
                        for question, words in (
                            ("Who keeps the lamp?", "Wren Tolland"),
                            ("When was it lit?", "1861"),
                        )
                    ],
                }
            ],
        }
    ]
}


def _file(folder: Path, name: str = "tiny.json") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(QUESTIONS))
    return path


@pytest.mark.slow
def test_train_command_writes_a_reader_that_reads(tmp_path: Path) -> None:
    _file(tmp_path)
    done = subprocess.run(
        [*COMMAND, "tiny.json", "--out", "made", "--json"],
        cwd=tmp_path,  # whose folders are meant, wherever the project is
        env={**os.environ, "PYTHONPATH": str(ROOT), "FOOTNOTE_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert steps
    assert all(each["loss"] > 0 for each in steps)
    made = tmp_path / "made"
    assert {each.name for each in made.iterdir()} == {
        *("reader.onnx", "tokenizer.json", "steps.jsonl", "run.json"),
    }
    run = json.loads((made / "run.json").read_text())
    assert (run["target"], run["seed"], run["steps"]) == ("reader", 0, steps[-1]["number"])
    assert run["data"][0]["name"] == "tiny"
    assert run["data"][0]["questions"] == 2
    assert not (tmp_path / "home").exists() or not list((tmp_path / "home").rglob("*Light*"))

    passages = [("Light", PASSAGE), ("", "Boats sail at noon.")]
    readings = Reader(made).read("Who keeps the lamp?", passages)
    for (_, text), reading in zip(passages, readings, strict=True):
        assert np.isfinite([reading.relevance, reading.answers]).all()
        assert len(reading.spans) == len(reading.answering) == len(reading.begins)
        found = reading.short(0, len(text))
        assert found is not None
        assert 0 <= found.start < found.end <= len(text)
        assert 0 < found.probability <= 1


def test_train_command_two_files_of_one_name_names_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))
    paths = [str(_file(tmp_path / folder, "a.json")) for folder in ("one", "two")]
    out = tmp_path / "out"
    assert main(["train", "--target", "reader", *paths, "--out", str(out)]) == 1
    assert "Two of the files are called 'a'" in capsys.readouterr().err
    assert not out.exists()


def test_train_command_without_usable_questions_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))
    path = tmp_path / "bare.json"
    context = {"context": PASSAGE, "qas": []}
    path.write_text(json.dumps({"data": [{"title": "Light", "paragraphs": [context]}]}))
    out = tmp_path / "out"
    assert main(["train", "--target", "reader", str(path), "--out", str(out)]) == 1
    assert "None of the questions could be used" in capsys.readouterr().err
    assert not list(out.iterdir())
