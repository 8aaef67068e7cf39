"""Run a function in a child process that can be killed.

process        ChildProcess: start it, call its function within a time limit, kill it
child          the loop inside the child
confinement    the child gives up memory above its limit, the network and other programs
messages       the messages between the two, on a pipe
"""

from components.sandbox.messages import Message
from components.sandbox.process import ChildError, ChildMemoryError, ChildProcess, ChildTimeoutError

__all__ = ["ChildError", "ChildMemoryError", "ChildProcess", "ChildTimeoutError", "Message"]
