"""new"""

NAME = "new"


def run() -> None:
    raise SystemExit(2)
