"""index"""
NAME = "index"
def run() -> None: raise SystemExit(2)
