"""跟进: lists to call and to visit by, and handing work over."""
