import pytest

from crisislearn.privacy.detect import is_replaced, settled
from crisislearn.privacy.shapes import shapes


def found(text):
    return [
        (f.kind, text[f.start : f.end]) for f in settled(shapes(text)) if is_replaced(f)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("cpr 010170-xxxx", "cpr", "010170-xxxx"),
        ("hun hedder 18 09 77-0335", "cpr", "18 09 77-0335"),
        ("født 22 11 74 - 2048", "cpr", "22 11 74 - 2048"),
        ("290200-1234 er en skudårsdag", "cpr", "290200-1234"),
        ("CVR-nr. 47 20 33 18", "cvr", "47 20 33 18"),
        ("Produktionsenheden (P 1003559182)", "pnumber", "1003559182"),
        ("P-nr. 1012345678", "pnumber", "1012345678"),
        ("ring 9 8 1 2 4 4 7 0", "phone", "9 8 1 2 4 4 7 0"),
        ("kald 20-99-31-45", "phone", "20-99-31-45"),
        ("(+45) 86 22 17 90", "phone", "(+45) 86 22 17 90"),
        ("ring +46 70 123 45 67", "phone", "+46 70 123 45 67"),
        ("skriv til a.b@hus.example", "email", "a.b@hus.example"),
        ("se fb.com/tommy.paa.taget", "url", "fb.com/tommy.paa.taget"),
        ("på insta @omid.k.91", "handle", "@omid.k.91"),
        ("bor Nygade 5 D, 6300 Gråsten", "address", "Nygade 5 D, 6300 Gråsten"),
        ("Ålekistevej 233, 4. sal tv., 2720 Vanløse", "address",
         "Ålekistevej 233, 4. sal tv., 2720 Vanløse"),
        ("skolebakken 1 b, 8400 ebeltoft", "address", "skolebakken 1 b, 8400 ebeltoft"),
        ("Storgatan 5, 114 55 Stockholm", "address", "Storgatan 5, 114 55 Stockholm"),
        ("iban NO93 8601 1117 947", "iban", "NO93 8601 1117 947"),
        ("reg.nr. 9217 konto 0123409975", "account", "9217 konto 0123409975"),
        ("overført fra 3409 4001177829", "account", "3409 4001177829"),
        ("bil xs 12 880", "plate", "xs 12 880"),
        ("den hvide, BX34106", "plate", "BX34106"),
        ("født 17. februar 2012", "birthdate", "17. februar 2012"),
        ("f. 11/6-1984", "birthdate", "11/6-1984"),
        ("born 3 March 1971", "birthdate", "3 March 1971"),
        ("sag 29.18.00-G01-7-20", "case_number", "29.18.00-G01-7-20"),
        ("journaliseret under 20/008812", "case_number", "20/008812"),
        ("sagsnummer 4412-20", "case_number", "4412-20"),
        ("født på Rigshospitalet den 3. april 1961", "birthdate", "3. april 1961"),
        ("Han har fødselsdag den 14. maj", "birthdate", "14. maj"),
        ("min mor fylder 80 den 2. juni", "birthdate", "2. juni"),
        ("3. april 1961 er hendes fødselsdag", "birthdate", "3. april 1961"),
        ("født 030461", "birthdate", "030461"),
        ("sagsnummeret er 2020-118-44", "case_number", "2020-118-44"),
        ("jf. 20/11873 hos kommunen", "case_number", "20/11873"),
        ("han bor på mosekrogen 14", "address", "mosekrogen 14"),
        ("elmehaven 3, 2. tv", "address", "elmehaven 3, 2. tv"),
    ],
)  # fmt: skip
def test_each_kind_is_found_whole(text, kind, span):
    assert (kind, span) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "310299-1234".replace("3102", "3202"),  # no such day
        "lov nr. 158 af 31/03/2020",
        "1.234.567 kr.",
        "12 500 000 kr.",
        "Projektkode 20200612 på timesedlen",
        "faktura 20114587",
        "Ordrenummer 3100482219",
        "møde-id 4471 9026 18",
        "i perioden 06.04.20–03.05.20",
        "den 15-03-2020 kl. 10.30",
        "side 3 af 11",
        "torvet 2 gange om ugen",
        "uge 12 og 13",
        "EU 20 201",
        "afgørelse af 17. marts 2020",
        "borger.dk og sundhed.dk",
        "De er født ind i et system fra 2019-2020",
        "Vi fylder huset den 3. maj med gæster",
        "Det fyldte meget den 14. april",
        "vi boede på hotel 3 nætter",
        "aftalen fra 18/2020 og 12/3 afsnit",
    ],
)
def test_what_only_looks_like_it_is_left(text):
    assert found(text) == []


def test_the_modulus_raises_the_confidence_and_rejects_nothing():
    right, wrong = (next(shapes(t)).confidence for t in ("070761-4285", "070761-4286"))
    assert right > wrong > 0.9


def test_a_number_is_what_the_word_before_it_says():
    assert found("cvr 20314458") == [("cvr", "20314458")]
    assert found("tlf. 20314458") == [("phone", "20314458")]
    assert found("konto 20314458") == [("account", "20314458")]
