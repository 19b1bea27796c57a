"""One loop for every network, and what each of them is trained on. Knows nothing of the product."""
