"""Install the libraries of the system that drawing needs, where they are missing: Skia is linked against them although
it draws without a screen, and slim Linux images lack them."""

import os
import shutil
import subprocess
import sys

LIBRARIES = ("libegl1", "libexpat1", "libgl1")
COMMAND = ("apt-get", "install", "--yes", "--no-install-recommends", *LIBRARIES)


def why_not() -> str | None:
    """What the drawing library says when it is loaded, or None where all is well."""
    words = [sys.executable, "-c", "import skia"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else done.stderr.strip().rpartition("\n")[2]


def main() -> None:
    """Look, install, look again."""
    if why_not() is None:
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        subprocess.run(COMMAND, check=False)
    if reason := why_not():
        raise SystemExit(f"{reason}\nInstall what is missing, on Debian and Ubuntu by: sudo {' '.join(COMMAND)}")


if __name__ == "__main__":
    main()
