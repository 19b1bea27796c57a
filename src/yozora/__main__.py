"""`python -m yozora` is `yozora`."""

from yozora.cli import main

if __name__ == "__main__":
    main()
