"""The web process's entry point."""

import os

from django.core.wsgi import get_wsgi_application

from config.api.bodies import with_length
from config.environment import default_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", default_settings())
application = with_length(get_wsgi_application())
