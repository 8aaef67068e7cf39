"""The process that draws one page: `python -m components.page_images.child MEGABYTES`.

MEGABYTES is what it may use of memory. The request comes in on stdin and the reply goes out on
stdout; then it ends.
"""

import sys

from components.errors import PageImageError
from components.page_images.drawing import draw
from components.page_images.frames import read_request, write_reply
from components.sandbox.confinement import confine


def main() -> None:
    """Answer the one request."""
    requests, replies = confine(int(sys.argv[1]))
    request = read_request(requests)
    if request is None:
        return
    try:
        write_reply(
            replies,
            draw(request.data, page=request.page, text=request.text, quote=request.quote),
        )
    except PageImageError as error:
        write_reply(replies, error)


if __name__ == "__main__":
    main()
