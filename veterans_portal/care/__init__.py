"""照料服务: care of 孤老, contracts, the canteen, volunteers (ledger ⑭志愿/社工服务)."""
