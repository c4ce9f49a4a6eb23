#!/usr/bin/env python3
"""The sentences that a sample's README promises of the FILTERS section stand in it, in order.
Usage: filters_text_test.py PROGRAM SAMPLES. The ten deliveries that users ask about most must be among them.
"""
import pathlib
import subprocess
import sys

PROGRAM, SAMPLES = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
MARK = "FILTERS says: "
NEEDED = ["140-microsoft-junk", "141-microsoft-quarantine", "142-microsoft-bulk", "143-microsoft-spoof",
          "144-outlook-com-blocked", "145-spamassassin-cpanel", "146-rspamd", "147-proofpoint-microsoft",
          "148-mail-ru-spam", "149-gmail-silent"]


def section(folder):
    """The FILTERS section as one line of words."""
    dns = "zone.txt" if (folder / "zone.txt").exists() else "answers.json"
    done = subprocess.run([PROGRAM, "--offline", "--options", "options.json", "--answers", dns, "message.eml"],
                          cwd=folder, capture_output=True, timeout=60)
    lines = done.stdout.decode().split("\n")
    start = next((i for i, line in enumerate(lines) if line in ("FILTERS", "ФИЛЬТРЫ")), None)
    if start is None:
        return ""
    end = next(i for i in range(start, len(lines)) if not lines[i])
    return " ".join(" ".join(lines[start:end]).split())


def faults(folder, sentences, text):
    at = 0
    for sentence in sentences:
        found = text.find(sentence, at)
        if found < 0:
            yield f"{folder.name}: {sentence!r} does not follow in: {text}"
        else:
            at = found + len(sentence)


def main():
    checked, failures = [], []
    for readme in sorted(SAMPLES.glob("*/README.md")):
        sentences = [line[len(MARK):] for line in readme.read_text().split("\n") if line.startswith(MARK)]
        if not sentences:
            continue
        checked.append(readme.parent.name)
        text = section(readme.parent)
        failures += faults(readme.parent, sentences, text)
        # The check itself: a sentence that is not there is noticed.
        if not list(faults(readme.parent, [*sentences, "No such sentence."], text)):
            failures.append(f"{readme.parent.name}: a missing sentence goes unnoticed")
    failures += [f"{name} promises nothing of FILTERS" for name in NEEDED if name not in checked]
    print(f"{len(checked)} samples, {len(failures)} failures")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
