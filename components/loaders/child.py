"""The process that reads hostile bytes: `python -m components.loaders.child LIMITS`.

LIMITS is `Limits` as a JSON object. Files come in on stdin and frames go out on stdout, one file
after another, until stdin is closed.
"""

import json
import sys
from typing import BinaryIO

from components.errors import LoadError
from components.loaders.reading import read
from components.sandbox.confinement import confine
from components.sandbox.frames import frame_of, read_upload, write_frame
from components.sandbox.limits import exceeded
from components.settings import Limits


def main() -> None:
    """Serve until stdin is closed."""
    limits = Limits(**json.loads(sys.argv[1]))
    requests, replies = confine(limits.memory_megabytes)
    while _serve_one(requests, replies, limits):
        pass


def _serve_one(requests: BinaryIO, replies: BinaryIO, limits: Limits) -> bool:
    """Answer one file; False where there was none to come."""
    name = "The file"
    try:
        upload = read_upload(requests)
        if upload is None:
            return False
        name = upload.name
        for item in read(upload, limits):
            write_frame(replies, frame_of(item))
    except MemoryError:
        error = exceeded(name, "needs more memory than it may have", "memory_megabytes", limits)
        write_frame(replies, frame_of(error))
    except LoadError as error:
        write_frame(replies, frame_of(error))
    return True


if __name__ == "__main__":
    main()
