"""Who may do what: the one table from role to verbs (answered for Django by backend.py).

A membership gives a user a role at a station; the role's verbs hold at that station and everywhere
below it. Groups, user permissions and superusers do not exist here (design §2, decision 5).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    VIEW = "view", _("查看")
    ADD = "add", _("新增")
    CHANGE = "change", _("修改")
    DELETE = "delete", _("删除")
    REVEAL = "reveal", _("显示号码")
    IMPORT = "import", _("导入")
    EXPORT = "export", _("导出")
    APPROVE = "approve", _("审批")
    GRANT = "grant", _("授权")
    CONFIGURE = "configure", _("设置站点")
    FIGURES = "figures", _("看数据")
    AUDIT = "audit", _("审计")


class Role(TextChoices):
    """The roles a membership can hold; what each may do is `ROLE_VERBS`."""

    ADMINISTRATOR = "administrator", _("系统管理员")
    MANAGER = "manager", _("管理员")
    STAFF = "staff", _("工作人员")
    OFFICIAL = "official", _("领导")
    AUDITOR = "auditor", _("审计员")
    PARTNER = "partner", _("协作人员")


_ENTRY = {Verb.VIEW, Verb.ADD, Verb.CHANGE, Verb.DELETE, Verb.REVEAL, Verb.FIGURES}
_MANAGE = _ENTRY | {Verb.IMPORT, Verb.EXPORT, Verb.APPROVE, Verb.GRANT}

ROLE_VERBS = {
    Role.STAFF: frozenset(_ENTRY),
    Role.MANAGER: frozenset(_MANAGE),
    Role.ADMINISTRATOR: frozenset(_MANAGE | {Verb.CONFIGURE}),
    Role.OFFICIAL: frozenset({Verb.FIGURES}),
    Role.AUDITOR: frozenset({Verb.AUDIT}),
    # 民警, 法律顾问, 社工: the slips made out to them, and nothing else.
    Role.PARTNER: frozenset(),
}

# Which roles the holder of a role may give to others, at and below her own station.
GRANTABLE = {
    Role.MANAGER: frozenset({Role.MANAGER, Role.STAFF, Role.OFFICIAL, Role.PARTNER}),
    Role.ADMINISTRATOR: frozenset(Role),
}

_GRANTED = dict.fromkeys(("view", "add", "change", "delete"), Verb.GRANT)
# Models whose admin permissions are not the verb of the same name. A missing action is refused.
MODEL_VERBS = {
    "stations.user": {name: verb for name, verb in _GRANTED.items() if name != "delete"},
    "stations.membership": _GRANTED,
    "stations.station": {"view": Verb.VIEW, "add": Verb.CONFIGURE, "change": Verb.CHANGE},
    "stations.stationalias": {
        "view": Verb.VIEW,
        **dict.fromkeys(("add", "change", "delete"), Verb.CONFIGURE),
    },
    "care_activities.visitround": {  # opened on its own page, which freezes the list
        "view": Verb.VIEW,
        **dict.fromkeys(("change", "delete"), Verb.APPROVE),
    },
    "care_activities.contactrule": {
        "view": Verb.VIEW,
        **dict.fromkeys(("add", "change", "delete"), Verb.APPROVE),
    },
    "care_activities.calendarday": {
        "view": Verb.VIEW,
        **dict.fromkeys(("add", "change", "delete"), Verb.CONFIGURE),
    },
    "care_activities.deadlinerule": {
        "view": Verb.VIEW,
        **dict.fromkeys(("add", "change", "delete"), Verb.CONFIGURE),
    },
    "care_activities.serviceitem": {
        "view": Verb.VIEW,
        **dict.fromkeys(("add", "change", "delete"), Verb.APPROVE),
    },
    "stations.auditentry": {"view": Verb.AUDIT},
    # The steps by which aid is approved are ruled where it is approved.
    "care_activities.aidprocedure": {
        "view": Verb.VIEW,
        **dict.fromkeys(("add", "change", "delete"), Verb.APPROVE),
    },
    # What a checklist asks is set by the keepers of the tree; stars are awarded from above.
    "care_activities.standardrule": {
        "view": Verb.VIEW,
        **dict.fromkeys(("add", "change", "delete"), Verb.CONFIGURE),
    },
    "care_activities.stationstar": {
        "view": Verb.VIEW,
        **dict.fromkeys(("add", "change", "delete"), Verb.APPROVE),
    },
    # A check is never changed, a later one takes its place.
    "care_activities.stationcheck": {"view": Verb.VIEW, "add": Verb.CHANGE},
    "veterans_portal.importbatch": {"view": Verb.IMPORT},
}


def verb_for(permission):
    """The Verb that stands for a Django permission such as "veterans.change_personfile".

    None where the action does not exist for that model, which means nobody may do it.
    """
    app_label, _dot, codename = permission.partition(".")
    action, _underscore, model_name = codename.partition("_")
    table = MODEL_VERBS.get(f"{app_label}.{model_name}")
    if table is not None:
        return table.get(action)
    return Verb(action) if action in ("view", "add", "change", "delete") else None
