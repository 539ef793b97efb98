"""What the models of other packages keep, declared here because they cannot declare it themselves."""

from typing import ClassVar

from buurtnet.kit.declare import Erase, Keep, Subject


class Permission:
    subject = Subject.NOBODY
    public: ClassVar = ["id", "name", "content_type", "codename"]


class Group:
    subject = Subject.NOBODY
    public: ClassVar = ["id", "name", "permissions"]


class ContentType:
    subject = Subject.NOBODY
    public: ClassVar = ["id", "app_label", "model"]


class Session:
    """Django moves ``expire_date`` with each visit; when it is over, so is the session."""

    subject = Subject.PERSON
    of = None
    of_nobody = "whose it is stands inside, packed; signing out everywhere ends it"
    personal: ClassVar = {
        "session_key": Keep(Erase.DELETE_ROW, days=0, since="expire_date", why="to stay signed in"),
        "session_data": Keep(Erase.DELETE_ROW, days=0, since="expire_date", why="to stay signed in"),
        "expire_date": Keep(Erase.DELETE_ROW, days=0, why="to end a session in time"),
    }


class DBTaskResult:
    """A task takes ids only; an id can be a person's, and a traceback can show one."""

    subject = Subject.PERSON
    of = None
    of_nobody = "ids only, and gone in thirty days"
    public: ClassVar = [
        "id", "status", "enqueued_at", "started_at", "finished_at", "priority", "task_path", "worker_ids",
        "queue_name", "backend_name", "run_after", "exception_class_path",
    ]  # fmt: skip
    personal: ClassVar = {
        "args_kwargs": Keep(Erase.DELETE_ROW, days=30, since="enqueued_at", why="which row the work is for"),
        "return_value": Keep(Erase.DELETE_ROW, days=30, since="enqueued_at", why="what the work came to"),
        "traceback": Keep(Erase.DELETE_ROW, days=30, since="enqueued_at", why="to find out why work failed"),
    }


OTHERS: dict[str, type] = {
    "auth.Permission": Permission,
    "auth.Group": Group,
    "contenttypes.ContentType": ContentType,
    "sessions.Session": Session,
    "django_tasks_database.DBTaskResult": DBTaskResult,
}
