#!/usr/bin/env python3
"""A kiosk in a terminal: asks one question at a time, then shows the advice and prints its slip.

    FOREFOOT_URL=http://localhost:8000 FOREFOOT_KEY=ff_... python3 examples/kiosk.py

Answer with the number of a choice, several with commas between them; Enter alone leaves a question open.
It needs Python alone. The key needs the scope `advice`.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request

URL = os.environ.get("FOREFOOT_URL", "http://localhost:8000")
KEY = os.environ.get("FOREFOOT_KEY", "")
TRIES = 4


def post(path, body, accept="application/json"):
    """Return what the service answers; wait and try again where it asks for that."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", "Accept": accept}
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers)
    for left in reversed(range(TRIES)):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read().decode()
                return json.loads(text) if accept == "application/json" else text
        except urllib.error.HTTPError as refused:
            if refused.code in (429, 503) and left:
                time.sleep(float(refused.headers.get("Retry-After", 1)))
                continue
            raise SystemExit(explained(json.load(refused))) from None
        except urllib.error.URLError as fault:
            raise SystemExit(f"{URL} cannot be reached: {fault.reason}") from None
    raise AssertionError("unreachable")


def explained(problem):
    """Return a problem (RFC 9457) as lines for whoever runs the kiosk."""
    fields = [f"  {entry.get('pointer', '')} {entry['detail']}" for entry in problem.get("errors", [])]
    return "\n".join([f"{problem['title']} ({problem['code']}): {problem['detail']}", *fields])


def merge(answers, more):
    """Put what a choice names into all answers so far."""
    for name, value in more.items():
        if isinstance(value, dict):
            merge(answers.setdefault(name, {}), value)
        else:
            answers[name] = value


def at(field, value):
    """Return the answer to one dotted field."""
    for name in reversed(field.split(".")):
        value = {name: value}
    return value


def put(question):
    """Put one question until it is understood; return the answers it gives, or None where it was left open."""
    print(f"\n{question['text']}")
    for number, choice in enumerate(question["choices"], 1):
        print(f"  {number}  {choice['text']}")
    if question["none_text"]:
        print(f"  0  {question['none_text']}")
    if not question["choices"]:
        print("  EU size, such as 42.5" if question["kind"] == "size" else "  {low:g} to {high:g}".format(**question))
    while True:
        typed = input("> ").replace(",", " ").split()
        try:
            return answers_of(question, typed) if typed else None
        except ValueError:
            print("  A number, please; Enter alone leaves it open.")


def answers_of(question, typed):
    """Return what the numbers that were typed answer; raise ValueError for what is no number."""
    if question["kind"] == "size":
        return {"size": {"system": "eu", "value": float(typed[0])}}
    if not question["choices"]:
        return at(question["field"], float(typed[0]))
    chosen = {int(number) for number in typed}
    answers = {}
    for number, choice in enumerate(question["choices"], 1):
        if number not in chosen:
            merge(answers, choice["otherwise"])
    for number, choice in enumerate(question["choices"], 1):
        if number in chosen:
            merge(answers, choice["answers"])
    return answers


def interview():
    """Ask until nothing that is still open could change the advice; return all answers and the last reply."""
    said = {"purpose": "consultation", "answers": {}, "asked": [], "skipped": []}
    while True:
        reply = post("/v1/advice/interview", said)
        if reply["done"]:
            return said["answers"], reply
        question = reply["question"]
        given = put(question)
        said["asked"].append(question["id"])
        if given is None:
            said["skipped"].append(question["id"])
        else:
            merge(said["answers"], given)


def main():
    """Ask, show, print."""
    answers, reply = interview()
    if reply["stop"]:
        print(f"\n{reply['stop']['summary']}")
        for action in reply["stop"]["actions"]:
            print(f"- {action['text']}")
        return
    print("\n" + post("/v1/advice/consultation", answers, accept="text/plain"))
    picture = ((reply["advice"].get("met_pad") or {}).get("placement") or {}).get("diagram_url")
    if picture:
        # Signed: it opens for a day on any phone, without the key.
        print(f"\nThe pad as a picture: {picture if picture.startswith('http') else URL + picture}")


if __name__ == "__main__":
    try:
        main()
    except (EOFError, KeyboardInterrupt):
        sys.exit("\nGood-bye.")
