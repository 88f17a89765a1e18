"""One question at a time, until the advice is certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any

from flask import Response
from marshmallow import ValidationError, fields

from api.advice.core.answer import DISCLAIMER_RULE, Answer
from api.advice.core.describe import ALL, ALONE, REASONS
from api.advice.core.rules import Rulebook
from api.advice.interview.advise import advise, settled
from api.advice.interview.answer import InterviewAnswer
from api.advice.interview.request import (
    CONSULTATION,
    MET_PAD,
    PURPOSES,
    RETIREMENT,
    SHOES,
    TRIAGE,
    Interview,
    InterviewAnswers,
)
from api.advice.interview.screens import SCREENS
from api.advice.met_pad.advise import advise as place_pad
from api.advice.retirement.advise import advise as judge_pair
from api.advice.triage.advise import advise as triage_of
from api.advice.triage.request import TriageRequest
from api.rulebook.load import shipped_rulebook
from api.web.advice import consultation, retirement, shoes
from api.web.advice.met_pad import with_pictures
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint, may_find_nothing
from api.web.edge.context import LANGUAGES, cite, parts, speak, visit
from api.web.edge.hints import expected_object
from api.web.edge.response import dumps, json_response, plain, served
from api.web.fields.derive import SERVED, response_schema
from api.web.fields.strict import RequestSchema, StrictChoice, StrictString, TupleField

blueprint = Blueprint(
    "interview", __name__, url_prefix="/v1/advice", description="One question at a time, then the advice."
)

MOST_SKIPPED = 100
LONGEST_NAME = 80


_ANSWERS = {
    "anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("ConsultationRequest", "RetirementRequest")]
}
_OF_PURPOSE = ("TriageAnswer", "ShoesAnswer", "MetPadAnswer", "RetirementAnswer", "ConsultationAnswer")

SERVED["answers_patch"] = lambda metadata, **how: fields.Raw(metadata={**metadata, **_ANSWERS}, **how)
SERVED["advice_of_purpose"] = lambda metadata, **how: fields.Raw(
    metadata={
        **metadata,
        "anyOf": [*({"$ref": f"#/components/schemas/{name}"} for name in _OF_PURPOSE), {"type": "null"}],
    },
    required=True,
)


def answers_of(value: Any) -> InterviewAnswers:
    """Return the answers so far as each topic takes them, a `limit` of shoes or of distance; raise ValidationError."""
    if not isinstance(value, Mapping):
        raise ValidationError(expected_object(consultation.REQUEST, retirement.REQUEST))
    of_pair = {name: sent for name, sent in value.items() if name in retirement.REQUEST.fields}
    of_person = {name: sent for name, sent in value.items() if name in consultation.REQUEST.fields}
    of_pair.pop("limit", None) if not isinstance(value.get("limit"), Mapping) else of_person.pop("limit")
    errors: dict[str, Any] = {name: ["Unknown field."] for name in value if name not in {**of_pair, **of_person}}
    loaded: list[Any] = []
    for schema, sent in ((consultation.REQUEST, of_person), (retirement.REQUEST, of_pair)):
        try:
            loaded.append(schema.load(sent))
        except ValidationError as error:
            errors |= dict(error.messages_dict)
    if errors:
        raise ValidationError(errors)
    person, pair = loaded
    return InterviewAnswers(**{field.name: getattr(person, field.name) for field in fields_of(person)}, retirement=pair)


class AnswersField(fields.Raw):
    """All answers so far, described by what they are the fields of."""

    read_by = (consultation.REQUEST, retirement.REQUEST)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return answers_of(value)


class InterviewSchema(RequestSchema):
    """What is known so far. The client keeps all of it and sends it each time: the service remembers nothing."""

    purpose = StrictChoice(PURPOSES, required=True, metadata={"description": "The advice that it ends with."})
    answers = AnswersField(
        load_default=lambda: answers_of({}),
        metadata={"description": "All answers so far, each in its field of that advice.", **_ANSWERS},
    )
    asked = TupleField(
        StrictChoice(tuple(SCREENS)),
        max_length=len(SCREENS),
        distinct=True,
        load_default=(),
        metadata={"description": "The ids of the questions put so far; none of them is put again."},
    )
    skipped = TupleField(
        StrictString(min_length=1, max_length=LONGEST_NAME),
        max_length=MOST_SKIPPED,
        distinct=True,
        load_default=(),
        metadata={"description": "Questions left open on purpose, by id or by dotted field: asked, and not known."},
    )
    language = StrictChoice(
        LANGUAGES,
        allow_none=True,
        load_default=None,
        metadata={"description": "Of questions and advice; comes before `Accept-Language`."},
    )


REQUEST = InterviewSchema()

EXAMPLE: dict[str, Any] = {
    "purpose": "triage",
    "answers": {
        "symptoms": {
            **dict.fromkeys(("cold_or_pale_foot", "sudden_numb_foot", "calf_swelling", "breathless"), False),
            **dict.fromkeys(("deformity_after_injury", "cannot_walk_four_steps", "sole_bruising", "fever"), False),
        }
    },
    "asked": ["danger"],
    "skipped": [],
    "language": "en",
}


def _interview(body: Mapping[str, Any]) -> Interview:
    return Interview(body["purpose"], body["answers"], tuple(body["asked"]), frozenset(body["skipped"]))


def _example_answer() -> dict[str, Any]:
    answer: dict[str, Any] = plain(advise(_interview(REQUEST.load(EXAMPLE)), shipped_rulebook()), frozenset())
    return answer


@blueprint.route("/interview", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, response_schema(InterviewAnswer), example=_example_answer)
@needs("advice")
@may_find_nothing
def advise_interview(body: dict[str, Any]) -> Response:
    """Ask the next question: the one whose answer could change most, until none could change anything.

    Danger first, then who should look at the foot and how soon, then what is advised. Merge what a choice names in
    `answers` into yours (of a `checklist` first the `otherwise` of everything that was not chosen), add the question's
    `id` to `asked`, and send it all again. The level of care at the end is that of the whole form. An emergency ends it
    at once.

    Objects merge field by field; of several choices (`choices`, `foot_map`) the lists are joined: two sore spots are
    `{"symptoms": {"pain_sites": ["mth_2", "mth_3"]}}`. What has no choices is put into a field of `fields` by whoever
    asks: a `scale` or `number` from `low` to `high`; a `size` as `{"size": {"system": "eu", "value": 42}}`, or
    millimetres as `{"feet": {"left": {"length_mm": 262}}}`; a `distance` as `{"km": 640}`; a `date` as `2026-09-01`.
    The foot of a `foot_map` goes into `symptoms.pain_side`. Not known: add the `id` to `skipped` as well.
    """
    speak(body["language"])
    book, interview = parts().rulebook, settled(_interview(body))
    answer = advise(interview, book)
    rules: tuple[str, ...] = answer.stop.care.rules if answer.stop else ()
    if answer.done:
        advice = ADVICE[interview.purpose](interview, book)
        rules = advice.cited()
        answer = replace(answer, advice=_served(advice, interview.purpose, book))
    cite((*rules, DISCLAIMER_RULE))
    return json_response(dumps(answer, visit().include))


def _triage(interview: Interview, book: Rulebook) -> Answer:
    return triage_of(TriageRequest(interview.symptoms, interview.feet), book)


def _shoes(interview: Interview, book: Rulebook) -> Answer:
    return shoes.answer_of(interview.answers.shoes)


def _met_pad(interview: Interview, book: Rulebook) -> Answer:
    return with_pictures(place_pad(interview.answers.pad, book))


def _retirement(interview: Interview, book: Rulebook) -> Answer:
    return judge_pair(retirement.with_shoe(interview.answers.retirement, "/answers"), book, as_of=parts().now().date())


def _consultation(interview: Interview, book: Rulebook) -> Answer:
    answer = consultation.answer_of(interview.answers, book)
    return answer if visit().include & {REASONS, ALL} else consultation.in_brief(answer, parts().rulebook)


ADVICE: Mapping[str, Callable[[Interview, Rulebook], Answer]] = {
    TRIAGE: _triage,
    SHOES: _shoes,
    MET_PAD: _met_pad,
    RETIREMENT: _retirement,
    CONSULTATION: _consultation,
}


def _served(advice: Answer, purpose: str, book: Rulebook) -> dict[str, Any]:
    alone = frozenset() if purpose == CONSULTATION else frozenset({ALONE})
    return served(advice, book, visit().include | alone)
