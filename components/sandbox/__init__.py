"""Child processes that can be killed: limits, confinement, messages."""
