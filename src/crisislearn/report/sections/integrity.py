"""What a study answers for: words against figures, limits, AI, privacy, independence.

Here: the written rule of the joint displays, limitations, the use of AI, privacy, the
funder's role and conflicts of interest. What only people can say is left open, and says
so, until a file of the study's texts fills it. Not here: how figures were made
(``method``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.joint import HIGH, LOW
from crisislearn.report.language import tell
from crisislearn.report.model import Block, Inline, Listing, Section, say
from crisislearn.report.own_texts import file_of, is_written
from crisislearn.report.sections.quotes import Quotes, refused
from crisislearn.report.sections.validation import is_validated

OPEN = (
    "Udfyldes af undersøgelsen: {} Skriv teksten i filen texts/{}.",
    "To be filled in by the study: {} Write the text in the file texts/{}.",
)
"""What stands where only a person can answer, and where the answer goes."""
_ASKED = {
    "interview": (
        "hvem der interviewede, hvordan deltagerne blev valgt og kontaktet, hvor og "
        "hvor længe der blev talt, og om de så udskriften.",
        "who interviewed, how the participants were chosen and contacted, where and "
        "for how long they spoke, and whether they saw the transcript.",
    ),
    "uafhaengighed": (
        "hvem der har betalt, hvor meget, og hvad giverne har bestemt om spørgsmål, "
        "analyse og udgivelse.",
        "who paid, how much, and what the funders decided about questions, analysis "
        "and publication.",
    ),
    "interesser": (
        "hvilke bindinger forfattere og rådgivere har til fonde, myndigheder og de "
        "organisationer, der har svaret.",
        "what ties authors and advisers have to foundations, authorities and the "
        "organisations that answered.",
    ),
}
"""What a person must say, by section."""
_RULE = (
    "Sidst i hvert af kapitlerne om modtryk står spørgeskemaets tal ved siden "
    "af interview og cases. Sidste søjle siger, hvad ordene gør ved tallene. "
    "Det afgør en fast regel, ikke et skøn: Et udsagn om eget sted kan sige, at "
    "modtrykket gav efter, at det kom igen, eller at det stod fast. Faldt "
    "andelen, passer de to første med tallene; er den ikke kommet igen, passer "
    "kun det første; var den uændret eller steg den, passer det sidste. Vi "
    "tæller de organisationer, der siger noget, som passer, og dem, der siger "
    "noget, som ikke gør; den, der siger begge dele, tæller på begge sider. "
    "Udgør de, der passer, mindst {high}, står der »bekræfter«, højst {low} "
    "»modsiger« og derimellem »nuancerer«. Siger færre end {k} organisationer "
    "noget om en ændring, står der »for få«, og hvor spørgeskemaet ikke giver "
    "et sikkert svar, står der »kun i ord«. Interview og cases er valgt for at "
    "forstå, ikke for at tælle. Et »modsiger« er en grund til at læse mere, "
    "ikke en dom over tallet.",
    "At the end of each chapter on barriers, the survey’s figures stand beside "
    "interviews and cases. The last column says what the words do to the figures. That "
    "is decided by a fixed rule, not by judgement: a statement about one’s own place "
    "can say that the barrier gave way, that it came back, or that it stood firm. If "
    "the share fell, the first two agree with the figures; if it has not come back, "
    "only the first does; if it was unchanged or rose, the last does. We count the "
    "organisations that say something that agrees, and those that say something that "
    "does not; those that say both count on both sides. If those that agree make up at "
    "least {high}, the column says “confirms”, if at most {low}, “contradicts”, and in "
    "between “nuances”. If fewer than {k} organisations say anything about a change, "
    "it says “too few”, and where the survey gives no certain answer, “in words only”. "
    "Interviews and cases were chosen in order to understand, not to count. A "
    "“contradicts” is a reason to read more, not a verdict on the figure.",
)
_LIMITS = {
    "not_drawn": (
        "Ingen er trukket tilfældigt ud til at blive ramt af krisen: Rapporten "
        "sammenligner før, under og efter hos de samme, og andet kan være sket "
        "samtidig.",
        "Nobody was drawn at random to be hit by the crisis: the report compares "
        "before, during and after in the same organisations, and other things may have "
        "happened at the same time.",
    ),
    "recalled": (
        "En del af svarene er erindring, og den er tydeligere, end virkeligheden var.",
        "Some of the answers rest on recall, which makes things clearer than they "
        "were.",
    ),
    "no_after": (
        "Tiden efter krisen er ikke undersøgt.",
        "The time after the crisis has not been studied.",
    ),
    "one_person": (
        "Én person svarer for hele organisationen, og de, der har nået noget nyt, har "
        "nok haft mere lyst til at svare.",
        "One person answers for the whole organisation, and those that achieved "
        "something new were probably keener to answer.",
    ),
    "machine": (
        "Den maskinelle kodning er ikke efterprøvet på dette materiale; antal fra "
        "tekst er pejlemærker.",
        "The machine coding has not been tested on this material; counts from text are "
        "pointers only.",
    ),
    "few": (
        "Interview og cases er få og udvalgte; de viser, hvordan noget kan være, ikke "
        "hvor udbredt det er.",
        "Interviews and cases are few and were selected; they show how something can "
        "be, not how widespread it is.",
    ),
    "who": (
        "Organisationer har svaret, ikke de mennesker, de er til for.",
        "Organisations answered, not the people they serve.",
    ),
}
_AI = (
    "Et lille neuralt netværk har bestemt ordklasser og grundformer, teksterne "
    "er kodet efter regler og ordlister og af en statistisk model, der har "
    "lært af konstruerede udsagn, og temaerne er fundet af en anden "
    "statistisk model. Alt kører på undersøgelsens egen maskine, og intet "
    "sendes til en ekstern tjeneste. Rapportens sætninger er skrevet på "
    "forhånd og udfyldt med tal af et program. Der er ikke brugt generativ "
    "kunstig intelligens til at kode, vurdere eller formulere noget i den.",
    "A small neural network determined parts of speech and base forms, the texts were "
    "coded by rules and word lists and by a statistical model that learned from "
    "constructed statements, and the topics were found by another statistical model. "
    "Everything runs on the study’s own machine, and nothing is sent to an external "
    "service. The sentences of the report were written in advance and filled in with "
    "figures by a program. No generative artificial intelligence was used to code, "
    "assess or word anything in it.",
)
_SUPPORTED = (
    " {supported} af de organisationer, der har svaret, får støtte fra en "
    "fond, som kan modtage en rapport. Det kan farve deres svar.",
    " {supported} of the organisations that answered are supported by a foundation "
    "that may receive a report. That may colour their answers.",
)
_CASES = (
    "Ord fra en case bringes kun, hvor organisationen har sagt ja til at kunne kendes "
    "i den. ",
    "Words from a case are published only where the organisation has agreed to being "
    "recognisable in it. ",
)


def build(facts: Facts, quotes: Quotes) -> list[Section]:
    """The sections, in their order."""
    found: tuple[tuple[str, str, tuple[Block, ...]], ...] = (
        (
            "interview",
            tell("Interview og cases", "Interviews and cases"),
            open_line(facts, "interview"),
        ),
        (
            "samlet",
            tell(
                "Sådan holdes tal og ord sammen",
                "How figures and words are compared",
            ),
            (_joint(facts),),
        ),
        (
            "forbehold",
            tell("Hvad materialet ikke kan bære", "What the material cannot support"),
            (_limits(facts),),
        ),
        (
            "ai",
            tell("Brug af kunstig intelligens", "Use of artificial intelligence"),
            (say(tell(*_AI)),),
        ),
        (
            "persondata",
            tell("Persondata og diskretion", "Personal data and confidentiality"),
            _privacy(facts, quotes),
        ),
        (
            "uafhaengighed",
            tell("Finansiering og uafhængighed", "Funding and independence"),
            _independence(facts),
        ),
        (
            "interesser",
            tell("Interessekonflikter", "Conflicts of interest"),
            open_line(facts, "interesser"),
        ),
    )
    return [Section(*one) for one in found]


def open_line(facts: Facts, section: str) -> tuple[Block, ...]:
    """The line of a section that a person must fill; none where a text fills it."""
    if is_written(facts.study, section):
        return ()
    return (say(tell(*OPEN).format(tell(*_ASKED[section]), file_of(section))),)


def _joint(facts: Facts) -> Block:
    high, low = (f"{one.numerator}/{one.denominator}" for one in (HIGH, LOW))
    return say(tell(*_RULE).format(high=high, low=low, k=grammar.count(facts.k)))


def _limits(facts: Facts) -> Block:
    """Limitations that the data themselves tell of."""
    points = [point for c in facts.courses for point in c.points.values()]
    after = any("after" in c.points for c in facts.courses)
    names = ["not_drawn"]
    names += ["recalled"] if any(p.recalled for p in points) else []
    names += [] if after else ["no_after"]
    names.append("one_person")
    names += [] if is_validated(facts) else ["machine"]
    names += ["few", "who"]
    return Listing(tuple((tell(*_LIMITS[name]),) for name in names))


def _privacy(facts: Facts, quotes: Quotes) -> tuple[Block, ...]:
    file = facts.study.file
    left_out = refused(quotes.checked.left_out)
    cases = tell(*_CASES) if quotes.cases else ""
    few = grammar.count(facts.k)
    basis, day = file.legal_basis.rstrip("."), grammar.date(file.delete_by)
    told = tell(
        "Navne, kontaktoplysninger og andet, der kan føre tilbage til en person, "
        "er erstattet, før teksterne blev analyseret. Tal, der bygger på færre end "
        f"{few} organisationer, vises ikke. Citater er valgt "
        "maskinelt blandt dem, der må bringes, og står kun med rolle og "
        "organisationstype; de viser, hvad et modtryk kan være, og ikke, hvor "
        f"mange der mener det samme. {cases}{left_out}",
        "Names, contact details and anything else that can lead back to a person were "
        "replaced before the texts were analysed. Figures that rest on fewer than "
        f"{few} organisations are not shown. Quotes were chosen by machine among those "
        "that may be published, and are given with role and type of organisation only, "
        "in the language they were said in; they show what a barrier can be, and not "
        f"how many are of the same opinion. {cases}{left_out}",
    )
    held = tell(
        f"Dataansvarlig er {file.controller}. Behandlingsgrundlag: {basis}. "
        f"Originalerne slettes senest {day}.",
        f"The data controller is {file.controller}. Legal basis, in the study’s own "
        f"words: {basis}. The originals will be deleted by {day} at the latest.",
    )
    return (say(told.rstrip()), say(held))


def _independence(facts: Facts) -> tuple[Block, ...]:
    text = tell(
        "Alle rapporter dannes af de samme regler, og en modtager kan ikke vælge "
        "resultater til eller fra.",
        "All reports are made by the same rules, and a recipient cannot choose which "
        "results are in them.",
    )
    values: dict[str, Inline] = {}
    supported = facts.organisations(
        "core.respondents", "length(coalesce(o.grant_holder_of, '')) > 0"
    )
    if supported.value >= facts.k:
        values["supported"] = supported
        text += tell(*_SUPPORTED)
    return (say(text, values), *open_line(facts, "uafhaengighed"))
