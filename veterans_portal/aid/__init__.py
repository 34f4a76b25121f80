"""帮扶援助: the ledger of aid, its worklists, the page of a case, and what is printed."""
