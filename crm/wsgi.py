"""What the web server (granian) calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

application = get_wsgi_application()

from crm.checks import refuse_demo_accounts  # noqa: E402 - needs the application set up

refuse_demo_accounts()
