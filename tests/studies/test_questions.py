from dataclasses import replace

import pytest

from contract.artifact import Answer, AnswerToken
from contract.errors import NoSuchToken
from measures.replacements import removals
from studies.methods.questions import (
    Asked,
    behind_prefix,
    naming_token,
    outcomes,
    prompt_of,
    right_answer,
)
from tests.planted import CARRIER, CAT, DOG, PATCH_COST, SURE, THE, PlantedRun


def asked(setting, word="dog"):
    return Asked(setting=setting, word=word)


@pytest.mark.parametrize("setting", ["generative", "polling", "vqa"])
def test_the_answer_is_right_with_the_carrier_and_wrong_without_it(setting):
    run = PlantedRun()
    cut = removals(run, [[CARRIER]])
    assert [o.right for o in outcomes(run, asked(setting), [[], cut])] == [True, False]


def test_scores_come_with_the_right_answers_probability():
    run = PlantedRun()
    before, after = outcomes(run, asked("vqa"), [[], removals(run, [[CARRIER]])])
    assert before.log_probability == pytest.approx(SURE)
    assert after.log_probability == pytest.approx(SURE - PATCH_COST)


def test_the_vqa_target_is_the_words_first_token_behind_the_prefix():
    target = behind_prefix(PlantedRun(), "dog house")
    assert (target.ids, target.before, target.index) == ((DOG,), (THE, THE, THE), 3)


def test_a_vocabulary_that_cuts_across_the_words_beginning_is_no_right_answer():
    class Gluing(PlantedRun):
        def target(self, text=None, token=0):
            found = super().target(text, token)
            return replace(found, ids=(CAT,)) if text and "dog" in text else found

    with pytest.raises(NoSuchToken, match="'dog' begins with no token"):
        behind_prefix(Gluing(), "dog")


def test_the_polled_target_is_yes_and_never_the_start_of_the_sequence():
    assert right_answer(PlantedRun(), asked("polling")).text == " Yes"


def test_the_described_target_is_the_token_that_names_the_word():
    target = right_answer(PlantedRun(), asked("generative"))
    assert (target.index, target.text) == (1, " dog")


def test_a_word_in_pieces_is_named_by_its_last_piece():
    pieces = ["A", " te", "ddy", " bear", "s", "."]
    answer = Answer(
        text="".join(pieces), tokens=[AnswerToken(text=p, log_probability=0) for p in pieces]
    )
    assert naming_token(answer, "teddy bear") == 3


def test_a_word_that_is_not_named_is_quoted():
    with pytest.raises(NoSuchToken, match="'zebra'"):
        naming_token(PlantedRun().answer(), "zebra")


def test_prompts_are_the_papers():
    assert prompt_of("generative", "dog") == "Describe this image."
    assert prompt_of("polling", "dog") == "Is there a dog in this image?"
    assert prompt_of("vqa", "dog") == "What is this?"
