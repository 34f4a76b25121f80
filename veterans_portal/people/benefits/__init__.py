"""优抚: who receives what, yearly confirmation, 优待证."""
