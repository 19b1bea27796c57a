"""What is made here, and what is not: prompts and pictures are looked at by the rules of a policy, and a refusal says
why."""
