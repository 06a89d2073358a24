"""Papers: A4 sheets in both languages, the same bytes for the same content."""

from config.pdf.sheet import Sheet as Sheet
from config.pdf.sheet import written as written
