"""Footnote without a browser: python -m components COMMAND; --help lists them."""

import sys

from components.commands import main

if __name__ == "__main__":
    sys.exit(main())
