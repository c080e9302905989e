"""Print the README's table of settings from `contract/settings.py`."""

from contract.settings import Settings

print("| setting | default | meaning |\n|---|---|---|")
for name, field in Settings.model_fields.items():
    default = "" if field.default in ("", None) else f"`{field.default}`"
    print(f"| `{name.upper()}` | {default} | {field.description} |")
