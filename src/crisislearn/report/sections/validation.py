"""What a report may say of the machine coding of its own material.

Here: whether it was validated on this study, which codes are indicative only, and the
shares of statements corrected for its error. Not here: measuring (``barriers``), and
models measured on other material (``quality``).

Only a blind, stratified sample of 200 statements or more that two people have coded
says how good the coder is here. Codes on which people agree with an alpha under 0.67,
or that too few statements got, are indicative: marked, and in no summary.
"""

from __future__ import annotations

from typing import Any

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.language import label, tell
from crisislearn.report.model import Inline, Number, Table, Trace

NOT_VALIDATED = "ikke valideret på dette materiale"
MARK = "vejledende"
MOST = 14
_PEOPLE = "SELECT * FROM ops.agreement WHERE kind = 'people'"


def is_validated(facts: Facts) -> bool:
    """Whether the coder's error was measured on this study."""
    return bool(facts.rows("SELECT 1 FROM ops.coder_error WHERE valid LIMIT 1"))


def indicative(facts: Facts) -> set[str]:
    """Codes that people do not agree on well enough, or of which that is unknown."""
    agreed = {r["code"] for r in facts.rows(f"{_PEOPLE} AND NOT indicative")}
    codes = {r["code"] for r in facts.rows("SELECT code FROM core.codes")}
    return codes - agreed


def said(facts: Facts) -> tuple[str, dict[str, Inline]]:
    """The sentences of the method section, with their numbers."""
    rows = facts.rows(f"{_PEOPLE} AND code = 'all' ORDER BY n DESC, coder_a, coder_b")
    if not is_validated(facts):
        return _unvalidated(rows), {}
    row = rows[0]
    key = {name: row[name] for name in ("coder_a", "coder_b", "code")}
    values: dict[str, Inline] = {
        "n": facts.cell("ops.agreement", "n", row["n"], key, grammar.number)
    }
    text = tell(
        "Den maskinelle kodning er valideret på dette materiale: To personer har hver "
        "for sig og uden at se programmets bud kodet {n} udsagn, trukket i en "
        "stratificeret stikprøve.",
        "The machine coding was validated on this material: two people, each on their "
        "own and without seeing what the program suggested, coded {n} statements drawn "
        "in a stratified sample.",
    )
    if row["alpha"] is not None:
        values["alpha"] = facts.cell("ops.agreement", "alpha", row["alpha"], key, _two)
        text += tell(
            " De er enige om koderne med Krippendorffs α = {alpha}.",
            " They agree on the codes with Krippendorff’s α = {alpha}.",
        )
    error = facts.rows(
        "SELECT * FROM ops.coder_error WHERE facet = 'code' AND label = 'all'"
    )[0]
    if error["precision"] is not None and error["recall"] is not None:
        at = {"facet": "code", "label": "all"}
        for name in ("precision", "recall"):
            values[name] = facts.cell(
                "ops.coder_error", name, error[name], at, grammar.percent
            )
        text += tell(
            " Af programmets kodninger gav menneskene også {precision}, og af "
            "menneskenes fandt programmet {recall}.",
            " Of the program’s codings people gave {precision} as well, and of theirs "
            "the program found {recall}.",
        )
    few = tell(
        f" Koder med α under 0,67, og dem færre end fem udsagn fik, er {MARK}.",
        " Codes with α under 0.67, and those given to fewer than five statements, are "
        "indicative.",
    )
    return text + few, values


def _unvalidated(rows: list[dict[str, Any]]) -> str:
    """That the coding was not validated, and what is missing."""
    why = tell(
        "ingen to mennesker har endnu kodet de samme udsagn",
        "no two people have yet coded the same statements",
    )
    if rows:
        one, many = tell("udsagn", "statement"), tell("udsagn", "statements")
        count = grammar.counted(rows[0]["n"], one, many)
        why = tell(
            f"to personer har kodet {count}, og det kræver en blind, stratificeret "
            "stikprøve på mindst 200",
            f"two people have coded {count}, and it takes a blind, stratified sample "
            "of 200 at least",
        )
    return tell(
        f"Den maskinelle kodning er {NOT_VALIDATED}: {why}. Tal fra tekst er "
        "derfor pejlemærker.",
        f"The machine coding is not validated on this material: {why}. Figures from "
        "text are therefore pointers only.",
    )


def _two(value: float) -> str:
    return grammar.number(value, 2)


def shares_table(facts: Facts) -> Table | None:
    """Shares of statements, raw and corrected; None where nothing was validated."""
    if facts.group.kind != "all" or not is_validated(facts):
        return None
    sql = (
        "SELECT * FROM mart.code_shares WHERE group_kind = 'all' AND kind = 'barrier' "
        f"AND organisations >= {facts.k} AND share_corrected IS NOT NULL "
        "ORDER BY share_corrected DESC, code"
    )
    hidden = indicative(facts)
    labels = {r["code"]: label(r) for r in facts.rows("SELECT * FROM core.codes")}
    found = [row for row in facts.rows(sql) if row["code"] not in hidden][:MOST]
    if not found:
        return None
    return Table(
        id="tabel-andele-af-udsagn",
        title=tell(
            "Andel af udsagnene, der handler om modtrykket",
            "Share of the statements that are about the barrier",
        ),
        columns=(
            tell("Modtryk", "Barrier"),
            tell("Som programmet koder", "As the program codes"),
            tell("Korrigeret for kodefejl", "Corrected for coding error"),
        ),
        rows=tuple(
            (grammar.capital(labels.get(row["code"], row["code"])), *_cells(facts, row))
            for row in found
        ),
        align="lrr",
        widths=(5, 3, 4),
        note=tell(
            "Andele af udsagn, ikke af organisationer: den, der ikke nævner et "
            "modtryk, kan godt have det. Korrektionen (Rogan-Gladen) bruger "
            "programmets fejl i stikprøven; 95 %-interval i parentes. Vejledende koder "
            "er udeladt.",
            "Shares of statements, not of organisations: those that do not mention a "
            "barrier may well have it. The correction (Rogan-Gladen) uses the "
            "program’s error in the sample; 95% interval in brackets. Indicative codes "
            "are left out.",
        ),
        trace=Trace(sql),
    )


def _cells(facts: Facts, row: dict[str, Any]) -> tuple[Number, Number]:
    key = {name: row[name] for name in ("code", "group_kind", "group_value")}
    low, high = row["corrected_low"], row["corrected_high"]

    def corrected(value: float) -> str:
        ends = f"{grammar.number(low * 100, 1)}–{grammar.number(high * 100, 1)}"
        return f"{grammar.percent(value, 1)}{grammar.NBSP}({ends})"

    table = "mart.code_shares"
    return (
        facts.cell(table, "share", row["share"], key, lambda v: grammar.percent(v, 1)),
        facts.cell(table, "share_corrected", row["share_corrected"], key, corrected),
    )
