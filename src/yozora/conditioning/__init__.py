"""What a timeline asks for, as the model hears it: clean latents, how much of each frame is given, and phrases."""
