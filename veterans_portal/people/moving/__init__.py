"""迁转, leaving and coming back."""
