"""What is known of the world outside: dated tables with their sources, read from files. None of it stands in code.

Each subject is a module with the shape of its file and the questions that are asked of it. A person's newer file of
the same name in the configuration folder takes the place of the one that came with the program.
"""
