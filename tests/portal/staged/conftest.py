"""For tests whose stage takes long to set: tree and cast stand for all tests of a module, as does what they add."""

import pytest

from tests.conftest import gather_cast, grow_tree


@pytest.fixture(scope="module")
def tree(module_db):
    return grow_tree()


@pytest.fixture(scope="module")
def cast(tree):
    return gather_cast(tree)
