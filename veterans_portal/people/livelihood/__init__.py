"""就业荣誉: livelihood, skills that meet needs, honours, village posts, and who returned from service."""
