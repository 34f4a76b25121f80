"""My station's page, and the small pages that belong to no ledger."""

from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stations.access import public, signed_in
from stations.models import User

# What will stand at an address that is not built yet.
COMING = {
    "people": (gettext_lazy("档案"), gettext_lazy("这里将列出本站的一人一档，可按姓名、拼音和号码查找。")),
    "visits": (gettext_lazy("慰问"), gettext_lazy("这里将登记走访慰问，并列出尚未走访的对象。")),
    "requests": (gettext_lazy("诉求"), gettext_lazy("这里将受理诉求，按期转办、督办和办结。")),
    "reports": (gettext_lazy("报表"), gettext_lazy("这里将生成各级要求的统计表，可打印和下载。")),
    "imports": (gettext_lazy("导入"), gettext_lazy("这里将导入表格：先检查、再写入、可撤销。")),
}


@signed_in
def my_station(request):
    memberships = request.user.live_memberships()
    return render(request, "workbench/my_station.html", {"memberships": memberships})


@signed_in
def coming(request, page, **kwargs):
    title, text = COMING[page]
    return render(request, "coming.html", {"title": title, "text": text})


@signed_in
@require_POST
def choose_language(request):
    language = request.POST.get("language")
    if language in User.Language.values:
        User.objects.filter(pk=request.user.pk).update(language=language)
        with translation.override(language):
            messages.success(request, _("界面语言已更改。"))
    return redirect("home")


@public
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@public
def readyz(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
