"""placeholder being written in this session."""
NAME = "import"
def run() -> None:
    """x"""
