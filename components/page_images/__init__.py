"""A PDF's page as an image with a quote boxed, drawn in a child process that can be killed.

drawer        PageImages: the pages that a quote touches, a child process for each
drawing       inside the child, by pdfium: page → image, letters, the rectangle of each letter
alignment     a quote in pypdf's text → the same words in pdfium's text
boxes         rectangles of letters → one rectangle a line
picture       PageImage, Box
"""

from components.page_images.drawer import PageImages
from components.page_images.picture import Box, PageImage

__all__ = ["Box", "PageImage", "PageImages"]
