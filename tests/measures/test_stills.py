from measures.stills import still


def test_amounts_run_from_nothing_to_the_most():
    picture = still([0.1, 0.4, 0.2, 0, 0, 0], (2, 3), "t", "probability", "sequential")
    assert picture.values == [[0.1, 0.4, 0.2], [0, 0, 0]]
    assert (picture.low, picture.high, picture.scale) == (0, 0.4, "sequential")


def test_differences_run_equally_far_to_both_sides_of_nothing():
    picture = still([-3, 1], (1, 2), "t", "nats", "diverging")
    assert (picture.low, picture.high, picture.scale) == (-3, 3, "diverging")


def test_no_difference_anywhere_stands_in_the_middle_of_the_scale():
    picture = still([0, 0], (1, 2), "t", "nats", "diverging")
    assert picture.low < 0 < picture.high
