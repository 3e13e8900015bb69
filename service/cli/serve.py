"""serve"""
NAME = "serve"
def run() -> None: raise SystemExit(2)
