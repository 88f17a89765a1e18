#!/usr/bin/env python3
"""A runner's app: finds its runner and pair again, logs runs that count once, and asks which pair is due.

    FOREFOOT_URL=http://localhost:8000 FOREFOOT_KEY=ff_... python3 examples/app.py MEMBER KILOMETRES [KILOMETRES ...]

Logs a run of each distance, one a day up to today, in the pair of MEMBER. Run it again: nothing is counted twice.
It needs Python alone. The key needs the scopes `runners:read` and `runners:write`.
"""

import datetime
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

URL = os.environ.get("FOREFOOT_URL", "http://localhost:8000")
KEY = os.environ.get("FOREFOOT_KEY", "")
TRIES = 4


class Refused(Exception):
    """A problem (RFC 9457) that waiting does not mend."""

    def __init__(self, problem):
        fields = [f"{entry.get('pointer', '')} {entry['detail']}" for entry in problem.get("errors", [])]
        super().__init__("\n  ".join([f"{problem['title']} ({problem['code']}): {problem['detail']}", *fields]))
        self.code = problem["code"]


def call(method, path, body=None, query=None):
    """Return what the service answers.

    A lost answer or a service that is busy is asked again. What creates carries one Idempotency-Key over all tries, so
    that it happens once.
    """
    address = URL + path + ("?" + urllib.parse.urlencode(query) if query else "")
    headers = {"Authorization": f"Bearer {KEY}", "Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if method == "POST":
        headers["Idempotency-Key"] = str(uuid.uuid4())
    data = None if body is None else json.dumps(body).encode()
    for left in reversed(range(TRIES)):
        request = urllib.request.Request(address, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            problem = json.load(refused)
            if not left or (refused.code not in (429, 503) and problem["code"] != "in_flight"):
                raise Refused(problem) from None
            time.sleep(float(refused.headers.get("Retry-After", 1)))
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            if not left:
                raise
            time.sleep(1)
    raise AssertionError("unreachable")


def found_or_made(list_path, path, reference, body):
    """Return the thing of your own reference, made if there is none yet."""
    known = call("GET", list_path, query={"external_ref": reference})["items"]
    return known[0] if known else call("POST", path, {"external_ref": reference, **body})


def main(member, distances):
    """Log and report."""
    runner = found_or_made("/v1/runners", "/v1/runners", member, {"units": "metric"})
    shoes = {"description": "Daily trainer"}
    pair = found_or_made("/v1/pairs", f"/v1/runners/{runner['id']}/pairs", f"{member}-1", shoes)
    today = datetime.date.today()
    for back, kilometres in enumerate(reversed(distances)):
        day = today - datetime.timedelta(days=back)
        # Your own id makes a run count once for ever, whatever is sent again and from which device.
        run = {"date": str(day), "distance": {"km": kilometres}, "source": "example", "external_id": f"{day}"}
        logged = call("POST", f"/v1/pairs/{pair['id']}/runs", run)
        print(day, logged["distance"]["km"], "km", "(was there)" if logged["duplicate"] else "(new)")
    for due in call("GET", f"/v1/runners/{runner['id']}/retirement")["items"]:
        print(f"{due['name']}: {due['verdict']} - {due['summary']}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    try:
        main(sys.argv[1], [float(each) for each in sys.argv[2:]])
    except Refused as problem:
        sys.exit(str(problem))
    except (urllib.error.URLError, TimeoutError, ConnectionError) as fault:
        sys.exit(f"{URL} cannot be reached: {fault}")
