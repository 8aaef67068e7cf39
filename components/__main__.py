"""Footnote without a browser: python -m components COMMAND; --help lists them."""

import sys

from components.cli import main

if __name__ == "__main__":
    sys.exit(main())
