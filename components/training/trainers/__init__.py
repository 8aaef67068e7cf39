"""Examples → weights, in steps that a run writes down."""
