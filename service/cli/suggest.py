"""suggest"""
NAME = "suggest"
def run() -> None: raise SystemExit(2)
