from components.types import Upload
from components.ui.library.uploads import distinct


def _upload(name: str, data: bytes) -> Upload:
    return Upload(name=name, data=data)


def test_distinct_numbers_equal_names_and_drops_copies() -> None:
    given = [
        _upload("notes/a.txt", b"one"),
        _upload("notes/a.txt", b"two"),
        _upload("notes/a.txt", b"one"),
        _upload("b/a.txt", b"one"),
    ]
    assert distinct(given) == [
        _upload("notes/a.txt", b"one"),
        _upload("notes/a (2).txt", b"two"),
        _upload("b/a.txt", b"one"),
    ]


def test_distinct_keeps_files_with_odd_names() -> None:
    given = [_upload(name, data) for name in ("...", "..", "a/", "") for data in (b"1", b"2")]
    assert len({each.name for each in distinct(given)}) == len(given)
