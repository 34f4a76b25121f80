"""党员: the overview, the members, their transfers, and what Party life adds to the page of a file."""
