"""Messages are delivered at least once, by one process at a time, on schedule, and go with what they tell of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from api.integrations.webhooks.send import DELIVERED, GONE, REFUSED, TOO_SLOW, UNAVAILABLE, Message, Sent
from api.services.shop.sealed import Seal
from api.services.webhooks.deliver import BACK_OFF, JITTER, KEPT, LEASE, Deliverer
from api.services.webhooks.events import note_event
from api.storage.database.engines import Database, acting
from api.storage.webhooks.deliveries import MOST_AT_ONCE, DeliveryRow, webhook_deliveries
from api.storage.webhooks.webhooks import RETIRE
from tests.support.accounts import Account
from tests.support.apps import SECRET
from tests.support.logbook import a_runner, made
from tests.support.receivers import Clock, PlannedSender

URL = "https://app.example/hooks"


def webhook(client: FlaskClient, url: str = URL, *events: str) -> str:
    body = {"url": url, "events": list(events or (RETIRE,))}
    return str(made(client.post("/v1/webhooks", json=body))["id"])


def note(database: Database, account: Account, clock: Clock, runner: str | None = None, pair: str = "pair_1") -> None:
    with acting.for_account(account.id), database.writing() as tx:
        note_event(tx, account.id, RETIRE, {"pair_id": pair}, clock(), runner_id=runner)


def deliverer(database: Database, sender: PlannedSender, clock: Clock, threads: int = 1) -> Deliverer:
    return Deliverer(database, sender, Seal((SECRET,)), clock, threads=threads)


def rows(database: Database) -> list[tuple[str, str, int]]:
    with acting.for_every_account(), database.reading() as db:
        d = webhook_deliveries.c
        return [tuple(row) for row in db.execute(select(d.id, d.status, d.tries).order_by(d.created_at, d.id))]


def test_an_event_goes_to_those_who_want_to_hear_it(
    client: FlaskClient, other_client: FlaskClient, released_database: Database, account: Account
) -> None:
    webhook(client, URL)
    webhook(client, "https://app.example/second", RETIRE, "feed.failed")
    webhook(client, "https://app.example/feeds", "feed.failed")
    webhook(other_client, "https://other.example/")
    clock, sender = Clock(), PlannedSender()
    note(released_database, account, clock)
    deliverer(released_database, sender, clock).deliver_due()
    assert sorted(url for url, *_ in sender.calls) == [URL, "https://app.example/second"]
    assert len({message.id for _, message, *_ in sender.calls}) == 2
    at = clock().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = f'{{"type":"pair.retire","timestamp":"{at}","data":{{"pair_id":"pair_1"}}}}'
    assert {message.body for _, message, *_ in sender.calls} == {body}


def test_what_is_rolled_back_sends_nothing(client: FlaskClient, released_database: Database, account: Account) -> None:
    webhook(client)
    clock = Clock()
    with pytest.raises(RuntimeError), acting.for_account(account.id), released_database.writing() as tx:
        note_event(tx, account.id, RETIRE, {"pair_id": "pair_1"}, clock())
        raise RuntimeError
    assert rows(released_database) == []


@pytest.mark.parametrize(
    "answer", [Sent(UNAVAILABLE, 500), Sent(REFUSED, 404), Sent(TOO_SLOW), Sent("redirected", 302)]
)
def test_a_message_is_tried_on_schedule_for_three_days_and_then_given_up(
    client: FlaskClient, released_database: Database, account: Account, answer: Sent
) -> None:
    webhook(client)
    clock, sender = Clock(), PlannedSender(answer)
    note(released_database, account, clock)
    began = clock()
    for _ in range(200):
        deliverer(released_database, sender, clock).deliver_due()
        clock.go_on(minutes=30)
    assert [status for _, status, _ in rows(released_database)] == ["failed"]
    assert len({message.id for _, message, *_ in sender.calls}) == 1
    times = [at for *_, at in sender.calls]
    assert len(times) == len(BACK_OFF) + 1
    assert timedelta(hours=67) < times[-1] - began < timedelta(hours=90)
    for wait, before, after in zip(BACK_OFF, times, times[1:], strict=False):
        assert wait * (1 - JITTER) <= after - before <= wait * (1 + JITTER) + timedelta(minutes=30)


@given(st.floats(0, 1e9), st.integers(0, len(BACK_OFF) - 1), st.floats(1 - JITTER, 1 + JITTER))
def test_what_a_receiver_asks_to_wait_is_waited_for_but_never_for_ever(asked: float, tries: int, dice: float) -> None:
    clock = Clock()
    by = Deliverer(None, PlannedSender(), Seal(()), clock, dice=lambda low, high: dice)  # type: ignore[arg-type]
    row = DeliveryRow(
        *("acc_1", "msg_1", "webhook_1", RETIRE, "{}", None, "pending", tries, tries, clock(), "lease_1", clock()),
        *(clock(), None),
    )
    after = by._after(row, Sent(REFUSED, 429, asked))
    assert after.next_at is not None
    wait = after.next_at - clock()
    assert wait >= min(timedelta(seconds=asked), timedelta(hours=24)) - timedelta(milliseconds=1)
    assert wait >= BACK_OFF[tries] * dice - timedelta(milliseconds=1)
    assert wait <= timedelta(hours=24) * (1 + JITTER)
    assert (after.tries, after.round_tries, after.status) == (tries + 1, tries + 1, "pending")


def test_410_ends_a_message_and_keeps_the_others_of_that_receiver_waiting(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    hook = webhook(client)
    clock, sender = Clock(), PlannedSender(Sent(GONE, 410), Sent(DELIVERED, 200))
    note(released_database, account, clock)
    clock.go_on(seconds=1)
    note(released_database, account, clock, pair="pair_2")
    deliverer(released_database, sender, clock).deliver_due()
    assert [row[1:] for row in rows(released_database)] == [("failed", 1), ("pending", 0)]
    note(released_database, account, clock, pair="pair_3")
    assert len(rows(released_database)) == 2
    client.patch(f"/v1/webhooks/{hook}", json={"enabled": True}, content_type="application/merge-patch+json")
    deliverer(released_database, sender, clock).deliver_due()
    assert [row[1:] for row in rows(released_database)] == [("failed", 1), ("delivered", 1)]


def test_a_process_that_dies_leaves_a_message_that_another_sends_under_the_same_id(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    webhook(client)
    clock = Clock()
    note(released_database, account, clock)

    class Dies(PlannedSender):
        def send(self, url: str, message: Message, secrets: Sequence[str], at: datetime) -> Sent:
            super().send(url, message, secrets, at)
            raise SystemExit

    dying, heir = Dies(), PlannedSender()
    with pytest.raises(SystemExit):
        deliverer(released_database, dying, clock).deliver_due()
    deliverer(released_database, heir, clock).deliver_due()
    assert heir.calls == []
    clock.now += LEASE + timedelta(seconds=1)
    deliverer(released_database, heir, clock).deliver_due()
    assert [call[1].id for call in heir.calls] == [call[1].id for call in dying.calls]


def test_who_lost_the_lease_stores_nothing(client: FlaskClient, released_database: Database, account: Account) -> None:
    webhook(client)
    clock = Clock()
    note(released_database, account, clock)
    heir = PlannedSender()

    class Sleeps(PlannedSender):
        def send(self, url: str, message: Message, secrets: Sequence[str], at: datetime) -> Sent:
            clock.now += LEASE + timedelta(seconds=1)
            deliverer(released_database, heir, clock).deliver_due()
            return Sent(UNAVAILABLE, 500)

    assert deliverer(released_database, Sleeps(), clock).deliver_due() == []
    assert (len(heir.calls), [row[1:] for row in rows(released_database)]) == (1, [("delivered", 1)])


def test_several_at_once_send_each_message_once(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    for number in range(3):
        webhook(client, f"https://app.example/{number}")
    clock, sender, start = Clock(), PlannedSender(), Barrier(2)
    for number in range(10):
        note(released_database, account, clock, pair=f"pair_{number}")

    def work() -> None:
        start.wait()
        deliverer(released_database, sender, clock, threads=2).deliver_due()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    deliverer(released_database, sender, clock).deliver_due()
    assert len(sender.calls) == len({call[1].id for call in sender.calls}) == 30
    assert {row[1:] for row in rows(released_database)} == {("delivered", 1)}


def test_a_slow_receiver_holds_so_many_places_and_no_more(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    webhook(client, "https://slow.example/")
    webhook(client, "https://quick.example/")
    clock, sender = Clock(), PlannedSender()
    for number in range(4):
        note(released_database, account, clock, pair=f"pair_{number}")
    by = deliverer(released_database, sender, clock)
    held = []
    with acting.for_every_account():
        while (taken := by._take()) is not None:
            held.append(taken[1].url)
    assert sorted(held) == ["https://quick.example/"] * MOST_AT_ONCE + ["https://slow.example/"] * MOST_AT_ONCE


def test_a_message_about_a_runner_goes_with_the_runner_delivered_or_not(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    webhook(client)
    gone, stays = a_runner(client), a_runner(client)
    clock, sender = Clock(), PlannedSender()
    note(released_database, account, clock, gone)
    deliverer(released_database, sender, clock).deliver_due()
    clock.go_on(seconds=1)
    note(released_database, account, clock, gone)
    note(released_database, account, clock, stays)
    assert client.delete(f"/v1/runners/{gone}").status_code == 204
    assert [status for _, status, _ in rows(released_database)] == ["pending"]
    deliverer(released_database, sender, clock).deliver_due()
    assert [gone in call[1].body for call in sender.calls] == [True, False]


def test_a_runner_erased_while_a_message_is_on_its_way_leaves_no_attempt(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    webhook(client)
    runner, clock = a_runner(client), Clock()
    note(released_database, account, clock, runner)

    class Erases(PlannedSender):
        def send(self, url: str, message: Message, secrets: Sequence[str], at: datetime) -> Sent:
            assert client.delete(f"/v1/runners/{runner}").status_code == 204
            return Sent(DELIVERED, 200)

    assert deliverer(released_database, Erases(), clock).deliver_due() == []
    assert rows(released_database) == []


def test_what_came_to_its_end_is_forgotten_after_thirty_days_and_what_waits_is_not(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    webhook(client)
    clock = Clock()
    note(released_database, account, clock)
    deliverer(released_database, PlannedSender(), clock).deliver_due()
    clock.now += KEPT - timedelta(hours=1)
    note(released_database, account, clock)
    deliverer(released_database, PlannedSender(Sent(UNAVAILABLE, 500)), clock).deliver_due()
    deliverer(released_database, PlannedSender(), clock).forget_old()
    assert len(rows(released_database)) == 2
    clock.go_on(hours=2)
    deliverer(released_database, PlannedSender(), clock).forget_old()
    assert [status for _, status, _ in rows(released_database)] == ["pending"]


def test_a_secret_that_cannot_be_opened_any_more_is_said(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    webhook(client)
    clock, sender = Clock(), PlannedSender()
    note(released_database, account, clock)
    by = Deliverer(released_database, sender, Seal(("another-secret-of-32-letters-here",)), clock, threads=1)
    (done,) = by.deliver_due()
    assert (done.attempt.outcome, done.row.status, sender.calls) == ("secret_lost", "pending", [])
