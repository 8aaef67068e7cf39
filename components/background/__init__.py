"""Every thread of the app: the job queue, answers being written, one long task, prefetching."""
