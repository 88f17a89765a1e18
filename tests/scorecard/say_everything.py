"""Print a digest of the answers to invented people, topic by topic; run in a process of its own hash seed."""

from __future__ import annotations

import hashlib
import os
import sys
from collections import Counter
from typing import Any

import orjson

from api.web.edge import response
from tests.consistency.people import bodies, person
from tests.support.apps import PRACTICALLY_UNLIMITED, client_of

PATHS = {"training": "training-load", "risk": "risk-factors"}


def _in_the_order_of_a_set() -> None:
    """Write the members of every answer in an order that differs from process to process."""
    really = response.dumps

    def dumps(value: Any, *given: Any, **named: Any) -> bytes:
        written = orjson.loads(really(value, *given, **named))
        if isinstance(written, dict):
            written = {name: written[name] for name in sorted(written, key=hash)}
        return orjson.dumps(written)

    for module in list(sys.modules.values()):
        if getattr(module, "dumps", None) is really:
            module.dumps = dumps  # type: ignore[attr-defined]


def main(url: str, key: str, people: int) -> None:
    """Ask every topic for so many people."""
    from api.app import create_app
    from api.config import Settings

    if os.environ.get("FOREFOOT_PLANT"):
        _in_the_order_of_a_set()
    app = create_app(Settings(database_url=url, rate_limit=PRACTICALLY_UNLIMITED, log_level="critical"))
    client = client_of(app, key)
    digest, answered, refused = hashlib.sha256(), 0, Counter[int]()
    for number in range(people):
        for topic, body in bodies(person(number)).items():
            answer = client.post(f"/v1/advice/{PATHS.get(topic, topic.replace('_', '-'))}", json=body)
            answered += answer.status_code == 200
            refused[answer.status_code] += answer.status_code not in (200, 422)
            digest.update(answer.data if answer.status_code == 200 else b"")
    assert not refused.total(), refused
    print(answered, digest.hexdigest())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
