from contract.analysis import catalogue


def test_the_catalogue_has_every_analysis_with_both_schemas(stage):
    entries = {entry["name"]: entry for entry in stage.client.get("/api/analyses").json()}
    assert set(entries) == set(catalogue())
    lens = entries["logit_lens"]
    assert lens["params"]["properties"]["k"]["default"] == 5
    assert "top_ids" in lens["artifact"]["properties"]
    assert lens["help"].startswith("Logit lens") and lens["question"].endswith("?")
