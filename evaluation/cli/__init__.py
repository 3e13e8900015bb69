"""The commands of the evaluations, which `yizhi` finds by its entry points."""
