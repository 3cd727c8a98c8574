"""What names of streets end in, and what is counted without being a street.

Here: the words, as parts of patterns, and a quick look whether a text can hold a
street. Not here: the patterns of addresses (``places``).
"""

from __future__ import annotations

import re

from crisislearn.privacy.shapes.spoken import counts, tokens

ANY_KIND = "|".join(
    """vej vejen gade gaden allé alle alléen plads pladsen stræde strædet boulevard
    boulevarden vænge vænget vængerne park parken have haven haver toft toften tofter
    bakke bakken bakker eng engen enge mark marken marker vang vangen vange lund lunden
    torv torvet gård gården krog krogen kaj kajen sti stien dal dalen høj højen høje
    brink
    brinken skrænt skrænten ager ageren agre hegn hegnet kær kæret mose mosen sø søen
    passage passagen bro broen strand stranden ås åsen lykke lykken løkke løkken
    løkkerne
    led ledet banke banken skel skellet holm holmen holme huse husene hus huset port
    porten slip slippen esplanaden chaussé chausseen vold volden ringen buen bue
    svinget sving kvarter kvarteret minde side bjerg bjerget vig vigen ende rode ly
    hede heden skov skoven kilde kilden sund å åen ø øen gata gaten gate veien plan
    planen
    vegen vei vägen väg gatan gränd torget plassen stigen straede vaenge vaenget bryn
    brynet rende renden vest øst nord syd kanten kant knold knolden stok stokken pynt
    pynten trekanten tinget stedet sted bovej gyde gyden trappe trappen tværgade centret
    centeret gaard gaarden hoej hoejen soe soeen kaer husvej bro park
    klit klitten klitterne draget blik blikket blink hjemmet møllen mølle havnen kanalen
    havn kanal brygge toldbod toldboden nytorv dæmningen bryggen grønningen bredden
    bred sundet bugt bugten næs næsset odde odden
    pilen toppen dige diget værket værftet gærdet sletten slette dyb fælled fælleden
    kobbel koblet krattet riset tved bavnen dysse dyssen linden kløften spang vadet dam
    dammen damme bo vænger lodden lod fold folden bakkevej blok terrasserne terrassen
    volde""".split()
)
"""Ends of names of streets that count with a capital."""
CLEAR_KIND = "|".join(
    """vej vejen gade gaden allé alle stræde strædet straede boulevard torv torvet plads
    gata gaten veien vei vägen gatan vangen vænget vaenget bakken toften""".split()
)
"""Those that are hardly ever another word, so that lower case and a number do."""
SPOKEN_KIND = (
    CLEAR_KIND
    + "|"
    + "|".join(
        "parken haven marken gården lunden krogen toften engen park vænge".split()
    )
)
"""Those after which a number in words is one of a house."""
UNITS = (
    r"%|x |(?:kr|kroner|år|årige|time|timer|timers|procent|pct|uge|uger|ugers|dag|dage"
    r"|dages|personer|mennesker|brugere|borgere|stk|km|meter|min|minutter|gang|gange|ud"
    r" af"
    r"|måned|måneder|beboere|børn|unge|ansatte|frivillige|m2|deltagere|pladser|mand"
    r"|familier"
    r"|kvm|hunde|stole|borde|ton|tons|liter|grader|medarbejdere|voksne|ældre|medlemmer"
    r"|andre"
    r"|gæster|par|i træk|forskellige|nye|hold|kunder|flasker|telte|biler|cykler"
    r"|lejligheder"
    r"|værelser|senge|huse|af os|af dem|til \d+|kopper|kasser|poser|opkald|møder|nat"
    r"|nætter)(?!\w)"
)
"""What is counted rather than lived in."""
NO_STREET = re.compile(
    r"^(?:bag|for|børne|skole|lege|arbejds|parkerings|bane|sports|fodbold|bo|plejehjems"
    r"|byg|ny|bygge|natur|menneske|til|fæl|sommer|vinter|kloster|op|for)?"
    r"(?:haver?|haven|gården?|pladsen?|banen?|bord|huset?|huse|stedet|sted|sider?|ende"
    r"|planen?|centeret|centret|vest|øst|nord|syd|blok)$"
    r"|(?:plejehjem|institution|forsamlings|krise|syge|raad|råd|køkken|væk|driv|kultur"
    r"|medborger|bolig|være|opholds|skur|hjemme|venstre|højre|bag|for|slut|times|vagt"
    r"|uge|måneds|års|handle|døgn|nød|beredskabs|lektions|arbejds|lege|praktik|pulje"
    r"|parkerings|sygehus|aktivitets|dag|sund|job|kommune|sundheds|frivillig|møde"
    r"|samlings"
    r"|ferie|by|lande?|fem|fire|tre|seks|flere|masse)"
    r"s?(?:huset?|huse|planen?|plads(?:en)?|side[rn]?|centret|centeret|centre?|stedet?"
    r"|sted"
    r"|haven?|gården?|blok|ende|kvarter(?:et)?|marken?|øen|parken?)$"
    r"|^(?:brugsside|selvplan|personkreds|hjemmeside|efterår|budget)"
)
"""Words that end like a street and are none."""
_TENS = "tyve|tredive|fyrre|halvtreds|tres|halvfjerds|firs|halvfems"
_ONES = "en|to|tre|fire|fem|seks|syv|otte|ni"
COUNT = (
    rf"(?:(?:{_ONES})og(?:{_TENS})|{_TENS}|(?:et )?hundrede?(?: og)?(?: (?:{_ONES}))?"
    rf"|to|tre"
    r"|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten"
    r"|atten"
    r"|nitten)"
)
"""A number of a house in words."""
# What stands in every match of the patterns of streets.
_WORD_AND_NUMBER = re.compile(r"([^\W\d_]+)(?:,? (?:nr\.? ?|nummer |husnr\.? ?)| )?\d")
_ANY_ENDS = tuple({*ANY_KIND.split("|"), *CLEAR_KIND.split("|")})
_ENDS = tuple(SPOKEN_KIND.split("|"))


def may_be_street(text: str) -> bool:
    """Whether a number follows a word that ends like a street."""
    found = _WORD_AND_NUMBER.finditer(text)
    return any(match[1].lower().endswith(_ANY_ENDS) for match in found)


def may_be_spoken(text: str) -> bool:
    """Whether a word for a number follows one that ends like a street."""
    said = tokens(text)
    for number in counts(text):
        if number:
            place = number - 1
            while place and said[place] in ("nr", "nummer", "i"):
                place -= 1
            if said[place].endswith(_ENDS):
                return True
    return False
