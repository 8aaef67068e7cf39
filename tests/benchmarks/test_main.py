import pytest

from benchmarks import __main__ as runner


def test_run_of_a_failing_script_adds_a_line_about_it() -> None:
    (line,) = runner.run("no_such_script")

    assert line["name"] == "no_such_script"
    assert str(line["failed"]).startswith("exit status 1: ")
    assert "No module named benchmarks.no_such_script" in str(line["failed"])


@pytest.mark.parametrize("script", runner.SCRIPTS)
def test_script_of_each_name_exists(script: str) -> None:
    assert (runner.report.README.parent / f"{script}.py").is_file()


def test_unknown_name_is_reported_before_anything_runs() -> None:
    with pytest.raises(SystemExit):
        runner.main(["no_such_script"])
