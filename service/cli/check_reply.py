"""check_reply"""

NAME = "check-reply"


def run() -> None:
    raise SystemExit(2)
