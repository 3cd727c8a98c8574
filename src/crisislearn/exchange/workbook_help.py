"""The instructions that stand in a coding workbook.

Here: their Danish words. Not here: the sheets (``workbook``).
"""

INSTRUCTIONS = """\
# {title}: kodning af {number} udsagn
Skriv øverst på dette ark, hvilken dag du har kodet. Kod derefter på arket »Kodning«, en række ad gangen.
{how}

# Sådan gør du
1. Læs »sammenhæng« (spørgsmålet eller det, der blev sagt lige før) og derefter »udsagn«. Kod kun udsagnet.
2. Vælg den kode, udsagnet handler om, i »kode 1«. Arket »Koder« siger, hvad der hører med, og hvad der ikke gør.
3. Vælg i »status 1«, hvad der siges om modtrykket. De ni muligheder står nedenfor.
4. Vælg i »tid 1«, hvilken tid der tales om. Siger udsagnet det ikke, så vælg »ikke angivet«, eller lad feltet stå tomt. Du kan også skrive en dag (2020-03-18), en måned (2020-03) eller et tidsrum (2020-03-18..2020-04-14).
5. Vælg i »hvem 1«, hvis erfaring det er. Et tomt felt betyder egen erfaring.
6. Handler udsagnet om mere end ét modtryk, eller siges der to ting om det samme, så brug 2 og 3.
7. Handler udsagnet ikke om nogen af koderne, så vælg {none} i »kode 1«. En tom række er ikke kodet endnu.
8. »Sikkerhed« og »memo« er frivillige. Skriv aldrig navne på personer i et memo.

# Husk
En omtale er ikke en påstand: »rapporten handler om bureaukrati« siger ikke, at bureaukratiet hæmmer. Vælg {none}.
At noget går godt, er ikke det samme som, at et modtryk er væk. »Væk« og »lettet« kræver en modsætning til før.
Et kort svar får sin påstand fra spørgsmålet: »Hvad forsvandt?« – »Dokumentation« er koden for dokumentation med status »væk«.
Kod det, der står, ikke det, du tror, der menes.
De grå kolonner er låst. Du kan filtrere, men ikke rette i id eller udsagn.
Kodebogens version er {version}.

# Status
"""  # noqa: E501 – a paragraph is one cell
