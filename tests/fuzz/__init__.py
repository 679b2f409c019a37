"""Coverage-guided fuzzing of the readers; not part of the tests, but what it finds becomes one."""
