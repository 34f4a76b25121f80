"""光荣牌: the ledger of plaques, what is still to hang, applications, rounds of hanging."""
