"""A year of what the article's two stations do for their people: activities, care, advice, policies.

Made by their users through the services, reckoned back from today, a module a ledger.
"""

from .activities import fill_activities, fill_opinions, fill_partners
from .advice import fill_advice
from .care import fill_care, fill_dining, fill_volunteering
from .policies import fill_policies

_STEPS = (
    fill_partners,
    fill_activities,
    fill_opinions,
    fill_care,
    fill_dining,
    fill_volunteering,
    fill_advice,
    fill_policies,
)


def fill_year(today) -> int:
    """Makes what is not there yet, ledger by ledger; how many rows."""
    return sum(step(today) for step in _STEPS)
