"""Which shoes suit this foot, in which size and width, and why?"""

from __future__ import annotations

from typing import Any

from flask import Response

from api.services.recommend_shoes import recommend_shoes
from api.storage.stores import UnknownStoreError
from api.web.advice import advice_response
from api.web.auth import account_id, check_store, needs
from api.web.blueprint import Blueprint
from api.web.errors import Problem
from api.web.marks import may_find_nothing
from api.web.parts import parts
from api.web.schemas.shoes_advice import EXAMPLE, ShoesAdviceRequestSchema, ShoesAnswerSchema, to_facts

blueprint = Blueprint("shoes advice", __name__, url_prefix="/v1/advice", description="Which shoes suit this foot?")


@blueprint.route("/shoes", methods=["POST"])
@blueprint.arguments(ShoesAdviceRequestSchema(), example=EXAMPLE)
@blueprint.response(200, ShoesAnswerSchema)
@needs("advice")
@may_find_nothing
def advise_shoes(body: dict[str, Any]) -> Response:
    """Rank shoes for a person, in their size and width, with the reasons for each.

    Danger signs come before any shoe. With `store_id`, only what that store has in this size. A figure that nobody
    measured is `unknown`, never a pass. Nothing about the person is stored or logged.
    """
    store_id = body.get("store_id")
    if store_id is not None:
        check_store(store_id)
    built = parts()
    with built.database.reading() as db:
        try:
            answer = recommend_shoes(db, built.shelves, account_id(), to_facts(body), store_id, built.rulebook)
        except UnknownStoreError:
            raise Problem("not_found") from None
    return advice_response(answer)
