"""placeholder being written in this session."""
NAME = "export"
def run() -> None:
    """x"""
