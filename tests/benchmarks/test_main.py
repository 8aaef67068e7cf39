import pytest

from benchmarks import __main__ as runner


def test_a_script_that_fails_is_one_line_that_says_so() -> None:
    (line,) = runner.run("no_such_script")

    assert line["name"] == "no_such_script"
    assert str(line["failed"]).startswith("exit status 1: ")
    assert "No module named benchmarks.no_such_script" in str(line["failed"])


@pytest.mark.parametrize("script", runner.SCRIPTS)
def test_every_script_named_is_there(script: str) -> None:
    assert (runner.report.README.parent / f"{script}.py").is_file()


def test_an_unknown_name_is_said_before_anything_runs() -> None:
    with pytest.raises(SystemExit):
        runner.main(["no_such_script"])
