"""What analysts read first: views in Danish words.

Here: their columns, meanings and SQL as data. Not here: writing them (``publish``).
Names carry no catalog, so that they work in a file of any name, in DuckDB 1.5 and 2.
"""

from __future__ import annotations

from dataclasses import dataclass

TRAJECTORIES = {
    "disappeared": "forsvandt",
    "came_back": "kom tilbage",
    "never_went": "bestod",
    "solved_later": "løst senere",
    "crisis_only": "kun under krisen",
    "emerged_and_stayed": "opstod og blev",
    "emerged_after": "opstod bagefter",
    "gone_so_far": "væk indtil videre",
    "still_present": "er der stadig",
    "new_so_far": "ny indtil videre",
    "not_so_far": "ikke set indtil videre",
    "insufficient_data": "for få oplysninger",
    "never_there": "var der aldrig",
}
VALUES = {
    "present": "til stede",
    "reduced": "mindsket",
    "not_present": "ikke til stede",
    "unknown": "ukendt",
}
VERDICTS = {
    "fell": "faldt",
    "rose": "steg",
    "unchanged": "uændret",
    "uncertain": "usikkert",
}
MEASURES = {"rated": "vurderet", "mentioned": "omtalt"}
DESIGNS = {
    "panel": "samme organisationer",
    "cross_section": "forskellige organisationer",
    "same_sitting": "begge faser husket på én gang",
}
KINDS = {
    "all": "alle",
    "organisation_type": "type",
    "sector": "sektor",
    "youth": "arbejde for unge",
    "size": "størrelse",
    "region": "region",
    "target_group": "målgruppe",
}
STATUSES = {
    "at_work": "hæmmer",
    "persisted": "bestod",
    "eased": "lettet",
    "gone": "væk",
    "returned": "kom tilbage",
    "emerged": "opstod",
    "worsened": "forværret",
    "absent": "hæmmer ikke",
    "expected": "ventes",
}

STATES = {"stated": "sagt", "unknown": "ukendt"}
CHANGES = {
    "opened": "åbnet",
    "continued": "fortsat",
    "extended": "forlænget",
    "opened_again": "åbnet igen",
    "unknown": "ukendt",
}
BASES = {
    "provision": "bestemmelsens egne ord",
    "issued": "udstedelsesdagen",
    "external": "en meddelelse",
}


@dataclass(frozen=True)
class View:
    """A view for analysts.

    Attributes:
        name: Schema and view.
        about: Its comment.
        columns: Name → (expression, comment).
        source: What follows FROM.
        order: What follows ORDER BY; Danish words in Danish order.
        reader: Whether the reader edition has it too.
    """

    name: str
    about: str
    columns: dict[str, tuple[str, str]]
    source: str
    order: str
    reader: bool = True

    @property
    def sql(self) -> str:
        """The statement that makes it."""
        columns = ", ".join(f'{sql} AS "{c}"' for c, (sql, _) in self.columns.items())
        return (
            f"CREATE VIEW {self.name} AS SELECT {columns} "
            f"FROM {self.source} ORDER BY {self.order}"
        )


def _words(column: str, words: dict[str, str]) -> str:
    """A column in Danish words; a value without one as it is."""
    cases = " ".join(f"WHEN '{value}' THEN '{word}'" for value, word in words.items())
    return f"CASE {column} {cases} ELSE {column} END"


def _phase(name: str, column: str) -> str:
    return (
        f"LEFT JOIN core.phases {name} "
        f"ON {name}.calendar = x.calendar AND {name}.phase = x.{column}"
    )


_RUN = (
    "array_to_string(list_transform(string_split(x.trajectory, '+'), lambda one: "
    + _words("one", TRAJECTORIES | {"any": "alle forløb"})
    + "), ' eller ')"
)
"""Trajectories of a row in Danish words: readers are told of small ones together."""

_CODE = "LEFT JOIN core.codes c ON c.code = x.barrier"
_EPISODE = (
    "LEFT JOIN (SELECT DISTINCT calendar, episode, label_da FROM core.episodes) e "
    "ON e.calendar = x.calendar AND e.episode = x.episode"
)
_BARRIER = ("coalesce(c.label_da, x.barrier)", "Modtryk")
_EPISODE_NAME = ("coalesce(e.label_da, x.episode)", "Episode")
_MEASURE = (_words("x.measure", MEASURES), "Vurderet i et spørgsmål eller omtalt")
_GROUP_KIND = (_words("x.group_kind", KINDS), "Hvad organisationerne er delt efter")
_GROUP = ("x.group_value", "Gruppe")

