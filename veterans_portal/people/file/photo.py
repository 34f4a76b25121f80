"""The photo on a file's page and on its printed sheet."""

from django.urls import reverse

from veterans.services.attachments import photo_of


def photo_url(person) -> str:
    """The address of the latest photo of `person`; "" while there is none, and a placeholder is drawn.

    It names the attachment, so that a new photo is seen at once.
    """
    photo = photo_of(person)
    return f"{reverse('person-photo', args=[person.pk])}?v={photo.pk}" if photo else ""
