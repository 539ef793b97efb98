from tests.privacy.diary import diary
from tests.privacy.log_rows import files

__all__ = ["diary", "files"]
