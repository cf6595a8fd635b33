"""One violation told as a story: the law, the rows involved in their order, what was expected and what is there, what broke first."""
