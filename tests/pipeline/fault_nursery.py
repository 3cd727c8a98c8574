"""Runs a study again and again, each time in a fork that something happens to.

Started by ``test_faults`` as a program of its own, so that forks are made of a process
with no threads: it has everything loaded that a run needs, and each run takes a second.
Reads a JSON object a line, answers with one: exit code, writes counted, last words.
"""

import errno
import json
import os
import signal
import sys
import traceback
from pathlib import Path

from crisislearn import pipeline
from crisislearn.errors import CrisisLearnError
from crisislearn.language import load_pipeline
from crisislearn.settings import Settings

WRITES = ("replace", "rename", "fsync")


class Writes:
    """Counts the moments at which something becomes lasting; harm comes at one."""

    def __init__(self, fault, at):
        self.fault, self.at, self.count = fault, at, 0
        for name in WRITES:
            setattr(os, name, self.watched(getattr(os, name)))

    def watched(self, real):
        def write(*given, **others):
            self.count += 1
            mine = self.count == self.at
            if mine and self.fault == "killed before":
                os.kill(os.getpid(), signal.SIGKILL)
            if mine and self.fault == "disk full":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(given[0]))
            found = real(*given, **others)
            if mine and self.fault == "killed after":
                os.kill(os.getpid(), signal.SIGKILL)
            return found

        return write


def vanish(pattern):
    """Let a file go between its being listed and its being read."""
    from crisislearn.ingest import run

    real = run.ingest_file

    def read(path, *given, **others):
        if path.match(pattern):
            path.unlink()
        return real(path, *given, **others)

    run.ingest_file = read


def child(told, answer):
    """One run; what it comes to goes through a pipe."""
    out = Path(told["out"])
    settings = Settings(
        study=told["study"], out=out, workers=1, topic_min_statements=9999
    )
    writes = Writes(told.get("fault"), told.get("at"))
    if told.get("vanish"):
        vanish(told["vanish"])
    code, words, remedy = 0, "", ""
    try:
        pipeline.run(settings)
    except CrisisLearnError as error:
        code, words, remedy = 1, str(error), error.remedy
    except OSError as error:
        code, words = 2, str(error)
    except BaseException:
        code, words = 3, traceback.format_exc()
    found = {"writes": writes.count, "words": words, "remedy": remedy}
    os.write(answer, json.dumps(found).encode())
    os._exit(code)


def main():
    """Serve runs until standard input ends."""
    load_pipeline("da_crisislearn")
    for line in sys.stdin:
        told = json.loads(line)
        receive, answer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(receive)
            child(told, answer)
        os.close(answer)
        with os.fdopen(receive, "rb") as pipe:
            said = pipe.read()
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        found = json.loads(said) if said else {}
        sys.stdout.write(json.dumps({"code": code, **found}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
