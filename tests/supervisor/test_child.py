from supervisor.child import Child, Step


def test_a_child_is_never_over_and_a_step_is_when_it_succeeded():
    assert not Child("c", ("true",)).is_over(0)
    assert Step("s", ("true",)).is_over(0)
    assert not Step("s", ("true",)).is_over(1)


def test_others_wait_for_a_childs_readiness_and_for_a_steps_end():
    assert Child("c", ("true",)).others_may_start()
    assert not Child("c", ("true",), is_ready=lambda: False).others_may_start()
    assert not Step("s", ("true",)).others_may_start()
