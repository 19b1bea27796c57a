"""Install the browser that the Studio's tests drive, where there is none: Debian's `chromium`, by apt-get as root."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
COMMAND = ("apt-get", "install", "--yes", "--no-install-recommends", "chromium")


def chromium() -> str | None:
    """The browser's program: what CHROMIUM names, or the first that is found."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def main() -> None:
    """Look, install, look again."""
    if chromium() is None and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        subprocess.run(COMMAND, check=False)
    if chromium() is None:
        raise SystemExit(
            "The Studio's tests need Chromium or Chrome. Install one, on Debian and Ubuntu by: "
            f"sudo {' '.join(COMMAND)}, or name its program: CHROMIUM=/path/to/chrome make test"
        )


if __name__ == "__main__":
    main()
