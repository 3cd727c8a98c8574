"""A whole study, from raw files to the reports of three foundations: time and memory.

Here: a cold run, a warm one (nothing has changed), a wave that is added, growth by
stage, and how long commands take to start. Not here: making the study (``made_study``).
Seconds are of processors, all processes together.

    .venv/bin/python benchmarks/study.py starts
    .venv/bin/python benchmarks/study.py whole 1
    .venv/bin/python benchmarks/study.py wave
    .venv/bin/python benchmarks/study.py beside 1 OTHER_PYTHON [TIMES]

The last runs the plain stack of ``plain`` beside it, in a Python that has its packages.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml
from made_study import make_study

STARTS = (
    ("--help",), ("--version",), ("run", "--help"), ("report", "--help"), ("check",),
    ("schema",), ("schema", "core.codings"), ("sql", "select 1"), ("search", "skemaer"),
    ("vault", "list"), ("export", "parquet", "-o"), ("backup", "-o"),
)  # fmt: skip
"""Commands that need no model."""
TIMES = 5
CALL = [sys.executable, "-c", "from crisislearn.cli import main; main()"]
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def spent(who: int) -> float:
    """Seconds of processors that this process, or its children that ended, have had."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def measured(command: list[str]) -> dict[str, Any]:
    """Run one command to its end."""
    before, at = spent(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    return {
        "cpu_s": spent(resource.RUSAGE_CHILDREN) - before,
        "wall_s": time.perf_counter() - at,
        "code": done.returncode,
        "said": done.stdout,
        "told": done.stderr,
    }


def one(study: Path, out: Path) -> None:
    """One run in this process, and in it the seconds of each stage; prints JSON."""
    from crisislearn import pipeline
    from crisislearn.settings import Settings

    stages: dict[str, float] = {}
    last: list[Any] = ["start", time.process_time()]

    def shown(step: str, _done: int, _all: int) -> None:
        now = time.process_time()
        stages[last[0]] = stages.get(last[0], 0.0) + now - last[1]
        last[:] = [step, now]

    at = time.perf_counter()
    receipt = pipeline.run(Settings(study=study, out=out), shown)
    shown("end", 1, 1)
    peak = max(resource.getrusage(who).ru_maxrss for who in WHO)
    print(json.dumps({
        "cpu_s": round(sum(map(spent, WHO)), 1),
        "wall_s": round(time.perf_counter() - at, 1),
        "peak_gb": round(peak * (1 if sys.platform == "darwin" else 1024) / 1e9, 2),
        "counts": receipt.counts,
        "stages": {name: round(value, 2) for name, value in stages.items()},
    }))  # fmt: skip


def run(
    study: Path, out: Path, what: str, workers: int = 1, **more: Any
) -> dict[str, Any]:
    """One run in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(study), str(out)],
        capture_output=True,
        text=True,
        env={**os.environ, "CRISISLEARN_WORKERS": str(workers)},
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return {"what": what, **more, **json.loads(done.stdout.splitlines()[-1])}


def told(figures: dict[str, Any]) -> None:
    """Print one line of JSON."""
    machine = {"machine": platform.machine(), "cores": os.cpu_count()}
    print(json.dumps(figures | machine), flush=True)


def whole(factors: list[float]) -> None:
    """Cold and warm, for each size."""
    for factor in factors:
        with tempfile.TemporaryDirectory() as folder:
            study = make_study(Path(folder), factor)
            out = Path(folder) / "out"
            told(run(study, out, "cold", factor=factor))
            told(run(study, out, "warm", factor=factor))
            size = sum(p.stat().st_size for p in out.rglob("*") if p.is_file())
            told({"what": "disk", "factor": factor, "out_gb": round(size / 1e9, 3)})


def wave(factor: float) -> None:
    """Two waves, then the third, beside all three at once."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        two, three = (
            make_study(home / "two", factor, 2),
            make_study(home / "all", factor),
        )
        shutil.copy2(two / "study.yml", home / "study.yml")
        _without_third(two / "study.yml")
        told(run(two, home / "out", "two waves", factor=factor))
        shutil.copy2(home / "study.yml", two / "study.yml")
        for path in (three.parent / "data" / "surveys").iterdir():
            shutil.copy2(path, two.parent / "data" / "surveys" / path.name)
        told(run(two, home / "out", "third wave added", factor=factor))
        told(run(three, home / "out2", "all three", factor=factor))


def _without_third(path: Path) -> None:
    """A study as it is before its third wave: it does not know of it."""
    study = yaml.safe_load(path.read_text("utf-8"))
    for part in ("waves", "sources"):
        study[part] = [one for one in study[part] if one.get("wave") != "w3"]
    path.write_text(yaml.safe_dump(study, allow_unicode=True), "utf-8")


def beside(factor: float, python: str, times: int) -> None:
    """Cold and warm on two cores and the plain stack on the same files, in turn."""
    script = str(Path(__file__).with_name("plain.py"))
    found: dict[str, list[dict[str, Any]]] = {}
    for number in range(times):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            study = make_study(home, factor)
            for what in ("cold", "warm"):
                one = run(study, home / "out", what, workers=2, factor=factor)
                found.setdefault(what, []).append(one | {"number": number})
                told(found[what][-1])
            done = subprocess.run(
                [python, script, str(study), str(home / "plain")],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
        plain = {"what": "plain stack", "factor": factor, "number": number}
        found.setdefault("plain stack", []).append(plain | json.loads(done.stdout))
        told(found["plain stack"][-1])
    for what, runs in found.items():
        middle = {
            name: statistics.median(one[name] for one in runs)
            for name in ("cpu_s", "wall_s", "peak_gb")
        }
        told({"what": f"{what}, the middle of {times}", "factor": factor} | middle)


def starts(out: Path) -> None:
    """How long each command takes; the middle of five."""
    for words in STARTS:
        found = []
        for n in range(TIMES):
            with tempfile.TemporaryDirectory() as folder:
                more = [str(Path(folder) / "x")] if words[-1] == "-o" else []
                where = [] if words[-1].startswith("--") else ["--out", str(out)]
                command = [*CALL, *words, *more, *where]
                found.append(measured(command) | {"n": n})
        middle = sorted(found, key=lambda one: one["cpu_s"])[TIMES // 2]
        told({"what": "start", "command": " ".join(words), "code": middle["code"],
              "cpu_s": round(middle["cpu_s"], 2), "wall_s": round(middle["wall_s"], 2),
              "told": middle["told"][-120:] if middle["code"] else ""})  # fmt: skip


def main(said: list[str]) -> None:
    """See the top of the file."""
    if said[:1] == ["--one"]:
        one(Path(said[1]), Path(said[2]))
    elif said[:1] == ["starts"]:
        starts(Path(said[1] if len(said) > 1 else "out"))
    elif said[:1] == ["beside"]:
        beside(float(said[1]), said[2], int(said[3]) if len(said) > 3 else TIMES)
    elif said[:1] == ["wave"]:
        wave(float(said[1]) if len(said) > 1 else 1.0)
    else:
        whole([float(one) for one in said[1:]] or [1.0])


if __name__ == "__main__":
    main(sys.argv[1:])
