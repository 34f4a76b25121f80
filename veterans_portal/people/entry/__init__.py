"""Entering a file: the ID number first, drafts kept by the server."""
