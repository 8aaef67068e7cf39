"""Every thread of the app: the job queue, answers being written, one long task.

job_queue        files being indexed, one worker
answer_runs      the answers being written, one in each conversation; answer_run: one of them
connection_test  a short answer of a chat model that is being tried
long_task        an export, an import, a download…: one at a time
prefetch         items produced ahead of their consumer
"""
