"""Start, status and stop of a copy, on the source."""
from typing import Any

from ferry_host.base import Problem, checked
from ferry_host.copying import Copy
from ferry_host.extents import ExtentTransfer
from ferry_host.job import Job
from ferry_host.limits import order_limits
from ferry_host.look import require_shut_off
from ferry_host.route import ssh_words
from ferry_host.rsync import Transfer, choices


def copy_start(root: str, request: dict[str, Any]) -> dict[str, Any]:
    """Starts the copy unless it runs or is done, and answers as copy-status."""
    copy = Copy(root, request)
    engine = checked(request.get("engine"), "extents|rsync", "engine")
    if not 1 <= int(request.get("streams", 1)) <= 4:
        raise Problem("bad-request", "a copy has 1 to 4 streams")
    copy.job.register()
    order_limits(copy.job, request)
    before = copy.job.status(0)
    if before["state"] == "failed":
        if not copy.base:
            require_shut_off(copy.instance.uuid)
        ssh_words(copy.instance.state)
        options = choices(request) if engine == "rsync" else []

        def work(_job: Job, held: int) -> dict[str, Any]:
            if engine == "rsync":
                return Transfer(copy, held, options).run()
            return ExtentTransfer(copy, held, request).run()

        copy.job.start(work)
    return copy.job.status(0)


def copy_status(root: str, request: dict[str, Any]) -> dict[str, Any]:
    copy = Copy(root, request)
    copy.job.register()
    return copy.job.status(min(float(request.get("wait", 0)), 20))


def copy_stop(root: str, request: dict[str, Any]) -> dict[str, Any]:
    Copy(root, request).job.stop()
    return {}
