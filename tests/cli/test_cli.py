"""The command line's contract: fields, exit statuses, one line on stderr."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from components.cli import main
from tests.model_server import Reply, serving

GUIDE = "\ufeff# Guide\r\n\r\nThe tower has 142 steps. Überall Möwen.\r\n\r\n" * 3


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "inner").mkdir(parents=True)
    (folder / "guide.md").write_bytes(GUIDE.encode())
    (folder / "inner" / "tide.txt").write_text("The tide turns twice a day.")
    return folder


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[Any], str]:
    status = main(arguments)
    output = capsys.readouterr()
    return status, [json.loads(line) for line in output.out.splitlines()], output.err


def test_commands_print_the_fields_of_the_contract(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines, _ = _run(capsys, "index", str(files), "--json")
    assert status == 0
    assert [(each["name"], each["status"]) for each in lines] == [
        ("guide.md", "indexed"),
        ("inner/tide.txt", "indexed"),
    ]
    assert set(lines[0]) == {"name", "status", "pages", "chunks", "reason"}

    status, (line,), _ = _run(capsys, "search", "How many steps?", "-k", "1", "--json")
    (hit,) = line["hits"]
    assert status == 0
    assert set(hit) == {"document", "page", "start", "end", "score", "text"}
    decoded = GUIDE.removeprefix("\ufeff")
    assert hit["text"] == decoded[hit["start"] : hit["end"]]

    status, (line,), _ = _run(capsys, "ask", "How many steps does the tower have?", "--json")
    assert status == 0
    assert set(line) == {
        *("id", "answer", "short", "supported", "citations", "hits", "model", "seconds"),
    }
    citation = line["citations"][0]
    assert set(citation) == {"marker", "document", "page", "start", "end", "quote"}
    assert citation["quote"] == decoded[citation["start"] : citation["end"]]
    assert "142" in line["answer"]

    _, rows, _ = _run(capsys, "list", "--json")
    assert {row["name"]: row["status"] for row in rows} == {
        "guide.md": "ready",
        "inner/tide.txt": "ready",
    }
    status, _, _ = _run(capsys, "delete", "guide.md", "--json")
    assert status == 0
    _, (collection,), _ = _run(capsys, "collections", "--json")
    assert (collection["name"], collection["documents"]) == ("documents", 1)


def test_batch_answers_every_question_under_its_id(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["index", str(files)])
    capsys.readouterr()
    batch = tmp_path / "questions.jsonl"
    batch.write_text(
        '{"id": "q1", "question": "How many steps?"}\n\n{"id": 7, "question": "How many tides?"}\n'
    )
    for command in ("search", "ask"):
        status, lines, _ = _run(capsys, command, "--questions", str(batch))
        assert status == 0
        assert [line["id"] for line in lines] == ["q1", 7]
        assert all(line["hits"] for line in lines)


@pytest.mark.parametrize(
    "arguments",
    [["index", "nowhere.pdf"], ["delete", "nothing.txt"], ["ask", "--questions", "nowhere.jsonl"]],
    ids=["index", "delete", "questions"],
)
def test_failure_prints_one_line_and_returns_1(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_bad_line_of_questions_is_named_by_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"question": "fine"}\nnot json\n')
    assert main(["search", "--questions", str(batch)]) == 1
    assert "Line 2" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["search"], ["ask", "q", "-k", "0"], ["fly"]])
def test_wrong_use_returns_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main(arguments)
    except SystemExit as ended:
        status = int(ended.code or 0)
    assert status == 2
    assert capsys.readouterr().err


def test_output_without_json_is_text(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", str(files)]) == 0
    assert main(["ask", "How many steps does the tower have?"]) == 0
    output = capsys.readouterr().out
    assert "indexed   guide.md" in output
    assert "The tower has 142 steps. [1]" in output
    assert "[1] guide.md: “The tower has 142 steps.”" in output


def test_export_and_import_move_a_library_to_another_home(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(capsys, "index", str(files), "--json")
    _, before, _ = _run(capsys, "ask", "How many steps?", "--json")
    path = str(tmp_path / "all.zip")
    status, (line,), _ = _run(capsys, "export", path, "--json")
    assert (status, line["documents"], line["path"]) == (0, 2, path)
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "another"))
    status, (line,), _ = _run(capsys, "import", path, "--json")
    assert (status, line["documents"], line["failed"]) == (0, 2, [])
    _, after, _ = _run(capsys, "ask", "How many steps?", "--json")
    assert after[0]["citations"] == before[0]["citations"]
    status, _, error = _run(capsys, "import", str(files / "guide.md"))
    assert status == 1
    assert "not a whole export" in error


def test_ask_uses_the_chat_model_of_the_environment(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(capsys, "index", str(files), "--json")
    with serving() as server:
        server.will(Reply())
        monkeypatch.setenv("FOOTNOTE_MODEL", "server:tiny:1b")
        monkeypatch.setenv("FOOTNOTE_MODEL_ADDRESS", server.address)
        monkeypatch.setenv("FOOTNOTE_SERVER_KEY", "sk-canary")
        status, (line,), _ = _run(capsys, "ask", "How many steps?", "--json")
        assert status == 0
        assert line["model"] == "tiny:1b"
        assert line["citations"][0]["quote"] == "The tower has 142 steps."
        assert server.headers[-1]["authorization"] == "Bearer sk-canary"
        server.will(Reply(status=401))
        status, lines, said = _run(capsys, "ask", "How many steps?", "--json")
        assert (status, lines) == (1, [])
        assert "refused the key" in said


def test_model_without_a_provider_is_refused_by_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_MODEL", "gpt-5-mini")
    status, lines, said = _run(capsys, "ask", "How many steps?", "--json")
    assert (status, lines) == (1, [])
    assert "FOOTNOTE_MODEL is 'gpt-5-mini'" in said


@pytest.mark.parametrize("command", ["ask", "search"])
def test_question_over_the_limit_is_refused_with_its_length(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, said = _run(capsys, command, "why " * 40_000)
    assert status == 1
    assert "160,000 characters" in said
    assert "4,000" in said


def test_index_keeps_files_of_the_same_name_in_two_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("north", "south"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "readme.txt").write_text(f"The {folder}ern tower stands.")
    status, lines, _ = _run(
        capsys, "index", str(tmp_path / "north"), str(tmp_path / "south"), "--json"
    )
    assert status == 0
    assert [(each["name"], each["status"]) for each in lines] == [
        ("north/readme.txt", "indexed"),
        ("south/readme.txt", "indexed"),
    ]


def test_index_names_a_third_file_apart_from_two_renamed_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("north/readme.txt", "south/readme.txt", "all/north/readme.txt")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(f"The tower {name} stands.")
    folders = [str(tmp_path / folder) for folder in ("north", "south", "all")]
    status, lines, _ = _run(capsys, "index", *folders, "--json")
    assert status == 0
    assert len({each["name"] for each in lines}) == 3
    assert [each["status"] for each in lines] == ["indexed"] * 3


def test_index_leaves_out_hidden_files_and_programs_and_counts_them(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for hidden in (".git/config.txt", "node_modules/a/readme.md", ".venv/x.txt", ".notes.txt"):
        (files / hidden).parent.mkdir(parents=True, exist_ok=True)
        (files / hidden).write_text("Not a document.")
    (files / "python").mkdir()
    (files / "python" / "pyvenv.cfg").write_text("home = /usr/bin")
    (files / "python" / "notes.txt").write_text("Not a document.")
    status, lines, said = _run(capsys, "index", str(files), "--json")
    assert status == 0
    assert {each["name"] for each in lines} == {"guide.md", "inner/tide.txt"}
    assert "Left out 5 hidden files and folders" in said


def test_index_reads_a_file_whose_name_is_not_utf8(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / os.fsdecode(b"caf\xe9.txt")).write_text("The kitchen opens at eight.")
    status, lines, _ = _run(capsys, "index", str(files), "--json")
    assert status == 0
    assert {each["name"] for each in lines} == {"guide.md", "inner/tide.txt", "caf\\xe9.txt"}
    status, _, _ = _run(capsys, "delete", os.fsdecode(b"caf\xe9.txt"), "--json")
    assert status == 0


def test_index_goes_on_after_a_file_that_is_too_large_or_gone(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_MAX_FILE_MEGABYTES", "1")
    with (files / "huge.txt").open("wb") as huge:
        huge.truncate(3_000_000_000)  # sparse: it is not read
    status, lines, _ = _run(capsys, "index", str(files), str(files / "gone.txt"), "--json")
    assert status == 1
    assert {(each["name"], each["status"]) for each in lines} == {
        ("gone.txt", "failed"),
        ("huge.txt", "failed"),
        ("guide.md", "indexed"),
        ("inner/tide.txt", "indexed"),
    }


def test_search_of_a_question_that_is_not_utf8_finds_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["search", os.fsdecode(b"caf\xe9")]) == 0
    assert not capsys.readouterr().err
