"""The page of one file: sections, photo, timeline, to-dos, printed sheet, who opens it."""
