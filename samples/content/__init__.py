"""Content of the sample documents; their layout is in `samples/writers`."""
