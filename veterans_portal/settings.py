"""The one settings file. Everything that differs between installations is an environment variable.

PORTAL_MODE=trial (the default) makes its own secrets in PORTAL_VAR and serves on loopback;
PORTAL_MODE=production refuses to start on a missing or weak value.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PORTAL_MODE = env.str("PORTAL_MODE", "trial")
if PORTAL_MODE not in ("trial", "production"):
    raise ImproperlyConfigured("PORTAL_MODE must be trial or production.")
PRODUCTION = PORTAL_MODE == "production"

# Where the SQLite file, generated secrets, attachments and demo accounts live.
PORTAL_VAR = Path(env.str("PORTAL_VAR", str(BASE_DIR / "var"))).resolve()
if PRODUCTION:
    kept = {name: env.str(name) for name in ("SECRET_KEY", "PORTAL_ENCRYPTION_KEYS", "PORTAL_DIGEST_KEY")}
else:
    kept = environment.trial_secrets(PORTAL_VAR)
SECRET_KEY = env.str("SECRET_KEY", kept["SECRET_KEY"])
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
PORTAL_KEY_RING = environment.parse_key_ring(
    env.str("PORTAL_ENCRYPTION_KEYS", kept["PORTAL_ENCRYPTION_KEYS"])
)
PORTAL_DIGEST_KEY = environment.decode_key(
    env.str("PORTAL_DIGEST_KEY", kept["PORTAL_DIGEST_KEY"]), "PORTAL_DIGEST_KEY"
)
# Made-up people (ID numbers starting 440799, phones 10000xxxxxx) are accepted outside production only.
PORTAL_ALLOW_SAMPLES = not PRODUCTION

DEBUG = env.bool("DEBUG", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of the portal.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

if PRODUCTION and not env.str("DATABASE_URL", ""):
    raise ImproperlyConfigured("DATABASE_URL must be set in production.")
DATABASES = {
    "default": environment.database(
        env.db_url("DATABASE_URL", default=f"sqlite:///{PORTAL_VAR / 'portal.sqlite3'}"),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Room for the counts of every unit of a city, those of today and those of before the last writes.
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://?max_entries=10000")}

INSTALLED_APPS = [
    "veterans_portal",
    "care_activities",
    "veterans",
    "stations",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "import_export",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stations.access.UserLanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "stations.access.DeclaredAccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "veterans_portal.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "veterans_portal.context.portal",
            ],
        },
    }
]
WSGI_APPLICATION = "veterans_portal.wsgi.application"

AUTH_USER_MODEL = "stations.User"
AUTHENTICATION_BACKENDS = ["stations.backend.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

# The product speaks Chinese; a user may choose English for herself. Accept-Language is never asked.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
# A trial serves the files where they lie; production collects them first.
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = PORTAL_VAR / "attachments"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# A map of the districts (GeoJSON, polygons in degrees) that the customer may put here; without it, tiles are drawn.
PORTAL_MAP = PORTAL_VAR / "map.geojson"

# Errors go to the console, where the service manager keeps them; values of columns are Secrets and show masks.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# Imports: how much is read from a file, and how long staged personal data is kept.
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", 64 * 1024 * 1024)
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", 200_000)
COMPARE_MAX_ROWS = env.int("COMPARE_MAX_ROWS", 100_000)
PROPOSAL_KEEP_DAYS = env.int("PROPOSAL_KEEP_DAYS", 90)
IMPORT_MAX_COLUMNS = env.int("IMPORT_MAX_COLUMNS", 300)
IMPORT_MAX_SHEETS = env.int("IMPORT_MAX_SHEETS", 20)
IMPORT_MAX_UNPACKED = env.int("IMPORT_MAX_UNPACKED", 400 * 1024 * 1024)
IMPORT_READ_MEMORY = env.int("IMPORT_READ_MEMORY", 512 * 1024 * 1024)
IMPORT_READ_SECONDS = env.int("IMPORT_READ_SECONDS", 10)
IMPORT_MAX_FILES = env.int("IMPORT_MAX_FILES", 50)
# Above these numbers an import needs a typed reason: cells overwritten, people moved, ID numbers changed.
IMPORT_REASON_ABOVE = env(
    "IMPORT_REASON_ABOVE",
    cast={"key": str, "value": int},
    default={"overwrites": 50, "moves": 10, "id_changes": 0},
)
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", 30)
# Exports: how many rows one file may have, by the role that lets its maker export.
EXPORT_MAX_ROWS = {"manager": 50_000, "administrator": 200_000}
# 套表: blank forms are small, and filled within one request.
BLANK_FORM_MAX_BYTES = 2 * 1024 * 1024
BLANK_FORM_MAX_CELLS = 2_000  # with content
BLANK_FORM_MAX_PEOPLE = 5_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a file with many parts posts well over Django's 1,000
# Uploads stay in memory up to the limit: no copy of personal data in a temporary file.
FILE_UPLOAD_MAX_MEMORY_SIZE = IMPORT_MAX_BYTES
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", 8 * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if env.bool("BEHIND_TLS_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
