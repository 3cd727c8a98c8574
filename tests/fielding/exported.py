"""Answers as the programs export them."""

import csv

DAY = "2020-06-20"


def code_of(number):
    return f"O{number + 1:03d}"


def write_frame(study, number):
    """A frame of so many made-up organisations, of three types."""
    head = (study / "frame.csv").read_text("utf-8").splitlines()[0]
    kinds = ("forening", "kommunalt_tilbud", "selvejende")
    sectors = ("civil", "public", "civil")
    rows = [
        f"{code_of(n)},Opdigtet {n},{kinds[n % 3]},{sectors[n % 3]},"
        f"unge,{n % 2},lille,Hovedstaden,,,,answered,2020-06-10,0"
        for n in range(number)
    ]
    (study / "frame.csv").write_text("\n".join([head, *rows, ""]), "utf-8")


def kobo(form, given, path, day=DAY):
    """KoboToolbox, XML names with groups, several choices in a column each."""
    columns = {}
    for page, battery, question in form.questions():
        inside = "/".join(filter(None, (page.name, battery and battery.name)))
        name = question.item.name
        columns[f"{inside}/{name}"] = (name, "")
        if question.item.type == "select_multiple":
            for choice in question.item.choices:
                columns[f"{inside}/{name}/{choice.name}"] = (name, choice.name)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        own = ["_id", "_uuid", "_submission_time", "_index"]
        writer.writerow(["svardato", "orgkode", *columns, *own])
        for number, answers in enumerate(given):
            cells = [_kobo(answers.get(name), choice) for name, choice in
                     columns.values()]  # fmt: skip
            own = [number + 100, f"u-{number}", f"{day}T10:00:00", number + 1]
            writer.writerow([day, code_of(number), *cells, *own])
    return path


def _kobo(answer, choice):
    if answer is None:
        return ""
    if choice:
        return "1" if choice in answer else "0"
    return answer if isinstance(answer, str) else " ".join(sorted(answer))


def limesurvey(form, given, path, day=DAY):
    """LimeSurvey, codes as headings and as answers."""
    columns = {}
    for _, battery, question in form.questions():
        name = question.item.name
        if question.item.type == "select_multiple":
            for choice in question.item.choices:
                columns[f"{name}[{choice.name}]"] = (name, choice.name)
        elif battery:
            row = name.removeprefix(f"{battery.name}_")
            columns[f"{battery.name}[{row}]"] = (name, "")
        else:
            columns[name] = (name, "")
    head = ["id", "submitdate", "lastpage", "startlanguage", "seed", "token"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow([*head, *columns])
        for number, answers in enumerate(given):
            start = [number + 1, f"{day} 10:00:00", 12, "da", 77, code_of(number)]
            cells = [_lime(answers.get(name), part) for name, part in columns.values()]
            writer.writerow([*start, *cells])
    return path


def _lime(answer, choice):
    if answer is None:
        return ""
    if choice:
        return "Y" if choice in answer else ""
    return answer if isinstance(answer, str) else "".join(answer)
