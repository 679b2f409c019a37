"""The values of the program and the rules that need nothing but them; standard library only."""
