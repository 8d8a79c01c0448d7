"""Figures, drawn from exact formulas and from stored certificates; each says which, in words."""
