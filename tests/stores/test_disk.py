"""Room on a full disk: the reserve, the check before adding, and space that deleting frees."""

from pathlib import Path

import pytest

from components.errors import DiskFullError, is_disk_full
from components.pipelines.indexing import delete
from components.services import Services
from components.stores.disk import Disk
from tests.library import add


def test_reserve_is_set_aside_where_there_is_room(tmp_path: Path) -> None:
    before = Disk(tmp_path).free_bytes
    Disk(tmp_path).use_reserve()
    assert (tmp_path / "reserve").stat().st_size == 16 * 2**20
    assert Disk(tmp_path).free_bytes < before


def test_file_larger_than_the_disk_is_refused_with_both_sizes(tmp_path: Path) -> None:
    with pytest.raises(DiskFullError, match=r"MB free, and [\d,]+ MB are needed"):
        Disk(tmp_path).require_room(Disk(tmp_path).free_bytes)


@pytest.mark.parametrize("cause", ["database or disk is full", "No space left on device (28)"])
def test_error_caused_by_a_full_disk_is_recognised(cause: str) -> None:
    error = ValueError("The index cannot be written.")
    error.__cause__ = RuntimeError(cause)
    assert is_disk_full(error)
    assert not is_disk_full(ValueError("The index cannot be written."))


def test_shrink_gives_the_space_of_deleted_documents_back(services: Services) -> None:
    text = "\n\n".join(f"Lamp {number} is lit at dusk. " * 200 for number in range(50))
    add(services, ("a.txt", text), ("b.txt", "The tide turns."))
    services.database.checkpoint()
    before = services.database.path.stat().st_size
    delete(services, "a.txt")
    services.database.shrink()
    assert services.database.path.stat().st_size < before / 2
