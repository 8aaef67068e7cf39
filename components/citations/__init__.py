from components.citations.quotes import quote
__all__ = ["quote"]
