import io
import zipfile

import pytest

from components.export.originals import safe_file_name, safe_path, zip_files


def test_archive_has_every_file_once_inside_its_folder() -> None:
    data = {"1": b"one", "2": b"two", "3": b"three"}
    names = [("../../etc/a.txt", "1"), ("etc/A.txt", "2"), ("C:\\boot.ini", "3")]
    archive = zipfile.ZipFile(io.BytesIO(zip_files(names, data.__getitem__)))
    assert archive.namelist() == ["etc/a.txt", "etc/A (2).txt", "C__boot.ini"]
    assert archive.read("etc/A (2).txt") == b"two"


@pytest.mark.parametrize("name", ["", ".", "..", "/", "...", "\x00", "a\u202e\nb", "//x", "a/../b"])
def test_safe_path_of_any_name_stays_in_its_folder(name: str) -> None:
    path = safe_path(name)
    assert path
    assert not path.startswith("/")
    assert ".." not in path.split("/")
    assert path.isprintable()
    assert "/" not in safe_file_name(name)
