"""Every kind of problem this service answers with: its stable code, status, title, and what to do about it.

The ``type`` of a problem is ``/problems/<code>``; a page stands behind each (see ``problem_pages``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: ``help`` says, for an integrator, what happened and what to do."""

    code: str
    status: int
    title: str
    help: str


_ALL = (
    Kind(
        "malformed_json",
        400,
        "The body is not JSON",
        "The request body could not be read as JSON. NaN, Infinity, comments and trailing commas are not JSON, and a "
        "name stands once in an object.",
    ),
    Kind(
        "unknown_parameter",
        400,
        "Unknown query parameter",
        "The query string holds a parameter that this operation does not know, or one twice. Nothing was done.",
    ),
    Kind(
        "bad_request",
        400,
        "The request cannot be read",
        "The request line, a header or the body is not valid HTTP.",
    ),
    Kind(
        "bad_cursor",
        400,
        "The cursor is not valid here",
        "A cursor belongs to one account, one list, one set of filters and one order. Start again without a cursor.",
    ),
    Kind(
        "no_key",
        401,
        "No API key",
        "Send `Authorization: Bearer <key>`. Keys are made with the `forefoot keys create` command.",
    ),
    Kind(
        "invalid_key",
        401,
        "The API key is not valid",
        "The key is unknown, expired or revoked. The answer is the same for all three.",
    ),
    Kind(
        "missing_scope",
        403,
        "The API key may not do this",
        "The key lacks the scope that this operation needs. Make a key that has it.",
    ),
    Kind(
        "read_only",
        403,
        "This is shared and read-only",
        "The shared catalogue cannot be changed. Add a shoe of your own instead.",
    ),
    Kind(
        "not_found",
        404,
        "Not found",
        "Nothing of this id exists for this account. Another account's data does not exist for you.",
    ),
    Kind(
        "no_such_page",
        404,
        "No such path",
        "There is nothing at this path. /docs lists every operation.",
    ),
    Kind(
        "method_not_allowed",
        405,
        "The method is not allowed here",
        "The `Allow` header lists the methods of this path.",
    ),
    Kind(
        "in_flight",
        409,
        "The first request is still running",
        "A request with the same Idempotency-Key has not finished. Send this one again in a moment.",
    ),
    Kind(
        "conflict",
        409,
        "It contradicts what is stored",
        "The change contradicts something that exists already, such as a name that is taken.",
    ),
    Kind(
        "stale",
        412,
        "It was changed in the meantime",
        "The ETag in If-Match is not the current one. Read the resource again and repeat the change.",
    ),
    Kind(
        "too_large",
        413,
        "The body is too large",
        "The body is over the limit: 64 KiB, and 16 MiB for an import, unless the operator set others.",
    ),
    Kind(
        "address_too_long",
        414,
        "The address is too long",
        "The request line has more than 8190 characters. No operation needs one as long.",
    ),
    Kind(
        "wrong_content_type",
        415,
        "The content type is not accepted here",
        "The detail names the content types that this operation takes.",
    ),
    Kind(
        "bad_range",
        416,
        "The range is not there",
        "The Range header asks for a part of the file that does not exist.",
    ),
    Kind(
        "invalid_input",
        422,
        "The input is not valid",
        "Each entry of `errors` points at a field and says what would be right. Nothing was stored.",
    ),
    Kind(
        "key_reused",
        422,
        "The Idempotency-Key was used for another request",
        "The same key came with another body. Use a fresh key for each new request.",
    ),
    Kind(
        "too_many_requests",
        429,
        "Too many requests",
        "Wait for the number of seconds in Retry-After. The RateLimit fields say what is left.",
    ),
    Kind(
        "headers_too_large",
        431,
        "The headers are too large",
        "A header has more than 8190 characters, or there are more than 100 headers.",
    ),
    Kind(
        "internal_error",
        500,
        "Something failed on our side",
        "The fault was logged under the request id. Send the id to the operator if it happens again.",
    ),
    Kind(
        "unavailable",
        503,
        "Not available for the moment",
        "The database cannot answer now. Try again after Retry-After seconds, a POST with the same Idempotency-Key: "
        "then it counts once.",
    ),
)

KINDS = {kind.code: kind for kind in _ALL}
