"""Between noise and clip: the path, what is given, the losses, one sampler. Imports no networks.

The path is the straight line of flow matching (arXiv 2210.02747): x = (1 - sigma) x0 + sigma noise, sigma 0 to 1.
"""
