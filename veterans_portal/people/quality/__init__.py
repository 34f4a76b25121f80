"""Data quality: how complete the files are, doubles and bringing them together."""
