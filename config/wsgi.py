"""The web process's entry point."""

import os

from django.core.wsgi import get_wsgi_application

from config.environment import default_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", default_settings())
application = get_wsgi_application()
