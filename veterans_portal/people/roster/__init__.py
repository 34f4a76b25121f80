"""名册: lists of people and households, finding somebody, lists kept under a name."""
