"""The sentences of the bulletin (简报): what the portal counted, said in words that neither praise nor explain.

A clause names the figures that it carries and is left out where one of them is not known, or nothing was counted.
They are Chinese whatever language their reader has chosen: the bulletin is a paper for offices.
"""

import re
from dataclasses import dataclass

_KEY = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Clause:
    """`text` with `{figure}` where its number stands; `asks_any`: stands although all of them are 0."""

    text: str
    asks_any: bool = False

    @property
    def keys(self) -> list[str]:
        return _KEY.findall(self.text)


@dataclass(frozen=True)
class Sentence:
    """Clauses joined by commas. `first` begins it and must be known, else the sentence is left out."""

    first: Clause
    rest: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    key: str
    title: str
    sentences: tuple[Sentence, ...]


def _said(first, *rest):
    return Sentence(Clause(first, asks_any=True), tuple(map(Clause, rest)))


def _if_any(*clauses):
    """A sentence of whatever is known of it."""
    return Sentence(Clause(""), tuple(map(Clause, clauses)))


PARAGRAPHS = (
    Paragraph(
        "basics",
        "基本情况",
        (
            _if_any(
                "于{established}成立",
                "辖区面积{area_km2}平方公里",
                "共有居民{residents}人",
                "常住人口{residents_permanent}人",
                "户籍人口{residents_registered}人",
            ),
            _said(
                "登记在册的退役军人{veterans}人",
                "其中优抚对象{preferential}人",
                "参战人员{combat}人",
            ),
            _if_any(
                "按统计类别，重点优抚对象{bucket_key_preferential}人",
                "军转干部{bucket_transferred_officer}人",
                "退役士兵{bucket_discharged_soldier}人",
                "军队离退休干部和退休士官{bucket_military_retiree}人",
                "复员军人{bucket_demobilised}人",
                "其他{bucket_other}人",
            ),
            _if_any(
                "烈属{martyr_households}户",
                "因公牺牲军人遗属{duty_death_households}户",
                "享受定期补助{periodic_benefit}人",
            ),
        ),
    ),
    Paragraph(
        "home",
        "军人之家",
        (
            _said(
                "退役军人党员{party_members}人，占退役军人的{party_ratio}%",
                "其中流动党员{floating_members}人",
                "组织关系未落实的{unsettled_members}人",
            ),
            _if_any(
                "有工作人员{staff}人",
                "其中专责党员工作人员{dedicated_party_staff}人",
                "居家养老服务站{elderly_care_venues}个",
                "活动场所{venues}个",
                "长者饭堂{canteen}个",
                "保障队伍有{support_roles}类角色",
            ),
            _if_any(
                "近一年举行活动{activities_1y_sessions}场次，参加{activities_1y_person_times}人次",
            ),
        ),
    ),
    Paragraph(
        "models",
        "军人典范",
        (
            _if_any(
                "服务于政府部门及公共服务机构的有{public_sector}人，占退役军人总数的{public_sector_ratio}%",
                "其中参与村委工作的{village_committee}人",
                "自主创业的{entrepreneurs}人",
                "获荣誉称号{honour_titles}项",
            ),
            _if_any(
                "村集体经济收入从{income_first_year}的{income_first}万元到{income_last_year}的{income_last}万元，"
                "增长{collective_income_growth}倍",
            ),
        ),
    ),
    Paragraph(
        "care",
        "军人关爱",
        (
            _said(
                "近三年走访慰问{visits_3y_person_times}人次",
                "走访家庭{visits_3y_household_times}户次",
                "生活用品及慰问金合计{visits_3y_amount}元",
            ),
            _if_any(
                "应挂光荣牌的家庭{plaque_households}户，已悬挂{plaques_hung}户，悬挂率{plaque_ratio}%",
                "待悬挂{plaques_waiting}户",
            ),
            _if_any(
                "本年核实困难{aid_verified}件",
                "已帮扶{aid_helped}件",
                "核实未帮扶{aid_unhelped}件",
                "帮扶金额{aid_amount}元",
            ),
        ),
    ),
)
