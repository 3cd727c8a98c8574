"""What some acts change outside of the journal.

Here: the study's file of decisions on findings. Not here: the acts (``acts``), and what
the next run makes of readings and approvals.

Each is worked out anew from the journal, so that nothing is lost where the bench is
stopped between the entry and the file.
"""

from __future__ import annotations

from crisislearn.review.desk import Desk


def apply(desk: Desk, kind: str) -> None:
    """Bring files to what the journal says, after an act of some kind."""
    if kind == "finding":
        _decisions(desk)
    elif kind == "codebook":
        _codebook(desk)


def _decisions(desk: Desk) -> None:
    from crisislearn.pipeline.review import write_decisions

    said: dict[tuple[str, str], str] = {}
    for key, pile in desk.ledger.piles.items():
        if key[0] == "finding":
            said[key[1], key[2]] = pile[-1]["body"]["decision"] if pile else ""
    write_decisions(desk.study, said)


def _codebook(desk: Desk) -> None:
    """Write the study's codebook where the journal's last change is not in it yet."""
    from crisislearn.exchange.folder import write_file

    last = [e for e in desk.ledger.entries if e["kind"] == "codebook"]
    own = desk.own_codebook
    if not last or own is None:
        return
    body = last[-1]["body"]
    now = own.read_text(encoding="utf-8") if own.is_file() else ""
    if now == body["before"]:
        write_file(own, body["after"].encode(), 0o644)
