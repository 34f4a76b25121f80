"""报表: the statistical tables R1 to R14 (domain §7.1), each filled once and shown as page, workbook and print."""
