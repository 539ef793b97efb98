"""What is sent along with a form stays in memory: no photo as it was sent, nor half of one, ever lies on the disk."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from buurtnet.kit.pictures import MOST_BYTES


class InMemory(FileUploadHandler):
    """Keeps files up to the size of one photo together; of what is more only the size is known, for the form to say.

    Django's own handlers would write such a file to the disk, which may be full.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = 0  # bytes of all files of this request
        self.file = BytesIO()
        self.is_whole = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file, self.is_whole = BytesIO(), True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.is_whole and self.kept + len(raw_data) <= MOST_BYTES:
            self.kept += self.file.write(raw_data)
        elif self.is_whole:
            self.kept -= self.file.tell()
            self.file, self.is_whole = BytesIO(), False

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        size = file_size if self.is_whole else max(file_size, MOST_BYTES + 1)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name or "", self.content_type or "", size, self.charset,
            self.content_type_extra,
        )  # fmt: skip
