"""How a run of today is asked for and how it is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.advice.core.running import EFFORTS, SURFACES
from api.advice.retirement.verdict import VERDICTS as PAIR_VERDICTS
from api.advice.run_today.advise import VERDICTS, PlannedRun, RunTodayRequest
from api.advice.triage.request import Symptoms
from api.web.advice.retirement_schema import OkForSchema, RetirementRequestSchema, to_pair
from api.web.fields.answer import AnswerSchema, choice, code, list_of, rule_ids, text
from api.web.fields.dates import StrictDate
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictBoolean, StrictChoice, StrictNumber
from api.web.fields.symptoms import SymptomsField

MOST_MINUTES = 2_880

EXAMPLE: dict[str, Any] = {
    "symptoms": {
        "pain_level": 2,
        "pain_sites": ["mth_2"],
        "pain_kinds": ["ache"],
        "hurts_to_walk": False,
        "hurts_at_rest": False,
        "hurts_at_night": False,
        "eases_off_feet": True,
        "swelling": False,
        "diabetes": False,
    },
    "pair": {"distance": {"km": 320}, "foam": "eva", "kind": "trainer", "feel": "springy"},
    "planned": {"minutes": 45, "effort": "easy", "surface": "road", "hills": False},
    "hot_spot_in_run": False,
    "worse_in_run": False,
    "flare_up": False,
    "as_of": "2026-09-01",
}


def _flag(description: str) -> StrictBoolean:
    return StrictBoolean(allow_none=True, metadata={"description": description})


class PairTodaySchema(RetirementRequestSchema):
    """The pair that would be worn. Leave out, or send ``null`` for, what is not known: it never clears a run."""

    class Meta(RequestSchema.Meta):
        exclude = ("symptoms", "weekly_distance", "pairs_in_use", "as_of")


class PlannedRunSchema(RequestSchema):
    """The run that was meant."""

    minutes = StrictNumber(
        low=0,
        low_open=True,
        high=MOST_MINUTES,
        allow_none=True,
        metadata={"description": "How long it would take, in minutes."},
    )
    effort = StrictChoice(EFFORTS, allow_none=True, metadata={"description": "How it would be run."})
    surface = StrictChoice(SURFACES, allow_none=True, metadata={"description": "What it would go over, mostly."})
    hills = _flag("There are steep hills, up or down.")


class RunTodayRequestSchema(RequestSchema):
    """How the foot is today. Leave out, or send ``null`` for, what is not known: it never means no."""

    symptoms = SymptomsField()
    pair = fields.Nested(PairTodaySchema, allow_none=True)
    planned = fields.Nested(PlannedRunSchema, allow_none=True)
    hot_spot_in_run = _flag("The last run brought a hot spot under the foot.")
    worse_in_run = _flag("The pain grew during the last run.")
    flare_up = _flag("The pain has flared up.")
    as_of = StrictDate(allow_none=True, metadata={"description": "The day of the run; today in UTC if left out."})


def to_request(body: dict[str, Any], foam: str | None = None, kind: str | None = None) -> RunTodayRequest:
    """Answer the facts of a request body; ``foam`` and ``kind`` are what the catalogue tells of the pair."""
    pair, planned = body.get("pair"), body.get("planned")
    return RunTodayRequest(
        symptoms=body.get("symptoms") or Symptoms(),
        pair=to_pair(pair, foam, kind) if pair is not None else None,
        planned=PlannedRun(**planned) if planned is not None else None,
        hot_spot_in_run=body.get("hot_spot_in_run"),
        worse_in_run=body.get("worse_in_run"),
        flare_up=body.get("flare_up"),
    )


class RunLimitsSchema(ResponseSchema):
    """What the run stays within."""

    surfaces = fields.List(
        fields.String(validate=validate.OneOf(SURFACES)),
        required=True,
        metadata={"description": "Ground that is open to it; all of it on a free run, none where there is no run."},
    )
    max_minutes = fields.Integer(
        required=True,
        allow_none=True,
        validate=validate.Range(min=0),
        metadata={"description": "Its longest time; null where we set no limit, 0 where there is no run."},
    )
    speed_work = fields.Boolean(required=True)
    race = fields.Boolean(required=True)
    long_run = fields.Boolean(required=True)
    hills = fields.Boolean(required=True, metadata={"description": "Steep hills, up or down."})


class RunActivitySchema(ResponseSchema):
    """Something to do instead of running."""

    activity = code("`cycling`, `swimming`, `elliptical` or `rowing`.")
    text = text("How it spares the forefoot.")
    rules = rule_ids("The rules behind it.", at_least=1)


class RunDaysSchema(ResponseSchema):
    """A span of days."""

    low = fields.Integer(required=True, validate=validate.Range(min=1))
    high = fields.Integer(required=True, validate=validate.Range(min=1))


class RunStopSchema(ResponseSchema):
    """When to stop in mid-run."""

    when = code("Stable, for machines.")
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class RunWornSchema(ResponseSchema):
    """What to wear."""

    item = code("`cushioned_shoe` or `metatarsal_pad`.")
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class PairTodayAnswerSchema(ResponseSchema):
    """What the pair is good for, as retirement judges it."""

    verdict = choice(PAIR_VERDICTS, "What to do with the pair.")
    ok_for = fields.Nested(OkForSchema, required=True)
    run_in_it = fields.Boolean(required=True, metadata={"description": "Today's run, if there is one, may be in it."})


class RunPlanChangeSchema(ResponseSchema):
    """Something in the planned run that goes past a limit."""

    field = text("The field of the request, dotted.")
    text = text("What to do instead.")
    rules = rule_ids("The rules behind it.", at_least=1)


class PlannedAnswerSchema(ResponseSchema):
    """Whether the run that was meant fits."""

    fits = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "Null while nothing told goes past a limit and something was not told."},
    )
    changes = list_of(RunPlanChangeSchema, "What to change.")


class RunTodayAnswerSchema(AnswerSchema):
    """Whether to run today, and within which limits."""

    verdict = choice(VERDICTS, "Run, an easy run at most, or no run.")
    limits = fields.Nested(RunLimitsSchema, required=True)
    alternatives = list_of(RunActivitySchema, "What to do instead; empty on a free run and where nothing is advised.")
    back_off_days = fields.Nested(
        RunDaysSchema,
        required=True,
        allow_none=True,
        metadata={"description": "How long to leave running out, in days; null where no span is known."},
    )
    stop_if = list_of(RunStopSchema, "When to stop in mid-run; empty where there is no run.")
    wear = list_of(RunWornSchema, "What to wear on an easy run with a sore forefoot.")
    pair = fields.Nested(
        PairTodayAnswerSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Null where no pair was told of, or when advice is withheld."},
    )
    planned = fields.Nested(
        PlannedAnswerSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Null where no run was told of, or when advice is withheld."},
    )
