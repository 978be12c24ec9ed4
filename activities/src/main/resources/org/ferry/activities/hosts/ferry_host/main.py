"""ferry-host INSTANCES_PATH COMMAND: a request as JSON on stdin, the answer as JSON on stdout.

An error is {"error": {"type": ..., "message": ...}} and exit code 1.
"""
import json
import sys
from typing import Any, Callable

from ferry_host.arrange import expect
from ferry_host.base import Problem, instances_path
from ferry_host.change import base_state, define_domain, discard, place, place_base, purge, quarantine, require_files
from ferry_host.look import domain, domain_xml, fingerprint, inspect, measure
from ferry_host.route import admit, close_route, dismiss, open_route
from ferry_host.rsync import features
from ferry_host.serve import serve
from ferry_host.start import copy_start, copy_status, copy_stop

COMMANDS: dict[str, Callable[[str, dict[str, Any]], dict[str, Any]]] = {
    "inspect": inspect,
    "measure": measure,
    "domain": domain,
    "domain-xml": domain_xml,
    "fingerprint": fingerprint,
    "define-domain": define_domain,
    "open-route": open_route,
    "close-route": close_route,
    "admit": admit,
    "dismiss": dismiss,
    "features": features,
    "expect": expect,
    "copy-start": copy_start,
    "copy-status": copy_status,
    "copy-stop": copy_stop,
    "base-state": base_state,
    "place-base": place_base,
    "place": place,
    "discard": discard,
    "require-files": require_files,
    "quarantine": quarantine,
    "purge": purge,
}


def answer(arguments: list[str]) -> dict[str, Any]:
    if len(arguments) != 2 or arguments[1] not in COMMANDS:
        raise Problem("bad-request", f"usage: INSTANCES_PATH {'|'.join(COMMANDS)}")
    try:
        request = json.load(sys.stdin)
    except ValueError as error:
        raise Problem("bad-request", f"the request is not JSON: {error}") from None
    if not isinstance(request, dict):
        raise Problem("bad-request", "the request is not an object")
    return COMMANDS[arguments[1]](instances_path(arguments[0]), request)


def main(arguments: list[str]) -> int:
    try:
        if len(arguments) == 5 and arguments[1] == "serve":
            return serve(instances_path(arguments[0]), *arguments[2:])
        print(json.dumps(answer(arguments)))
        return 0
    except Problem as problem:
        error = {"type": problem.kind, "message": str(problem)}
    except Exception as failure:  # pylint: disable=broad-except
        error = {"type": "failed", "message": f"{type(failure).__name__}: {failure}"}
    if arguments[1:2] == ["serve"]:
        # Standard output belongs to the copy; the source shows what stands here.
        print(f"ferry-host: {error['message']}", file=sys.stderr)
    else:
        print(json.dumps({"error": error}))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
