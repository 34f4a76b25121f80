"""Whether what stands in the database is made up."""


def is_demo():
    return False
