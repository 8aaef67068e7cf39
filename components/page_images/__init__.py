"""A PDF's page as an image with a quote boxed, drawn in a child process that can be killed.

drawer        PageImages: the pages that a quote touches, a child process for each
drawing       inside the child, by pdfium: page → image, letters, the rectangle of each letter
alignment     a quote in pypdf's text → the same words in pdfium's text
boxes         PageImage, Box; rectangles of letters → one rectangle a line
"""

from components.page_images.boxes import Box, PageImage
from components.page_images.drawer import PageImages

__all__ = ["Box", "PageImage", "PageImages"]
