"""The pytest plugin: checks, mutants and stored counterexamples of theorem modules as tests."""
