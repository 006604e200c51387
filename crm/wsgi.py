"""What the web server (granian) calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

application = get_wsgi_application()

from crm.checks import refuse_demo_accounts  # noqa: E402 - needs the application set up

refuse_demo_accounts()

# What has been loaded stays for as long as the process: the collector need not look through it again and again, which
# takes a fifth of the time of a large file.
gc.freeze()
# A page makes some thousands of short-lived things. Collecting at every 700 of them went through everything that is
# alive in one request of fifteen, which then took twice as long.
gc.set_threshold(20_000, 10, 20)
