"""What a DDI codebook says of the study: who, when, of whom, and how many answered.

Here: ``stdyDscr`` and the counts it needs. Not here: files and variables (``ddi``).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisislearn.exchange.leaving import Shipment
from crisislearn.exchange.xml import add, both
from crisislearn.privacy.disclosure.sums import Cell, Figures, Sum, hide

if TYPE_CHECKING:
    import duckdb

DISPOSITIONS = {
    "answered": ("besvarede", "answered"),
    "refused": ("afslog", "refused"),
    "no_contact": ("ingen kontakt", "no contact"),
    "ineligible": ("uden for målgruppen", "ineligible"),
    "unknown": ("ukendt", "unknown"),
}


@dataclass(frozen=True)
class Collected:
    """How many were invited and answered; what may not be told is None.

    Attributes:
        frame: Organisations in the frame.
        dispositions: Outcome over all waves → organisations of the frame.
        answered: Wave → organisations that answered.
    """

    frame: int | None
    dispositions: dict[str, int | None]
    answered: dict[str, int | None]

    def rate(self, wave: str) -> tuple[float, int] | None:
        """Share that answered, and its base: the frame without those ineligible.

        AAPOR's RR2 as far as outcomes by wave allow. Where the number of ineligible is
        hidden the whole frame is the base.
        """
        number = self.answered.get(wave)
        base = (self.frame or 0) - (self.dispositions.get("ineligible") or 0)
        return (number / base, base) if number and base else None


def collected(connection: duckdb.DuckDBPyConnection, k: int) -> Collected:
    """Counts from the research group's file, none of fewer than ``k``."""
    outcomes = dict(
        connection.execute(
            "SELECT coalesce(disposition, 'unknown'), count(*) "
            "FROM core.organisations WHERE in_frame GROUP BY ALL"
        ).fetchall()
    )
    answered = dict(
        connection.execute(
            "SELECT wave, count(DISTINCT organisation_id) "
            "FROM core.respondents GROUP BY ALL"
        ).fetchall()
    )
    frame = sum(outcomes.values())
    figures: dict[Cell, Figures] = {
        (outcome,): (float(n),) for outcome, n in outcomes.items()
    }
    figures["", "frame"] = (float(frame),)
    hidden = hide(
        figures,
        # A study without a frame has no outcomes either.
        [Sum(("", "frame"), tuple((outcome,) for outcome in outcomes))]
        if outcomes
        else [],
        lambda f: 0 < f[0] < k,
        fixed=[("", "frame")],
    )
    return Collected(
        frame if frame >= k else None,
        {o: None if (o,) in hidden else outcomes[o] for o in DISPOSITIONS
         if o in outcomes},
        {wave: n if n >= k else None for wave, n in sorted(answered.items())},
    )  # fmt: skip


def describe_study(
    document: ET.Element, shipment: Shipment, counted: Collected
) -> None:
    """Append ``docDscr`` and ``stdyDscr``."""
    _citation(add(document, "docDscr"), shipment, "Kodebog: ", "Codebook: ")
    study = add(document, "stdyDscr")
    _citation(study, shipment)
    _scope(add(study, "stdyInfo"), shipment)
    method = add(study, "method")
    _collection(add(method, "dataColl"), shipment, counted)
    _response(add(method, "anlyInfo"), shipment, counted)
    _access(add(study, "dataAccs"), shipment)


def _citation(
    parent: ET.Element, shipment: Shipment, da: str = "", en: str = ""
) -> None:
    study = shipment.study.file
    citation = add(parent, "citation")
    titles = add(citation, "titlStmt")
    add(titles, "titl", da + shipment.title, lang="da")
    if study.title_en:
        mark = " (synthetic material)" if shipment.synthetic else ""
        add(titles, "parTitl", en + study.title_en + mark, lang="en")
    add(titles, "IDNo", f"{study.study}-codebook" if da else study.study)
    add(add(citation, "rspStmt"), "AuthEnty", study.controller)
    produced = add(citation, "prodStmt")
    add(produced, "producer", study.controller)
    add(produced, "software", "crisislearn", version=shipment.version)
    add(add(citation, "verStmt"), "version", shipment.run_id)
    if shipment.synthetic:
        both(citation, "notes", "Syntetisk: alt materiale er opdigtet.",
             "Synthetic: all of this material is made up.")  # fmt: skip


