"""Figures about people, counted per station; summed over a subtree at read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models.tracked import ScopedModel


def _figure(label):
    return models.PositiveIntegerField(label, default=0)


class PeopleTally(ScopedModel):
    """One row a station, its own people only. What each figure means stands in `veterans.tallies`."""

    station = models.OneToOneField(
        "stations.Station",
        models.CASCADE,
        primary_key=True,
        related_name="people_tally",
        verbose_name=_("服务站"),
    )
    people = _figure(_("在册档案"))
    veterans = _figure(_("登记在册退役军人"))
    bucket_key_preferential = _figure(_("重点优抚对象"))
    bucket_military_retiree = _figure(_("军队离退休干部和退休士官"))
    bucket_transferred_officer = _figure(_("军转干部"))
    bucket_demobilised = _figure(_("复员军人"))
    bucket_discharged_soldier = _figure(_("退役士兵(不含已列重点优抚)"))
    bucket_other = _figure(_("其他退役军人"))
    discharged_soldier_identity = _figure(_("退役士兵身份"))
    preferential = _figure(_("优抚对象"))
    combat = _figure(_("参战人员"))
    nuclear_test = _figure(_("参试人员"))
    disabled = _figure(_("伤残人员"))
    hardship = _figure(_("困难人员"))
    party_members = _figure(_("退役军人党员"))
    floating_members = _figure(_("流动党员"))
    unsettled_members = _figure(_("组织关系未落实党员"))
    public_sector = _figure(_("服务于政府部门及公共服务机构"))
    village_committee = _figure(_("参与村委工作"))
    entrepreneurs = _figure(_("自主创业"))
    unemployed = _figure(_("无业"))
    survivors = _figure(_("三属"))
    military_families = _figure(_("现役军人家属"))
    periodic_benefit = _figure(_("享受定期补助"))
    survivor_households = _figure(_("三属家庭"))
    martyr_households = _figure(_("烈属"))
    duty_death_households = _figure(_("因公牺牲军人遗属"))
    plaque_households = _figure(_("应挂光荣牌家庭"))
    honour_titles = _figure(_("荣誉称号"))
    composition = models.JSONField(
        _("人员构成"), default=dict, help_text=_("每个主题的每个答案各有多少人，没有人的不列")
    )

    class Meta:
        verbose_name = _("人员统计")
        verbose_name_plural = _("人员统计")

    def __str__(self):
        return str(self.station)
