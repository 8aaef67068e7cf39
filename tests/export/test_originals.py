import io
import zipfile

import pytest

from components.export.originals import file_name, safe_path, zipped


def test_an_archive_has_every_file_once_and_leads_nowhere_else() -> None:
    data = {"1": b"one", "2": b"two", "3": b"three"}
    names = [("../../etc/a.txt", "1"), ("etc/A.txt", "2"), ("C:\\boot.ini", "3")]
    archive = zipfile.ZipFile(io.BytesIO(zipped(names, data.__getitem__)))
    assert archive.namelist() == ["etc/a.txt", "etc/A (2).txt", "C__boot.ini"]
    assert archive.read("etc/A (2).txt") == b"two"


@pytest.mark.parametrize("name", ["", ".", "..", "/", "...", "\x00", "a\u202e\nb", "//x", "a/../b"])
def test_no_name_leads_up_or_out(name: str) -> None:
    path = safe_path(name)
    assert path
    assert not path.startswith("/")
    assert ".." not in path.split("/")
    assert path.isprintable()
    assert "/" not in file_name(name)
