"""What became of the files that were last added."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from components.types import Job
from components.ui.library.progress import is_active
from components.ui.shared.state import services
from components.ui.shared.text import untrusted

_ORDER = ("indexed", "replaced", "renamed", "unchanged", "failed", "cancelled")


def show_summary() -> None:
    """Draw it when the last job has ended, until the person puts it away."""
    queue = services().jobs
    jobs = queue.all()
    if not jobs or is_active(jobs):
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            untrusted(summary_words(jobs))
            st.space("stretch")
            # What is dismissed is what stands here: a click that comes late dismisses nothing new.
            st.button(
                "Dismiss",
                key=f"dismiss-{jobs[-1].id}",
                type="tertiary",
                on_click=queue.clear_ended,
                kwargs={"up_to": jobs[-1].id},
            )
        for job in jobs:
            if job.result and job.result.reason:
                untrusted(_named(job.name, job.result.reason))


def summary_words(jobs: Sequence[Job]) -> str:
    """For instance "2 indexed, 1 failed." """
    counts = Counter(_outcome(job) for job in jobs)
    return ", ".join(f"{counts[each]} {each}" for each in _ORDER if counts[each]) + "."


def _outcome(job: Job) -> str:
    return job.result.status if job.result else job.status


def _named(name: str, reason: str) -> str:
    return reason if name in reason else f"{name}: {reason}"
