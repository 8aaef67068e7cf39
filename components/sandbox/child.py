"""The loop inside a child: `python -m components.sandbox.child MODULE:FUNCTION MEGABYTES`.

The function takes a Message and yields Messages. Requests come in on stdin and replies go out on
stdout, until stdin is closed.
"""

import sys
from importlib import import_module

from components.sandbox.confinement import confine
from components.sandbox.messages import Message, read_message, write_message

DONE = {"sandbox": "done"}
OUT_OF_MEMORY = {"sandbox": "out of memory"}


def main() -> None:
    """Serve requests until stdin is closed."""
    target, megabytes = sys.argv[1:]
    module, _, name = target.partition(":")
    function = getattr(import_module(module), name)
    requests, replies = confine(int(megabytes))
    while True:
        end = DONE
        try:
            received = read_message(requests)
            if received is None:
                return
            for reply in function(received[0]):
                write_message(replies, reply)
        except MemoryError:
            end = OUT_OF_MEMORY
        write_message(replies, Message(fields=end))


if __name__ == "__main__":
    main()
