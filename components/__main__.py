"""Footnote without a browser: python -m components index|search|ask|delete|list|collections."""

import sys

from components.commands import main

if __name__ == "__main__":
    sys.exit(main())
