"""conflicts"""

NAME = "conflicts"


def run() -> None:
    raise SystemExit(2)