_DUTIES = (
    "SELECT l.barrier, p.calendar, p.phase, "
    "string_agg(DISTINCT l.label_da, '; ' ORDER BY l.label_da) "
    "FILTER (l.state = 'stated') AS duties, "
    "string_agg(DISTINCT l.label_da, '; ' ORDER BY l.label_da) "
    "FILTER (l.state = 'unknown') AS perhaps, "
    "string_agg(DISTINCT l.order_id, '; ' ORDER BY l.order_id) AS orders "
    "FROM (SELECT *, unnest(string_split(barriers, ';')) AS barrier "
    "FROM mart.legal_calendar WHERE bearer IN ('municipality', 'authority')) l "
    "JOIN core.phases p ON l.opened_on <= coalesce(p.\"end\", DATE '9999-12-31') "
    "AND coalesce(l.closed_on, DATE '9999-12-31') > "
    "coalesce(p.start, DATE '0001-01-01') GROUP BY l.barrier, p.calendar, p.phase"
)
"""What could be deviated from in each phase, by the barrier that it bears on."""

_LEGAL = (
    View(
        "mart.legal_calendar_da",
        "Hvilke pligter der kunne fraviges hvornår, i danske ord. En mulighed, som "
        "myndighederne fik, ikke noget, hver organisation har gjort",
        {
            "pligt": ("x.label_da", "Pligten"),
            "bekendtgørelse": ("x.order_id", "År og nummer i Lovtidende"),
            "grundlag": (_words("x.state", STATES), "Om ordene er til stede"),
            "skift": (_words("x.change", CHANGES), "Om den kunne fraviges lige før"),
            "fra": ("x.opened_on", "Første dag"),
            "fra_ifølge": (_words("x.opened_basis", BASES), "Hvor dagen står"),
            "ikke_længere_fra": ("x.closed_on", "Første dag, det ikke længere gjaldt"),
            "ikke_længere_ifølge": (
                _words("x.closed_basis", BASES),
                "Hvor dagen står",
            ),
            "ophævet_af": ("x.closed_by", "Bekendtgørelsen, der lukkede"),
            "fraviger": ("x.deviates_from", "Reglen, i bekendtgørelsens ord"),
            "modtryk": ("x.barriers", "Modtryk, som pligten hører til"),
            "citat": ("x.quote", "Sætningen, det hviler på"),
            "grund": ("x.reason", "Hvorfor noget er ukendt"),
        },
        "mart.legal_calendar x",
        "x.chain, pligt COLLATE da, coalesce(x.opened_on, x.closed_on - 1), x.order_id",
    ),
    View(
        "mart.legal_barriers_da",
        "Kommunale tilbuds vurderede modtryk efter fase, ved siden af de pligter, "
        "kommunerne kunne fravige i den. Bekendtgørelserne gav en mulighed; om nogen "
        "brugte den i en bestemt organisation, siger de ikke",
        {
            "modtryk": _BARRIER,
            "fase": ("coalesce(p.label_da, x.phase)", "Fase"),
            "fase_fra": ("p.start", "Fasens første dag"),
            "fase_til": ('p."end"', "Fasens sidste dag"),
            "pligter": ("d.duties", "Pligter, der kunne fraviges i fasen"),
            "pligter_måske": (
                "d.perhaps",
                "Pligter, hvor ordene mangler i en af bekendtgørelserne",
            ),
            "bekendtgørelser": ("d.orders", "Bekendtgørelser, der gjaldt i fasen"),
            "n": ("x.n", "Kommunale tilbud med kendt svar"),
            "procent": ("round(100 * x.share, 1)", "Andel med modtrykket"),
            "fra": ("round(100 * x.ci_low, 1)", "95 %-intervallets nedre ende"),
            "til": ("round(100 * x.ci_high, 1)", "95 %-intervallets øvre ende"),
        },
        f"mart.barrier_prevalence x {_CODE} {_phase('p', 'phase')} "
        f"LEFT JOIN ({_DUTIES}) d ON d.barrier = x.barrier "
        "AND d.calendar = x.calendar AND d.phase = x.phase "
        "WHERE x.measure = 'rated' AND x.group_kind = 'organisation_type' "
        "AND x.group_value LIKE 'kommunal%' AND x.barrier IN (SELECT unnest("
        "string_split(barriers, ';')) FROM mart.legal_calendar)",
        "modtryk COLLATE da, p.start NULLS FIRST",
    ),
)
"""The legal calendar, alone and beside what offers of municipalities answered."""

