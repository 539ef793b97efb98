"""The surroundings of a test run, laid out before Django reads its settings (``-p tests.surroundings``).

A run has a data folder of its own that goes away with it, is in demo mode, and obeys no setting of the
shell that starts it but ``DATABASE_URL``: without one the tests run on SQLite in memory.
"""

import atexit
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from django.conf import settings

SETTINGS = Path(__file__).resolve().parent.parent / "buurtnet" / "config" / "settings.py"
# Whatever the settings ask the environment for, whichever way: a call with a name in capitals.
ASKED = re.compile(r"""\w\(\s*["']([A-Z][A-Z_]{2,})["']""")

data_dir = Path(tempfile.mkdtemp(prefix="buurtnet-test-"))
atexit.register(shutil.rmtree, data_dir, ignore_errors=True)
(data_dir / "static").mkdir()  # whitenoise warns where there is none, and a warning is an error

for _name in set(ASKED.findall(SETTINGS.read_text())) - {"DATABASE_URL"}:
    os.environ.pop(_name, None)
os.environ["BUURTNET_DATA_DIR"] = str(data_dir)
# What one process compiled, the next reads: without that every one of them compiles all of our code, and theirs.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["BUURTNET_DEMO"] = "1"


def pytest_configure() -> None:
    settings.FIELD_KEYS = "a-key-of-tests-for-encrypted-fields-that-keeps-no-secret"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and safe nowhere else
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
