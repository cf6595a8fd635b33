"""Where bands run: the only modules that know about processes or clusters."""
