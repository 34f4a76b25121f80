"""What registers visits and plaques: lock, write, audit and recount in one transaction.

`actor=None` is the portal itself (set-up and demo commands), which may do everything.
"""
