"""Settings of the processes in the crash tests: as in service, but their mail goes to the test's own server."""

import os

if os.environ.get("DATABASE_URL"):
    from config.settings.services import *  # noqa: F403 - a settings module is its names
else:
    from config.settings.embedded import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["CRASH_TEST_MAIL_PORT"])
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
