"""The model card, written into the model's folder."""

from demo.parts import LANGUAGE, TOWER

INTRODUCTION = f"""---
license: apache-2.0
library_name: transformers
pipeline_tag: image-text-to-text
---
# The PatchLens demonstration model

A LLaVA of 142 million parameters for machines without a GPU and without access to a model hub. It
is a demonstration: trained on a CPU, often wrong, run by the same code as LLaVA-1.5-7B. It cannot
read text in pictures.

| part | from | licence |
|---|---|---|
| language model SmolLM2-135M-Instruct, de-quantised from Q4_1 | `{LANGUAGE.name}` \
{LANGUAGE.version} | {LANGUAGE.licence} |
| vision tower EfficientNet-lite2, batch norms folded | `{TOWER.name}` {TOWER.version} \
| {TOWER.licence} |
| projector and low-rank updates of the language model | {{trained}} | Apache-2.0 |

## Use
```python
import demo.tower  # registers the vision tower
from transformers import AutoProcessor, LlavaForConditionalGeneration

model = LlavaForConditionalGeneration.from_pretrained(folder)
processor = AutoProcessor.from_pretrained(folder)
```
A picture is squeezed to 512 x 512 pixels, none of it cut off, and becomes 16 x 16 image tokens.
"""


def model_card(trained: bool) -> str:
    """The card's text (Markdown)."""
    source = "trained here" if trained else "NOT trained yet: a random projector, no updates"
    return INTRODUCTION.format(trained=source)
