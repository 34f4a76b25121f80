"""附件: the pages of a file's photos and scans."""
