from contract.errors import BadParameters, FieldError, LayerOutOfRange, PatchLensError


def test_a_failure_becomes_a_problem_that_quotes_the_value_and_says_what_to_do():
    problem = LayerOutOfRange("Layer 40 was asked for.").problem()
    assert problem.title == "The model does not have this layer"
    assert problem.detail == "Layer 40 was asked for."
    assert problem.hint == "Choose a smaller layer number."
    assert problem.status == 422


def test_the_hint_can_be_given_with_the_failure():
    assert PatchLensError("x", hint="Do this.").problem().hint == "Do this."
    assert PatchLensError("x").problem().hint != "Do this."


def test_a_failure_without_detail_still_says_something():
    assert LayerOutOfRange().problem().detail == "The model does not have this layer"


def test_each_wrong_parameter_is_listed():
    error = BadParameters("two", [FieldError(loc=["k"], msg="too small")])
    assert error.problem().model_dump()["errors"] == [{"loc": ["k"], "msg": "too small"}]
