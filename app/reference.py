"""The HTTP interface as a page, written from the OpenAPI document; needs no script at all."""

from __future__ import annotations

import json
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


def reference(openapi: dict[str, Any]) -> str:
    """Markdown: every operation with its parameters, body, answers and examples."""
    schemas = openapi.get("components", {}).get("schemas", {})
    lines = [
        "# HTTP interface",
        "",
        "Generated from [/api/openapi.json](/api/openapi.json). Every error is a "
        "[problem](/docs/problems).",
    ]
    for path, operations in openapi["paths"].items():
        for method in METHODS:
            if method in operations:
                lines += operation(f"{method.upper()} {path}", operations[method], schemas)
    lines += ["", "## Shapes"]
    for name, schema in schemas.items():
        lines += shape(name, schema)
    return "\n".join(lines)


def operation(title: str, about: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    """One method of one address."""
    lines = ["", f"## `{title}`", "", about.get("description") or about.get("summary", "")]
    rows = [
        f"| `{one['name']}` | {one['in']} | {'yes' if one.get('required') else 'no'} "
        f"| {cell(kind(one.get('schema', {})))} | {cell(one.get('description', ''))} |"
        for one in about.get("parameters", [])
    ]
    if rows:
        lines += ["", "| parameter | in | required | type | |", "|---|---|---|---|---|", *rows]
    for media, content in about.get("requestBody", {}).get("content", {}).items():
        lines += ["", f"Body, `{media}`: {linked(content.get('schema', {}))}"]
        lines += example(content.get("schema", {}), schemas)
    for status, answer in about.get("responses", {}).items():
        shapes = [linked(c.get("schema", {})) for c in answer.get("content", {}).values()]
        lines += ["", f"**{status}** {answer.get('description', '')} {' '.join(shapes)}"]
    return lines


def shape(name: str, schema: dict[str, Any]) -> list[str]:
    """One schema as a table of its fields."""
    lines = ["", f"### {name}", "", schema.get("description", "")]
    fields = schema.get("properties", {})
    if fields:
        lines += ["", "| field | type | |", "|---|---|---|"]
        lines += [
            f"| `{field}` | {cell(kind(about))} | {cell(about.get('description', ''))} |"
            for field, about in fields.items()
        ]
    return lines + example({"$ref": f"#/components/schemas/{name}"}, {name: schema})


def example(schema: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    """The schema's own example as a code block, if it has one."""
    target = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    found = target.get("examples", [])
    if not found:
        return []
    return ["", "```json", json.dumps(found[0], indent=1, ensure_ascii=False), "```"]


def kind(schema: dict[str, Any]) -> str:
    """A schema's type in a few letters."""
    if "$ref" in schema:
        return linked(schema)
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return " or ".join(f"`{json.dumps(value)}`" for value in values)
    for joined in ("anyOf", "oneOf", "allOf"):
        if joined in schema:
            return " or ".join(kind(one) for one in schema[joined])
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "any"))


def linked(schema: dict[str, Any]) -> str:
    """A reference as a link to its shape on this page, anything else by its type."""
    if schema.get("type") == "array":
        return f"list of {linked(schema.get('items', {}))}"
    name = schema.get("$ref", "").rpartition("/")[2]
    return f"[{name}](#{name})" if name else ("" if not schema else kind(schema))


def cell(text: str) -> str:
    """Text that stays inside its table cell."""
    return " ".join(text.replace("|", "\\|").split())
