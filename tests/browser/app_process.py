"""Run the app under Streamlit, and close its library at each line of standard input.

A line is a JSON object of environment variables, which replaces the one of the line before. The
process then empties the app's caches, which closes its library, and prints "ready"; the next page
opens the library that the variables name. So one server serves every browser test.
"""

import json
import os
import sys
import threading
import traceback

import streamlit as st
from streamlit.web import cli


def _follow_lines() -> None:
    original = dict(os.environ)
    try:
        for line in sys.stdin:
            os.environ.clear()
            os.environ.update(original | json.loads(line))
            st.cache_data.clear()
            st.cache_resource.clear()
            print("ready", flush=True)
    except BaseException:  # noqa: BLE001  (whatever it is, a test waits for it)
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_follow_lines, daemon=True).start()
    options = ["--server.headless=true", "--server.address=127.0.0.1"]
    sys.argv = ["streamlit", "run", "app.py", *options, f"--server.port={sys.argv[1]}"]
    cli.main()
