"""Instances that statements are tried on, and what is looked for on them."""
