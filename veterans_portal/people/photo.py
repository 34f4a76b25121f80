"""The photo on a file's page and on its printed sheet."""


def photo_url(person) -> str:
    """The address of the latest photo of `person`; "" while there is none, and a placeholder is drawn."""
    return ""
