"""Laws of code: an implementation of the protocols is driven beside a model, and each of its answers is judged."""
