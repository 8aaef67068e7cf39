"""Parts of the chat page."""
