"""Figures kept per station, its own rows only; what they count is `care_activities.tallies`."""

from django.db import models

from stations.models.tracked import ScopedModel

from .. import vocabulary


class VisitTally(ScopedModel):
    """人次, 户次 and money (in cents) of one station, month and occasion."""

    station = models.ForeignKey("stations.Station", models.CASCADE, related_name="visit_tallies")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    occasion = models.CharField(max_length=20, choices=vocabulary.Occasion)
    person_times = models.PositiveIntegerField(default=0)
    household_times = models.PositiveIntegerField(default=0)
    cash_cents = models.BigIntegerField(default=0)
    goods_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "year", "month", "occasion"], name="visit_tally_unique"
            )
        ]

    def __str__(self):
        return f"{self.station} {self.year}-{self.month:02} {self.occasion}"


class PlaqueTally(ScopedModel):
    """Households of one station that hang a plaque (已悬挂) or wait for one that is confirmed (待悬挂)."""

    station = models.OneToOneField(
        "stations.Station", models.CASCADE, primary_key=True, related_name="plaque_tally"
    )
    hung = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)

    def __str__(self):
        return str(self.station)


class CareTally(ScopedModel):
    """Of one station and month: 照料 in 人次, also by group of items, meals in the canteen, minutes of volunteers."""

    station = models.ForeignKey("stations.Station", models.CASCADE, related_name="care_tallies")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    services = models.PositiveIntegerField(default=0)
    daily = models.PositiveIntegerField(default=0)
    medical = models.PositiveIntegerField(default=0)
    nursing = models.PositiveIntegerField(default=0)
    meals = models.PositiveIntegerField(default=0)
    volunteer_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "year", "month"], name="care_tally_unique")]

    def __str__(self):
        return f"{self.station} {self.year}-{self.month:02}"
