"""A PDF's page as an image with a quote boxed, drawn in a child process that can be killed.

drawer        PageImages: which pages a quote stands on; one child for each
child         the child, seen from inside
drawing       pdfium: page → image, letters, where each letter stands
alignment     a quote in the text as read → the same words in the text as drawn
boxes         letters' rectangles → one rectangle a line
frames        what the two processes say to each other
picture       PageImage, Box
"""

from components.page_images.drawer import PageImages
from components.page_images.picture import Box, PageImage

__all__ = ["Box", "PageImage", "PageImages"]
