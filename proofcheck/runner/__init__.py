"""The runner: finds theorem modules, runs checks and mutants, keeps and judges the results."""
