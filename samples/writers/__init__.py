"""One writer for each file format: blocks in, the bytes of a file out, the same every time."""
