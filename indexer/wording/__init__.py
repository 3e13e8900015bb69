"""Wording that must not reach a customer, learned beside the lists: disguises that no list holds."""
