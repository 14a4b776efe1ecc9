"""`python -m watchdesk`: the same command line as the installed program."""

from watchdesk.cli import main

if __name__ == "__main__":
    main()