def _scope(info: ET.Element, shipment: Shipment) -> None:
    subject = add(info, "subject")
    for code in shipment.tables["core.codes"].rows.to_pylist():
        if code["kind"] == "barrier":
            both(subject, "keyword", code["label_da"], code["label_en"] or "")
    both(
        info, "abstract",
        "Hvilke modtryk forsvandt under krisen, hvilke bestod, og hvilke kom tilbage.",
        "Which counter-pressures disappeared in the crisis, held, or came back.",
    )  # fmt: skip
    scope = add(info, "sumDscr")
    for wave in shipment.study.file.waves:
        for event, day in (("start", wave.opened), ("end", wave.closed)):
            add(scope, "collDate", day, date=str(day), event=event, cycle=wave.wave)
    both(scope, "anlyUnit", "Organisation eller tilbud", "Organisation or offer")
    both(scope, "universe", "Organisationer i rammen over inviterede.",
         "Organisations in the frame of those invited.")  # fmt: skip
    both(scope, "dataKind", "Spørgeskemadata", "Survey data")


def _collection(how: ET.Element, shipment: Shipment, counted: Collected) -> None:
    waves = shipment.study.file.waves
    if len(waves) > 1:
        both(how, "timeMeth", f"Gentagne runder: {len(waves)}",
             f"Repeated waves: {len(waves)}")  # fmt: skip
    if counted.frame is not None:
        frame = add(how, "sampleFrame")
        add(frame, "sampleFrameName", "Ramme over inviterede organisationer")
        unit = add(frame, "frameUnit")
        add(unit, "unitType", "organisation", numberOfUnits=str(counted.frame))
        target = add(how, "targetSampleSize")
        add(target, "sampleSize", counted.frame)
    prevalence = shipment.tables["mart.barrier_prevalence"].rows
    weightings = set(prevalence["weighting"].to_pylist()) - {None, "none"}
    for weighting in sorted(weightings):
        add(how, "weight",
            f"Shares of rated barriers in the aggregate tables: {weighting}. Counts in "
            "this codebook are unweighted.", lang="en")  # fmt: skip


def _response(info: ET.Element, shipment: Shipment, counted: Collected) -> None:
    for wave in shipment.study.file.waves:
        if (rate := counted.rate(wave.wave)) is not None:
            number = counted.answered[wave.wave]
            both(
                info, "respRate",
                f"{wave.label_da}: {number} af {rate[1]} ({100 * rate[0]:.1f} %)"
                .replace(".", ","),
                f"{wave.label_en or wave.wave}: {number} of {rate[1]} "
                f"({100 * rate[0]:.1f}%)",
            )  # fmt: skip
    shown = {o: n for o, n in counted.dispositions.items() if n is not None}
    if shown:
        parts = [", ".join(f"{DISPOSITIONS[o][at]} {n}" for o, n in shown.items())
                 for at in (0, 1)]  # fmt: skip
        both(info, "dataAppr", f"Udfald over alle runder: {parts[0]}.",
             f"Outcomes over all waves: {parts[1]}.")  # fmt: skip


def _access(access: ET.Element, shipment: Shipment) -> None:
    study = shipment.study.file
    use = add(access, "useStmt")
    both(
        use, "confDec",
        f"Antal under {shipment.k} organisationer, og antal, hvoraf et sådant kan "
        "regnes ud, er udeladt.",
        f"Counts of fewer than {shipment.k} organisations, and those from which such a "
        "count could be worked out, are left out.",
    )  # fmt: skip
    add(use, "restrctn",
        f"Rækker på organisationsniveau er pseudonymiserede, ikke anonyme. "
        f"Behandlingsgrundlag: {study.legal_basis}. Slettes senest {study.delete_by}.",
        lang="da")  # fmt: skip
    if study.licence:
        add(use, "conditions", f"Aggregates: {study.licence}", lang="en")
