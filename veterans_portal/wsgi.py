"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")
application = get_wsgi_application()

# Pages are imported before the first reader comes, and what stays for ever is not looked through for rubbish again:
# each such look took 0.2 s, and a large form needs one every few pages.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
