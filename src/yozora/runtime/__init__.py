"""The trained networks as callables on arrays: OpenVINO on processors, torch on GPUs, and how one becomes the other."""