VIEWS = (
    View(
        "mart.trajectories_da",
        "Hvad der blev af hvert modtryk i hver organisation, i danske ord",
        {
            "modtryk": _BARRIER,
            "episode": _EPISODE_NAME,
            "organisation": ("x.organisation_id", "Organisation"),
            "type": ("o.organisation_type", "Organisationens type"),
            "målgruppe": ("o.target_group", "Organisationens målgruppe"),
            "før": (_words('x."before"', VALUES), "Før krisen"),
            "under": (_words('x."during"', VALUES), "Under krisen"),
            "efter": (_words('x."after"', VALUES), "Efter krisen"),
            "forløb": (_words("x.trajectory", TRAJECTORIES), "Hvad der blev af det"),
            "mål": _MEASURE,
            "grund": ("x.reason", "Hvorfor der ikke kan siges mere"),
        },
        "mart.barrier_trajectories x LEFT JOIN core.organisations o "
        f"ON o.organisation_id = x.organisation_id {_CODE} {_EPISODE}",
        'modtryk COLLATE da, "episode" COLLATE da, organisation, x.measure',
        reader=False,
    ),
    View(
        "mart.prevalence_da",
        "Andel af organisationer med et modtryk, efter fase og gruppe, i danske ord",
        {
            "modtryk": _BARRIER,
            "fase": ("coalesce(p.label_da, x.phase)", "Fase"),
            "opdelt_efter": _GROUP_KIND,
            "gruppe": _GROUP,
            "n": ("x.n", "Organisationer med kendt svar"),
            "procent": ("round(100 * x.share, 1)", "Vægtet andel i procent"),
            "fra": ("round(100 * x.ci_low, 1)", "95 %-intervallets nedre ende"),
            "til": ("round(100 * x.ci_high, 1)", "95 %-intervallets øvre ende"),
            "mål": _MEASURE,
        },
        f"mart.barrier_prevalence x {_CODE} {_phase('p', 'phase')}",
        "modtryk COLLATE da, p.calendar, p.start NULLS FIRST, x.measure, "
        "x.group_kind <> 'all', opdelt_efter COLLATE da, gruppe COLLATE da",
    ),
    View(
        "mart.change_da",
        "Ændring af et modtryk mellem to faser, i danske ord",
        {
            "modtryk": _BARRIER,
            "fra_fase": ("coalesce(p.label_da, x.phase_from)", "Den tidligere fase"),
            "til_fase": ("coalesce(q.label_da, x.phase_to)", "Den senere fase"),
            "opdelt_efter": _GROUP_KIND,
            "gruppe": _GROUP,
            "n": ("x.n_paired", "Organisationer med begge faser kendt"),
            "før_procent": ("round(100 * x.share_from, 1)", "Andel før, procent"),
            "efter_procent": ("round(100 * x.share_to, 1)", "Andel efter, procent"),
            "point": ("round(100 * x.difference, 1)", "Ændring i procentpoint"),
            "dom": (_words("x.verdict", VERDICTS), "Dom over ændringen"),
            "grund": ("x.reason", "Hvorfor dommen er usikker"),
            "grundlag": (_words("x.design", DESIGNS), "Hvem der sammenlignes"),
        },
        f"mart.barrier_change x {_CODE} "
        f"{_phase('p', 'phase_from')} {_phase('q', 'phase_to')}",
        "modtryk COLLATE da, p.calendar, p.start NULLS FIRST, q.start NULLS FIRST, "
        "x.design, x.group_kind <> 'all', opdelt_efter COLLATE da, gruppe COLLATE da",
    ),
    View(
        "mart.summary_da",
        "Hvor mange organisationer hvert forløb tæller, i danske ord",
        {
            "modtryk": _BARRIER,
            "episode": _EPISODE_NAME,
            "opdelt_efter": _GROUP_KIND,
            "gruppe": _GROUP,
            "forløb": (_RUN, "Hvad der blev af det; små forløb er slået sammen"),
            "n": ("x.n", "Organisationer"),
            "n_kendt": ("x.n_known", "Organisationer med før, under og efter kendt"),
            "mål": _MEASURE,
        },
        f"mart.barrier_summary x {_CODE} {_EPISODE}",
        'modtryk COLLATE da, "episode" COLLATE da, x.measure, '
        "x.group_kind <> 'all', opdelt_efter COLLATE da, gruppe COLLATE da, "
        "forløb COLLATE da",
    ),
    View(
        "mart.quotes_da",
        "Citater, der må bringes, i danske ord",
        {
            "kode": ("coalesce(c.label_da, x.code)", "Kode"),
            "status": (
                _words("x.status", STATUSES),
                "Hvad citatet siger om modtrykket",
            ),
            "fase": ("x.phase", "Faser, der tales om"),
            "citat": ("x.text", "Citatet"),
            "rolle": ("x.role", "Hvem der taler"),
            "type": ("x.organisation_type", "Organisationens type"),
        },
        "mart.quotes x LEFT JOIN core.codes c ON c.code = x.code",
        "kode COLLATE da, x.status, x.quote_id",
    ),
    *_LEGAL,
)
