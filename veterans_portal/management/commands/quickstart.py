"""From an empty machine to a running portal with real stations and made-up people."""

import signal
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from stations.services import ServiceError
from veterans.models import PersonFile
from veterans_portal.demo import stage
from veterans_portal.demo.accounts import accounts_file


class Command(BaseCommand):
    help = "Sets the portal up with the real divisions and demo data, prints the accounts, and serves it."

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="set up and stop")
        parser.add_argument(
            "--scale",
            choices=("demo", "city"),
            default="demo",
            help="city: 90,000 made-up veterans on top of the demo, some minutes more (default demo)",
        )
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default 8000)")

    def handle(self, *, no_serve, port, scale, **options):
        if settings.PRODUCTION:
            raise CommandError("quickstart 只用于试用环境（PORTAL_MODE=trial），不会在正式环境写入演示数据。")
        self.keep_off_real_people()
        call_command("migrate", verbosity=0)
        self.say("准备演示数据（人员均为虚构）：")
        try:
            accounts = stage.set_up(self.say)
            if scale == "city":
                stage.fill_city(self.say)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self.say(f"\n演示账号（保存在 {accounts_file()}）：")
        for row in accounts:
            self.say(f"  {row['username']:<18} {row['password']:<14} {row['role']}  {row['station']}")
        if not no_serve:
            self.serve(port)

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()

    def keep_off_real_people(self):
        """Before anything is touched: an empty database has no table to ask yet."""
        if PersonFile._meta.db_table not in connection.introspection.table_names():
            return
        try:
            stage.refuse_real_people()
        except stage.RealPeople as error:
            raise CommandError(
                f"数据库里有 {error} 份不是示例人员的档案，没有写入任何演示数据。"
                "请换一个空的数据库（DATABASE_URL）或目录（PORTAL_VAR）再试。"
            ) from error

    def serve(self, port):
        """The portal and its worker until one is told to stop; whoever ends this process ends both."""
        self.say(self.style.SUCCESS(f"\n打开 http://127.0.0.1:{port}/ （按 Ctrl+C 停止）"))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        server = subprocess.Popen([*manage, "runserver", f"127.0.0.1:{port}", "--noreload"])
        worker = subprocess.Popen([*manage, "portal_worker"])
        try:
            failed = server.wait()
        except KeyboardInterrupt:
            failed = False
        finally:
            for child in (server, worker):
                child.terminate()
                child.wait()
        if failed:
            raise CommandError(f"网站没有启动。如果端口 {port} 已被占用，请加上 --port 换一个。")
