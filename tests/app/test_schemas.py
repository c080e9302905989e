from app import schemas


def test_every_example_fits_its_shape():
    shown = 0
    for name in ("Image", "Ask", "AskRun", "Run", "AskShare"):
        shape = getattr(schemas, name)
        for example in shape.model_config["json_schema_extra"]["examples"]:
            assert shape.model_validate(example)
            shown += 1
    assert shown == 5


def test_the_interface_says_nothing_of_fastapis_own_error_shape(stage):
    document = stage.client.get("/api/openapi.json").json()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    upload = document["paths"]["/api/images"]["post"]["responses"]
    assert "application/problem+json" in upload["422"]["content"]
    assert "Problem" in document["components"]["schemas"]
