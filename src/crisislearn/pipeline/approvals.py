"""What people approved or refused, in ``core.consents``.

Here: from the journal's approvals to rows of the table. Not here: asking for them
(``review``) and what participants said themselves (``warehouse.marts``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("subject_id", "purpose", "granted", "basis", "withdrawn_on")


def approved(consents: pd.DataFrame, said: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Put approvals on top of what sources and respondents said.

    The last one said of a text counts; it takes the place of what the source said for
    the same purpose. What a respondent refused no approval grants: quotes ask for both.

    Args:
        consents: Rows of ``core.consents``.
        said: Bodies of the journal's entries of kind ``approval``, in order.
    """
    import pandas as pd

    last: dict[tuple[str, str], Mapping[str, Any]] = {}
    for body in said:
        key = body["subject_id"], body["purpose"]
        last.pop(key, None)
        if not body.get("taken_back"):
            last[key] = body
    if not last:
        return consents
    rows = [
        (subject, purpose, body["granted"], _basis(body), None)
        for (subject, purpose), body in sorted(last.items())
    ]
    keys = zip(consents["subject_id"], consents["purpose"], strict=True)
    kept = consents[[key not in last for key in keys]]
    return pd.concat([kept, pd.DataFrame(rows, columns=COLUMNS)], ignore_index=True)


def _basis(body: Mapping[str, Any]) -> str:
    told = "approved by the research group" if body["granted"] else "refused by it"
    return f"{told}: {body['basis']}" if body["basis"] else told
