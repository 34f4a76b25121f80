"""活动与学习: planned, held, signed in, photographed; and the opinions that come of it."""
