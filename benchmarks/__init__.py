"""Scripts that measure every number Footnote claims, next to a peer in the same run.

The peer is the usual tutorial stack (`peer.py`). Every script prints one JSON object
a line and runs alone as `python -m benchmarks.NAME`; `python -m benchmarks` runs them all and
writes the table in `README.md`.
"""

import os

# Neither side may wait for a network while a clock runs. Set before anything is imported that
# reads it.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
