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
    subject = Subject.PERSON
    personal: ClassVar = {
        "session_key": Keep(Erase.DELETE_ROW, days=14, why="to stay signed in"),
        "session_data": Keep(Erase.DELETE_ROW, days=14),
        "expire_date": Keep(Erase.DELETE_ROW, days=14),
    }


class DBTaskResult:
    """A task takes ids only; an id can be a person's, and a traceback can show one."""

    subject = Subject.PERSON
    public: ClassVar = [
        "id", "status", "enqueued_at", "started_at", "finished_at", "priority", "task_path", "worker_ids",
        "queue_name", "backend_name", "run_after", "exception_class_path",
    ]  # fmt: skip
    personal: ClassVar = {
        "args_kwargs": Keep(Erase.DELETE_ROW, days=30, why="which row the work is for"),
        "return_value": Keep(Erase.DELETE_ROW, days=30),
        "traceback": Keep(Erase.DELETE_ROW, days=30, why="to find out why work failed"),
    }


OTHERS: dict[str, type] = {
    "auth.Permission": Permission,
    "auth.Group": Group,
    "contenttypes.ContentType": ContentType,
    "sessions.Session": Session,
    "django_tasks_database.DBTaskResult": DBTaskResult,
}
