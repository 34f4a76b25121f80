"""From an empty machine to a running portal with real stations and made-up people."""

import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from stations.divisions import load_divisions
from veterans_portal.demo.accounts import accounts_file, create_accounts


class Command(BaseCommand):
    help = "Sets the portal up with the real divisions and demo data, prints the accounts, and serves it."

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="set up and stop")
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default 8000)")

    def handle(self, *, no_serve, port, **options):
        if settings.PRODUCTION:
            raise CommandError("quickstart 只用于试用环境（PORTAL_MODE=trial），不会在正式环境写入演示数据。")
        call_command("migrate", verbosity=0)
        created = load_divisions()
        self.stdout.write(f"区划：新建 {created} 个站点")
        accounts = create_accounts()
        self.stdout.write(f"\n演示账号（保存在 {accounts_file()}）：")
        for row in accounts:
            self.stdout.write(f"  {row['username']:<18} {row['password']:<14} {row['role']}  {row['station']}")
        if not no_serve:
            self.serve(port)

    def serve(self, port):
        self.stdout.write(self.style.SUCCESS(f"\n打开 http://127.0.0.1:{port}/ （按 Ctrl+C 停止）"))
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        worker = subprocess.Popen([*manage, "portal_worker"])
        try:
            subprocess.run([*manage, "runserver", f"127.0.0.1:{port}", "--noreload"], check=False)
        except KeyboardInterrupt:
            pass
        finally:
            worker.terminate()
            worker.wait()
