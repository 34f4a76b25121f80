"""What a real installation begins with: the city's stations, its calendar and times, its first administrator."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from care_activities.services.calendar import calendar_load
from care_activities.services.deadline_rules import deadline_rules_load
from stations.divisions import load_divisions
from stations.models import Station, User
from stations.roles import Role
from stations.services import membership_grant


class Command(BaseCommand):
    help = (
        "Loads the divisions, the working calendar and the times allowed, and opens the first administrator's "
        "account; run it after migrate. A second run adds what is missing and changes nothing else."
    )

    def add_arguments(self, parser):
        parser.add_argument("--admin", metavar="USERNAME", help="the administrator's user name")
        parser.add_argument("--name", default="", help="what the administrator is called")

    def handle(self, *, admin, name, **options):
        with transaction.atomic():
            created = load_divisions()
            city = Station.objects.get(parent=None)
            days = calendar_load(actor=None, station=city)
            times = deadline_rules_load(actor=None, station=city)
        self.stdout.write(f"行政区划：新建 {created} 个站；工作日历：新增 {days} 天；时限：新增 {times} 项。")
        if admin:
            self.open_account(admin, name, city)
        elif not User.objects.exists():
            self.stdout.write(
                "还没有任何账号：请加上 --admin 用户名 --name 姓名 再运行一次，建立第一个管理员账号。"
            )

    @transaction.atomic
    def open_account(self, username, name, city):
        if User.objects.filter(username=username).exists():
            raise CommandError(f"已有账号 {username}，没有改动。换一个用户名，或在“登记”的“用户”中修改。")
        user = User(username=username, full_name=name)
        try:
            user.full_clean(exclude=["password"])
            password = self.read_password()
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError("没有建立账号：" + "".join(error.messages)) from error
        user.set_password(password)
        user.save()
        membership_grant(actor=None, user=user, station=city, role=Role.ADMINISTRATOR)
        self.stdout.write(f"已建立管理员账号 {username}，请用它登录，再为各站建立账号。")

    def read_password(self):
        """Asked for twice and never shown; from the first line of what is piped in, where nobody sits."""
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        password = getpass.getpass("密码：")
        if getpass.getpass("再输入一次：") != password:
            raise CommandError("两次输入的密码不一致，没有建立账号。")
        return password
