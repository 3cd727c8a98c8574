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
from crisislearn.report.model import Block, Inline, Listing, Section, say
from crisislearn.report.own_texts import folder
from crisislearn.report.sections.quotes import Quotes, refused
from crisislearn.report.sections.validation import is_validated

OPEN = "Udfyldes af undersøgelsen: {} Skriv teksten i filen texts/{}.md."
"""What stands where only a person can answer, and where the answer goes."""


def build(facts: Facts, quotes: Quotes) -> list[Section]:
    """The sections, in their order."""
    return [
        Section("interview", "Interview og cases", _interviews(facts)),
        Section("samlet", "Sådan holdes tal og ord sammen", (_joint(facts),)),
        Section("forbehold", "Hvad materialet ikke kan bære", (_limits(facts),)),
        Section("ai", "Brug af kunstig intelligens", _ai()),
        Section("persondata", "Persondata og diskretion", _privacy(facts, quotes)),
        Section("uafhaengighed", "Finansiering og uafhængighed", _independence(facts)),
        Section("interesser", "Interessekonflikter", _interests(facts)),
    ]


def open_line(facts: Facts, section: str, what: str) -> tuple[Block, ...]:
    """The line of a section that a person must fill; none where a text fills it."""
    if (folder(facts.study) / f"{section}.md").is_file():
        return ()
    return (say(OPEN.format(what, section)),)


def _interviews(facts: Facts) -> tuple[Block, ...]:
    what = "hvem der interviewede, hvordan deltagerne blev valgt og kontaktet, hvor og "
    what += "hvor længe der blev talt, og om de så udskriften."
    return open_line(facts, "interview", what)


def _joint(facts: Facts) -> Block:
    k = grammar.count(facts.k)
    high, low = (
        f"{HIGH.numerator}/{HIGH.denominator}",
        f"{LOW.numerator}/{LOW.denominator}",
    )
    return say(
        "Sidst i hvert af kapitlerne om modtryk står spørgeskemaets tal ved siden "
        "af interview og cases. Sidste søjle siger, hvad ordene gør ved tallene. "
        "Det afgør en fast regel, ikke et skøn: Et udsagn om eget sted kan sige, at "
        "modtrykket gav efter, at det kom igen, eller at det stod fast. Faldt "
        "andelen, passer de to første med tallene; er den ikke kommet igen, passer "
        "kun det første; var den uændret eller steg den, passer det sidste. Vi "
        "tæller de organisationer, der siger noget, som passer, og dem, der siger "
        "noget, som ikke gør; den, der siger begge dele, tæller på begge sider. "
        f"Udgør de, der passer, mindst {high}, står der »bekræfter«, højst {low} "
        f"»modsiger« og derimellem »nuancerer«. Siger færre end {k} organisationer "
        "noget om en ændring, står der »for få«, og hvor spørgeskemaet ikke giver "
        "et sikkert svar, står der »kun i ord«. Interview og cases er valgt for at "
        "forstå, ikke for at tælle. Et »modsiger« er en grund til at læse mere, "
        "ikke en dom over tallet."
    )


def _limits(facts: Facts) -> Block:
    """Limitations that the data themselves tell of."""
    items = [
        "Ingen er trukket tilfældigt til at få en krise: Rapporten sammenligner før, "
        "under og efter hos de samme, og andet kan være sket samtidig."
    ]
    if any(p.recalled for c in facts.courses for p in c.points.values()):
        items.append(
            "En del af svarene er erindring, og den husker tydeligere, end det var."
        )
    if not any("after" in c.points for c in facts.courses):
        items.append("Tiden efter krisen er ikke undersøgt.")
    items.append(
        "Én person svarer for hele organisationen, og de, der har nået noget nyt, har "
        "nok haft mere lyst til at svare."
    )
    if not is_validated(facts):
        items.append(
            "Den maskinelle kodning er ikke efterprøvet på dette materiale; antal fra "
            "tekst er pejlemærker."
        )
    items += [
        "Interview og cases er få og valgt til; de viser, hvordan noget kan være, ikke "
        "hvor udbredt det er.",
        "Organisationer har svaret, ikke de mennesker, de er til for.",
    ]
    return Listing(tuple((item,) for item in items))


def _ai() -> tuple[Block, ...]:
    return (
        say(
            "Et lille neuralt netværk har bestemt ordklasser og grundformer, teksterne "
            "er kodet efter regler og ordlister og af en statistisk model, der har "
            "lært af konstruerede udsagn, og temaerne er fundet af en anden "
            "statistisk model. Alt kører på undersøgelsens egen maskine, og intet "
            "sendes til en ekstern tjeneste. Rapportens sætninger er skrevet på "
            "forhånd og udfyldt med tal af et program. Der er ikke brugt generativ "
            "kunstig intelligens til at kode, vurdere eller formulere noget i den."
        ),
    )


def _privacy(facts: Facts, quotes: Quotes) -> tuple[Block, ...]:
    file = facts.study.file
    left_out = refused(quotes.checked.left_out)
    return (
        say(
            "Navne, kontaktoplysninger og andet, der kan føre tilbage til en person, "
            "er erstattet, før teksterne blev analyseret. Tal, der bygger på færre end "
            f"{grammar.count(facts.k)} organisationer, vises ikke. Citater er valgt "
            "maskinelt blandt dem, der må bringes, og står kun med rolle og "
            "organisationstype; de viser, hvad et modtryk kan være, og ikke, hvor "
            f"mange der mener det samme. {left_out}".rstrip()
        ),
        say(
            f"Dataansvarlig er {file.controller}. Behandlingsgrundlag: "
            f"{file.legal_basis.rstrip('.')}. Originalerne slettes senest "
            f"{grammar.date(file.delete_by)}."
        ),
    )


def _independence(facts: Facts) -> tuple[Block, ...]:
    text = (
        "Alle rapporter dannes af de samme regler, og en modtager kan ikke vælge "
        "resultater til eller fra."
    )
    values: dict[str, Inline] = {}
    supported = facts.organisations(
        "core.respondents", "length(coalesce(o.grant_holder_of, '')) > 0"
    )
    if supported.value >= facts.k:
        values["supported"] = supported
        text += (
            " {supported} af de organisationer, der har svaret, får støtte fra en "
            "fond, som kan modtage en rapport. Det kan farve deres svar."
        )
    role = "hvem der har betalt, hvor meget, og hvad giverne har bestemt om spørgsmål, "
    role += "analyse og udgivelse."
    return (say(text, values), *open_line(facts, "uafhaengighed", role))


def _interests(facts: Facts) -> tuple[Block, ...]:
    who = "hvilke bindinger forfattere og rådgivere har til fonde, myndigheder og de "
    return open_line(facts, "interesser", who + "organisationer, der har svaret.")
