"""Parts of the document page."""
