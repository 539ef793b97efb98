"""The entry for a web server. ``buurtnet serve`` brings its own; another server can load this one."""

import os

from django.core.wsgi import get_wsgi_application

from buurtnet.config.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buurtnet.config.settings")

application = get_wsgi_application()
refuse_unsafe()
