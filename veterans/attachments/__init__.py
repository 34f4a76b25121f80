"""What people attach to a file: told by content, and made anew from its pictures in a limited process."""
