"""信息采集, 年度核查: the pages of rounds."""
