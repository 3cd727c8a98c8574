"""Made-up respondents who walk a form as people do: page by page, what is shown."""

from __future__ import annotations

import itertools
import random

from crisislearn.fielding.form import Battery, Note

TEXTS = {
    "qgone": (
        "Kravene om dokumentation forsvandt, og vi kunne bruge tiden på borgerne.",
        "Visitationen blev sat i bero, så vi tog bare imod dem, der kom.",
        "Der forsvandt ikke noget hos os.",
    ),
    "qhinder": (
        "Vi manglede hænder hele foråret.",
        "Forvaltningerne talte stadig ikke sammen.",
    ),
    "qback": (
        "Skemaerne er tilbage, og nu er der flere felter end før.",
        "Nej, ikke endnu.",
    ),
    "qnew": ("Vi kører mad ud til dem, der ikke kan komme.", "Digitale aftener."),
    "qkeep": ("At vi ringer til folk, før de ringer til os.",),
    "qblock": ("Jeg frygter, at kontrollen kommer igen.",),
    "qharm": ("Mange sad alene hjemme i ugevis.",),
    "qnone": ("Vi ville gerne have mødtes udendørs, men ingen turde sige ja.",),
}
RATED = {"bbefore": (0.1, 0.15, 0.3, 0.4), "bduring": (0.4, 0.3, 0.15, 0.1),
         "bnow": (0.15, 0.2, 0.3, 0.3)}  # fmt: skip


def walk(form, choose):
    """Answers of one respondent: item → set of codes, or a text.

    Args:
        form: What is walked.
        choose: Gets a question and its battery's name; returns codes, a text, or None
            for no answer.

    Returns:
        What was answered, and the names of everything that was shown.
    """
    given, shown = {}, []
    for page in form.pages:
        if not holds(page.condition, given):
            continue
        for part in page.parts:
            if isinstance(part, Note) or not holds(part.condition, given):
                shown += [part.name] if isinstance(part, Note) else []
                continue
            rows = part.rows if isinstance(part, Battery) else (part,)
            for question in rows:
                name = question.item.name
                shown.append(name)
                battery = part.name if isinstance(part, Battery) else ""
                answer = choose(question, battery)
                if answer:
                    given[name] = answer
    return given, shown


def holds(condition, given):
    sets = {name: frozenset([a] if isinstance(a, str) else a)
            for name, a in given.items()}  # fmt: skip
    return condition is None or condition.holds(sets)


def routing(form):
    """The questions that conditions ask about, with the answers that matter."""
    asked = set()
    for page in form.pages:
        for part in page.parts:
            for condition in (page.condition, part.condition):
                asked |= condition.items() if condition else set()
    questions = {q.item.name: q for _, _, q in form.questions()}
    return {name: [None, *[c.name for c in questions[name].item.choices]]
            for name in sorted(asked)}  # fmt: skip


def paths(form):
    """Every combination of answers to the questions that decide the way."""
    ways = routing(form)
    for combination in itertools.product(*ways.values()):
        yield dict(zip(ways, combination, strict=True))


def at_random(chance, fixed=None):
    """Someone who answers nearly everything, and keeps to the rules of a question."""
    fixed = fixed or {}

    def choose(question, battery):
        item = question.item
        if item.name in fixed:
            answer = fixed[item.name]
            return {answer} if answer is not None else None
        if item.type == "text":
            return chance.choice((*TEXTS[item.name], ""))
        codes = [choice.name for choice in item.choices]
        if battery in RATED:
            return set(chance.choices([*codes[:4], "8"], [*RATED[battery], 0.05]))
        if item.type == "select_one":
            return set(chance.choices([*codes, ""])) - {""}
        free = [code for code in codes if code != question.alone]
        most = question.most or len(free)
        ticked = set(chance.sample(free, chance.randint(0, min(most, len(free)))))
        return ticked or ({question.alone} if question.alone else set())

    return choose


def people(form, number, seed=0, **fixed):
    """Answers of so many respondents."""
    return [walk(form, at_random(random.Random(f"{seed}-{n}"), fixed))[0]
            for n in range(number)]  # fmt: skip
