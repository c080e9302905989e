import pytest

from app import problems
from app.documents import kinds
from contract.errors import PatchLensError


@pytest.mark.parametrize("kind", kinds(PatchLensError), ids=lambda kind: kind.__name__)
def test_every_failure_has_a_title_a_status_and_advice(kind):
    assert 400 <= kind.status < 600
    assert kind.__doc__.strip().endswith(".") and not kind.title().endswith(".")
    assert len(kind.hint) > 10


def test_a_wrong_value_says_where_it_stands():
    problem = problems.WrongValue("Too long.", ["body", "state"]).problem()
    assert problem.errors[0].loc == ["body", "state"] and problem.errors[0].msg == "Too long."
    assert problem.status == 422
