"""What the desk does with commands in terminals: jumps between prompts, output, notices, times."""
