"""Figures kept per station, its own rows only; what they count is `care_activities.tallies`."""

from django.db import models

from stations.models.tracked import ScopedModel
from veterans.vocabulary import Demand

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


class AidTally(ScopedModel):
    """Cases (件) of one station, month, situation and kind, each counted in the month of what is counted.

    `unhelped` are verified and open in that month's cases; 元 in cents stand in the month of payment.
    """

    station = models.ForeignKey("stations.Station", models.CASCADE, related_name="aid_tallies")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    situation = models.CharField(max_length=2, choices=vocabulary.Situation)
    kind = models.CharField(max_length=12, choices=vocabulary.AidKind)
    found = models.PositiveIntegerField(default=0)
    applied = models.PositiveIntegerField(default=0)
    verified = models.PositiveIntegerField(default=0)
    unhelped = models.PositiveIntegerField(default=0)
    helped = models.PositiveIntegerField(default=0)
    out = models.PositiveIntegerField(default=0)
    paid_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "year", "month", "situation", "kind"], name="aid_tally_unique"
            )
        ]

    def __str__(self):
        return f"{self.station} {self.year}-{self.month:02} {self.situation} {self.kind}"


class PlaqueTally(ScopedModel):
    """Households of one station that hang a plaque (已悬挂) or wait for one that is confirmed (待悬挂)."""

    station = models.OneToOneField(
        "stations.Station", models.CASCADE, primary_key=True, related_name="plaque_tally"
    )
    hung = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)

    def __str__(self):
        return str(self.station)


class ActivityTally(ScopedModel):
    """What was held by one station, of one kind in one month: 场次, 人次, tenths of hours, and answered scores.

    人次 are the named people present and the guests without a name; hours are those of all of them.
    """

    station = models.ForeignKey("stations.Station", models.CASCADE, related_name="activity_tallies")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=vocabulary.ActivityKind)
    sessions = models.PositiveIntegerField(default=0)
    person_times = models.PositiveIntegerField(default=0)
    hour_tenths = models.PositiveBigIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "month", "kind"], name="activity_tally_unique")
        ]

    def __str__(self):
        return f"{self.station} {self.year}-{self.month:02} {self.kind}"


class RequestTally(ScopedModel):
    """诉求 (件) taken at one desk, of one class and channel, each fact in the month of its day.

    `on_time`, `rated` and `satisfied` are told of what was closed in that month.
    """

    station = models.ForeignKey("stations.Station", models.CASCADE, related_name="request_tallies")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    demand = models.CharField(max_length=2, choices=Demand)
    channel = models.CharField(max_length=10, choices=vocabulary.RequestChannel)
    registered = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    satisfied = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "year", "month", "demand", "channel"], name="request_tally_unique"
            )
        ]

    def __str__(self):
        return f"{self.station} {self.year}-{self.month:02} {self.demand} {self.channel}"


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


class ConsultationTally(ScopedModel):
    """咨询 of one station and month on one topic, in 次."""

    station = models.ForeignKey("stations.Station", models.CASCADE, related_name="consultation_tallies")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    topic = models.CharField(max_length=10, choices=vocabulary.ConsultationTopic)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "year", "month", "topic"], name="consultation_tally_unique"
            )
        ]

    def __str__(self):
        return f"{self.station} {self.year}-{self.month:02} {self.topic}"


class VenueTally(ScopedModel):
    """The use of one venue in one month: 次 and 人次 of what took place, 次 of what is booked."""

    station = models.ForeignKey("stations.Station", models.CASCADE, related_name="venue_tallies")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    venue = models.ForeignKey("stations.Venue", models.CASCADE, related_name="tallies")
    times = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    booked = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "month", "venue"], name="venue_tally_unique")
        ]

    def __str__(self):
        return f"{self.venue} {self.year}-{self.month:02}"
