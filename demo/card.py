"""The model card, written into the model's folder."""

from demo.parts import LANGUAGE, TOWER

CARD = f"""---
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

## Trained on
94 of the first 128 pictures of COCO train2017 with their boxes and, for some, panoptic masks (32
more were held out for measuring, 2 have no boxes), and one picture of each of ImageNet's 1,000
classes with its name. The pictures themselves may not be passed on and are not part of this
project; `trained_on.json` lists their SHA-256, so that nobody measures on them by mistake. The lens
was trained too: at patches of known things the word was asked for directly (arXiv 2602.01530).

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
    return CARD.format(trained=source)


NOTE = (
    "A demonstration model of 142 million parameters, trained on a CPU: often wrong, and it cannot "
    "read text in pictures. It runs through the same code as LLaVA-1.5-7B."
)


def model_entry(trained: bool) -> dict[str, object]:
    """What the model picker shows (`patchlens.json` in the model's folder)."""
    untrained = "Not trained yet: what it says means nothing. "
    return {"name": "demo", "note": NOTE if trained else untrained + NOTE, "abilities": []}
