"""Demo documents about one invented organisation, the script that makes them, and questions."""
