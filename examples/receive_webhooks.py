#!/usr/bin/env python3
"""Receives Forefoot's webhooks: verifies each message, takes it once, and prints what it tells of.

    FOREFOOT_WEBHOOK_SECRET=whsec_... python3 examples/receive_webhooks.py [PORT]

It needs Python alone, and a proxy with TLS in front. A real receiver keeps the ids where they outlive it, puts the
message into a queue of its own, and answers at once.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SEEN = set()


def is_ours(headers, body, secret):
    """Return whether a message was signed with this secret within the last five minutes."""
    sent_at = headers.get("webhook-timestamp", "")
    if not sent_at.isdigit() or abs(time.time() - int(sent_at)) > 300:
        return False
    signed = f"{headers.get('webhook-id')}.{sent_at}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(wanted, one) for one in given)


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what is ours, the second time too, and 401 to anything else."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        ours = is_ours(self.headers, body, os.environ["FOREFOOT_WEBHOOK_SECRET"])
        if ours and self.headers["webhook-id"] not in SEEN:
            SEEN.add(self.headers["webhook-id"])
            message = json.loads(body)
            print(message["type"], json.dumps(message["data"]), flush=True)
        self.send_response(204 if ours else 401)
        self.end_headers()

    def log_message(self, *words):
        """Print nothing but messages."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 9000), Receiver).serve_forever()
