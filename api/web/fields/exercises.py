"""How long a session of exercises may last, and on which days a plan may begin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import validate

from api.advice.exercises.plan import session_lengths
from api.rulebook.load import shipped_rulebook
from api.web.fields.derive import FIELDS
from api.web.fields.strict import StrictDate, StrictInteger

SHORTEST, LONGEST = session_lengths(shipped_rulebook())
WHY_REFUSED = shipped_rulebook().sentence("SESSION-06", "refused", shortest=SHORTEST, longest=LONGEST)

_DAY = r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"


class SessionMinutes(StrictInteger):
    """How long a session lasts: what EX-13 allows; another length is refused with its reason."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(low=SHORTEST, high=LONGEST, **kwargs)
        self.validators = [validate.Range(SHORTEST, LONGEST, error=WHY_REFUSED)]


class PlanDate(StrictDate):
    """A day of this century: a plan is for now."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": _DAY, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(_DAY, value):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


FIELDS["session_minutes"] = SessionMinutes
FIELDS["plan_date"] = PlanDate
