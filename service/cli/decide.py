"""decide"""
NAME = "decide"
def run() -> None: raise SystemExit(2)
