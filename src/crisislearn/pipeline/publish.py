"""Stage three: all tables of the warehouse, and their publication.

Here: calling what makes the tables. Not here: dimensions (``dimensions``), what the
run says of itself (``ops``) and how files are written (``warehouse.publish``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisislearn.pipeline.analysis import Analysis, stacked
from crisislearn.pipeline.approvals import approved
from crisislearn.pipeline.dimensions import (
    calendars_of,
    organisations_in,
    slices_of,
    waves_of,
)
from crisislearn.pipeline.ops import ops_tables
from crisislearn.pipeline.removed import withdrawn
from crisislearn.pipeline.tools import each

if TYPE_CHECKING:
    import pandas as pd

Tables = dict[str, "pd.DataFrame"]


def warehouse_tables(analysis: Analysis) -> Tables:
    """Every table that is published, by its full name."""
    context = analysis.context
    _ = analysis.codings, analysis.topics  # which say themselves how far they are
    context.progress("Building the warehouse", 0, 1)
    core = _core(analysis)
    tables = core | _barriers(core, analysis) | _topics(core, analysis)
    law, unread = _law(analysis, core["core.sources"])
    tables |= law
    from crisislearn.warehouse import marts
    from crisislearn.warehouse.innovations import innovations

    answers, items = core["core.answers"], core["core.items"]
    codings = core["core.codings"]
    said = marts.consents(core["core.sources"], answers, items)
    given = approved(said, analysis.said("approval"))
    consent = stacked([given, withdrawn(context.removals())])
    tables["core.consents"] = consent
    counting = codings[codings["counts"]]
    known = {c.code: c.built_in or c.code for c in analysis.codebook}
    told = counting.assign(code=counting["code"].map(known))
    tables["mart.innovations"] = innovations(
        answers, items, told, core["core.statements"], core["core.sources"]
    )
    review = stacked([tables["review"] for tables in analysis.ingested])
    tables["ops.review"] = review
    tables["mart.quotes"] = marts.quotes(
        core["core.statements"],
        counting,
        core["core.organisations"],
        consent,
        held=set(review.loc[review["state"] == "open", "source_id"]),
    )
    models = tables.pop("topic models")
    return tables | measured_tables(analysis) | ops_tables(analysis, unread, models)


def measured_tables(analysis: Analysis) -> Tables:
    """Shares of codes, and what a double coding says of coders and machine."""
    from crisislearn.barriers.agreed import agreement
    from crisislearn.barriers.shares import code_shares
    from crisislearn.barriers.validation import coder_error

    found, seed = analysis.double_coding, analysis.context.settings.seed
    statements, codings = analysis.statements, analysis.codings
    shares = code_shares(found, analysis.units, statements, codings, seed)
    tables = {"mart.code_shares": shares}
    if found:
        codes = [c.code for kind in sorted(found.kinds) for c in
                 analysis.codebook.of(kind)]  # fmt: skip
        machine = analysis.coder_name
        tables["ops.agreement"] = agreement(found, codes, machine, seed)
        tables["ops.coder_error"] = coder_error(found, seed)
    return tables


def _core(analysis: Analysis) -> Tables:
    from crisislearn.barriers.hand import that_count

    ingested = analysis.ingested
    study = analysis.context.study
    tables = {
        f"core.{name}": stacked([tables[name] for tables in ingested])
        for name in ("sources", "respondents", "answers")
    }
    tables["core.statements"] = analysis.statements
    codings, coded = analysis.codings, analysis.hand.coded
    tables["core.codings"] = codings.assign(counts=that_count(codings, coded))
    tables["core.hand_coded"] = coded
    tables["core.items"] = analysis.items
    tables["core.codes"] = analysis.codebook.codes_frame()
    tables["core.waves"] = waves_of(study, tables["core.respondents"])
    tables["core.organisations"] = organisations_in(study, tables)
    tables["core.slices"] = slices_of(study, tables["core.organisations"])
    tables["core.phases"], tables["core.episodes"] = calendars_of(study)
    return tables


def _barriers(core: Tables, analysis: Analysis) -> Tables:
    from crisislearn.barriers.compared import Limits
    from crisislearn.barriers.drivers import driver_association
    from crisislearn.barriers.groups import groups_of
    from crisislearn.barriers.mentioned import mentioned_candidates
    from crisislearn.barriers.observations import combine
    from crisislearn.barriers.rated import rated_candidates
    from crisislearn.barriers.tested import change_tables
    from crisislearn.barriers.trajectories import summarise, trajectories

    calendars = analysis.context.study.calendars
    codes = core["core.codes"]
    barriers = codes[codes["kind"] == "barrier"]
    calendar_of = dict(zip(barriers["code"], barriers["calendar"], strict=True))
    rated = rated_candidates(
        core["core.answers"],
        core["core.respondents"],
        core["core.items"],
        calendar_of,
        calendars,
    )
    codings = core["core.codings"]
    codings = codings[codings["counts"]]
    said = mentioned_candidates(codings, calendar_of, calendars)
    organisations = core["core.organisations"]
    groups = groups_of(organisations, core["core.slices"])
    observations = combine(stacked([rated, said]))
    found = trajectories(observations, calendars)
    knobs = analysis.context.settings
    limits = Limits(
        knobs.alpha, knobs.same_difference, knobs.least_pairs, knobs.error_per_phase,
        seed=knobs.seed,
    )  # fmt: skip
    belongs = organisations[organisations["parent_id"].notna()]
    parents = dict(zip(belongs["organisation_id"], belongs["parent_id"], strict=True))
    tables = {
        "core.observations": observations,
        "mart.barrier_trajectories": found,
        "mart.barrier_summary": summarise(found, groups),
        "mart.driver_association": driver_association(
            found, codings, core["core.statements"], calendars
        ),
    }
    families = dict(zip(barriers["code"], barriers["family"], strict=True))
    tables |= change_tables(observations, groups, calendars, parents, limits, families)
    tables |= _weighted(core, observations, groups, parents, knobs)
    return tables | _lenses(core, found, groups, knobs.seed)


def _weighted(
    core: Tables, observations: pd.DataFrame, groups: Any, parents: Any, knobs: Any
) -> Tables:
    from crisislearn.barriers.groups import groups_of
    from crisislearn.barriers.prevalence import prevalence
    from crisislearn.barriers.weighting import response, weigh

    organisations = core["core.organisations"]
    weights, weighting = weigh(observations, organisations, knobs.weight_limit)
    eligible = organisations[organisations["disposition"] != "ineligible"]
    finite = None
    if knobs.finite_population and organisations["in_frame"].any():
        finite = groups_of(eligible, core["core.slices"])
    return {
        "core.weights": weights,
        "mart.weighting": weighting,
        "mart.response": response(organisations, core["core.respondents"], groups),
        "mart.barrier_prevalence": prevalence(
            observations, groups, weights, weighting, parents, finite
        ),
    }


def _lenses(core: Tables, trajectories: pd.DataFrame, groups: Any, seed: int) -> Tables:
    from crisislearn.barriers.association import (
        lens_association,
        lens_profile,
        panel_shares,
    )

    codings, codes = core["core.codings"], core["core.codes"]
    counting, said = codings[codings["counts"]], core["core.statements"]
    shares = panel_shares(trajectories, core["core.respondents"])
    return {
        "mart.lens_profile": lens_profile(counting, said, codes, groups),
        "mart.lens_association": lens_association(counting, said, codes, shares, seed),
    }


def _topics(core: Tables, analysis: Analysis) -> Tables:
    from crisislearn.topics.edits import apply_edits
    from crisislearn.topics.effects import topic_effects
    from crisislearn.topics.lift import topic_barriers
    from crisislearn.topics.prevalence import foundation_prevalence, topic_prevalence

    context = analysis.context
    statements, organisations = core["core.statements"], core["core.organisations"]
    found = apply_edits(analysis.topics, context.wishes.topics, statements)
    rows, codings = found["topic_statements"], core["core.codings"]
    listed: list[dict[str, Any]] = organisations.to_dict("records")  # type: ignore[assignment]
    parts = {
        one.id: {row["organisation_id"] for row in listed if one.takes(row)}
        for one in context.study.foundations
    }
    return {
        "mart.topics": found["topics"],
        "mart.topic_statements": rows,
        "mart.topic_prevalence": topic_prevalence(rows, statements, organisations),
        "mart.topic_foundations": foundation_prevalence(rows, statements, parts),
        "mart.topic_effects": topic_effects(found["refits"], statements, organisations),
        "mart.topic_barriers": topic_barriers(
            rows, codings[codings["counts"]], statements, context.settings.seed
        ),
        "topic models": found["models"],
    }


def _law(analysis: Analysis, sources: pd.DataFrame) -> tuple[Tables, pd.DataFrame]:
    """The legal calendar, and rows of ``ops.rejects`` for what could not be read."""
    from crisislearn.law import legal_calendar

    orders, provisions, announced = (
        stacked([tables[name] for tables in analysis.ingested])
        for name in ("orders", "provisions", "announced")
    )
    found = legal_calendar(orders, provisions, announced, sources)
    unread = found.pop("ops.rejects")
    duties, today = found["mart.legal_calendar"], analysis.codebook.today

    def names(barriers: str) -> str:
        return ";".join(today(name) for name in barriers.split(";"))

    barriers = each(duties["barriers"], names)
    found["mart.legal_calendar"] = duties.assign(barriers=barriers)
    return found, unread
