"""The reports there are, by key, in the order of domain §7.1."""

from .care import R5, R6, R7
from .party import R9
from .people import R1, R2, R3, R4
from .requests import R8
from .stations import R10
from .upkeep import R11, R12, R13, R14

REPORTS = {report.key: report for report in (R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, R13, R14)}
