"""场所: the venues of the stations, who uses them and when, and the ledger of their use."""
