from components.types import Upload
from components.ui.library.uploads import distinct


def _upload(name: str, data: bytes) -> Upload:
    return Upload(name=name, data=data)


def test_alike_names_of_one_drop_stay_apart_and_copies_come_once() -> None:
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


def test_odd_names_are_names() -> None:
    given = [_upload(name, data) for name in ("...", "..", "a/", "") for data in (b"1", b"2")]
    assert len({each.name for each in distinct(given)}) == len(given)
