"""Writers, a module for each file format: blocks in, reproducible bytes of a file out."""
