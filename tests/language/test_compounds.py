import pytest

from crisislearn.language.compounds import parts


@pytest.mark.parametrize(
    ("compound", "expected"),
    [
        ("dokumentationsbyrde", "dokumentation byrde"),
        ("dokumentationskrav", "dokumentation krav"),
        ("sagsbehandlingstid", "sagsbehandling tid"),
        ("sagsbehandling", "sag behandling"),
        ("sagsbehandler", "sag behandler"),
        ("myndighedskrav", "myndighed krav"),
        ("resultatkrav", "resultat krav"),
        ("målstyring", "mål styring"),
        ("økonomistyring", "økonomi styring"),
        ("risikovillighed", "risiko villighed"),
        ("vanetænkning", "vane tænkning"),
        ("fejlkultur", "fejl kultur"),
        ("tillidskultur", "tillid kultur"),
        ("socialtilsyn", "social tilsyn"),
        ("servicelov", "service lov"),
        ("samarbejdspartner", "samarbejde partner"),
        ("arbejdsgang", "arbejde gang"),
        ("arbejdstid", "arbejde tid"),
        ("beslutningsproces", "beslutning proces"),
        ("smitterisiko", "smitte risiko"),
        ("besøgsforbud", "besøg forbud"),
        ("krisecenter", "krise center"),
        ("kvindekrisecenter", "kvinde krisecenter"),
        ("livskvalitet", "liv kvalitet"),
        ("børnehave", "barn have"),
        ("plejehjem", "pleje hjem"),
        ("statsminister", "stat minister"),
        ("covid-krise", "covid krise"),
    ],
)
def test_compounds_are_cut_at_the_seam(compound, expected):
    assert parts(compound) == expected.split()


@pytest.mark.parametrize(
    "word",
    """forslag anledning indsats overskud regering restriktion pandemi kvalitet
    organisation problem personale interesse historie frivillig borger kommune
    uddannelse udvikling forening forandring ansvar ledelse arbejde barriere bureaukrati
    myndighed mulighed videnskab kontakt kontrol modtryk lovgivning tilbud aften måned
    herberg politik økonomi budget tilsyn overenskomst tillid rutine forskel formand
    kammerat station kaptajn elev element parti partner sommer vinter penge hindring
    forhindring betaling bestyrelse betingelse undervisning støtte pædagog relation
    direktør sekretariat ministerium rigid rapport hospital konkurrence menneske kollega
    leverandør
    nærvær ensomhed faglighed hjælp inddragelse lokale retning standard marked
    resultat ordning ordre landskab selskab ligestilling genstand modstand påstand
    morgen godkendelse deltager passager eksport""".split(),
)
def test_ordinary_words_stay_whole(word):
    assert parts(word) == [word]


@pytest.mark.parametrize("word", ["", "a", "å", "krav", "xyzzy", "-", "2020", "§"])
def test_short_and_odd_strings_stay_whole(word):
    assert parts(word) == [word]


def test_long_nonsense_ends():
    assert parts("krav" * 60)
