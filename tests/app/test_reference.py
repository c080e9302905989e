from app.reference import cell, kind, reference

OPENAPI = {
    "paths": {
        "/x/{id}": {
            "get": {
                "description": "Shows x.",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "k", "in": "query", "schema": {"enum": ["a|b", 2]}},
                ],
                "responses": {
                    "200": {
                        "description": "Fine.",
                        "content": {"application/json": {"schema": {"$ref": "#/c/X"}}},
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "X": {
                "description": "An x.",
                "properties": {"n": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
                "examples": [{"n": 5}],
            }
        }
    },
}


def test_operations_parameters_answers_and_shapes_are_all_there():
    text = reference(OPENAPI)
    assert "## `GET /x/{id}`" in text and "Shows x." in text
    assert "| `id` | path | yes | string | |" in text.replace("|  |", "| |")
    assert '`"a\\|b"` or `2`' in text
    assert "**200** Fine. [X](#X)" in text
    assert "### X" in text and "| `n` | integer or null |" in text and '"n": 5' in text


def test_types_are_said_in_a_few_letters():
    assert kind({"type": "array", "items": {"$ref": "#/components/schemas/Run"}}) == (
        "list of [Run](#Run)"
    )
    assert kind({"type": "string", "format": "date-time"}) == "date-time"
    assert kind({"const": "done"}) == '`"done"`' and kind({}) == "any"
    assert cell("a | b\nc") == "a \\| b c"
