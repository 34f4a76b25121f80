"""政策库: documents kept and shared downwards, the people each may concern, and who was told."""
