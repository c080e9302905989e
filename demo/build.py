"""Build the demonstration model: public parts and the weights trained here, as an ordinary folder.

    python -m demo.build --out .data/models/demo

The folder loads with `LlavaForConditionalGeneration.from_pretrained` and `AutoProcessor` after
`import demo.tower`. It appears whole or not at all; a manifest with digests notices damage.
"""

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock
from torch import Tensor
from transformers import (
    CLIPImageProcessorPil,
    GenerationConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)

from demo.adapter import WEIGHTS, load_adapter, merge, projector_of, untrained_projector
from demo.card import model_card
from demo.language import IMAGE_TOKEN, load_language, load_tokenizer
from demo.parts import LANGUAGE, PROJECT, TOWER, default_cache, digest, unpacked
from demo.tower import EfficientNetLiteConfig, tower_weights

VERSION = 1  # raise it when this file writes something else from the same parts
MANIFEST = "manifest.json"
DEFAULT_OUT = PROJECT / ".data" / "models" / "demo"
SPLIT = "trained_on.json"  # beside the weights: which pictures they have seen


def build(out: Path = DEFAULT_OUT, cache: Path | None = None, weights: Path = WEIGHTS) -> Path:
    """The model folder, built where it is missing, damaged or made of other parts."""
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(out.parent / f".{out.name}.lock"):
        if not is_whole(out, weights):
            with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
                fresh = Path(folder, "model")
                write_folder(fresh, cache or default_cache(), weights)
                replace(out, fresh)
    return out


def ingredients(weights: Path) -> dict[str, str | int]:
    """What the folder is made of; another answer means it must be built again."""
    trained = digest(weights) if weights.is_file() else "untrained"
    return {
        "version": VERSION,
        "language": LANGUAGE.sha256,
        "tower": TOWER.sha256,
        "trained": trained,
    }


def is_whole(out: Path, weights: Path = WEIGHTS) -> bool:
    """Whether every file of the folder is there, undamaged and made of these parts."""
    try:
        manifest = json.loads((out / MANIFEST).read_text())
        if manifest["made_of"] != ingredients(weights):
            return False
        return all(digest(out / name) == value for name, value in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def replace(out: Path, fresh: Path) -> None:
    """Put the finished folder in its place; the old one stays readable until then."""
    old = fresh.with_name("old")
    if out.exists():
        out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def write_folder(folder: Path, cache: Path, weights: Path) -> None:
    """Write every file of the model and, last, the manifest."""
    adapter = load_adapter(weights)
    with unpacked(LANGUAGE, cache) as gguf:
        text_config, text_weights = load_language(gguf)
        tokenizer = load_tokenizer(gguf)
    with unpacked(TOWER, cache) as checkpoint:
        published = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = assemble(text_config, text_weights, tower_weights(published), adapter, tokenizer)
    model.save_pretrained(folder)
    processor(tokenizer).save_pretrained(folder)
    (folder / "README.md").write_text(model_card(trained=bool(adapter)))
    if adapter:
        shutil.copyfile(weights.with_name(SPLIT), folder / SPLIT)
    files = {p.name: digest(p) for p in sorted(folder.iterdir()) if p.is_file()}
    manifest = {"made_of": ingredients(weights), "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))


def assemble(
    text_config: LlamaConfig,
    text_weights: dict[str, Tensor],
    tower: dict[str, Tensor],
    adapter: dict[str, Tensor],
    tokenizer: PreTrainedTokenizerFast,
) -> LlavaForConditionalGeneration:
    """The whole model in bf16, every weight accounted for."""
    vision = EfficientNetLiteConfig()
    config = LlavaConfig(
        vision_config=vision,
        text_config=text_config,
        image_token_index=int(tokenizer.vocab[IMAGE_TOKEN]),
        image_seq_length=(vision.image_size // vision.patch_size) ** 2,
        vision_feature_select_strategy="full",
        vision_feature_layer=-1,
        tie_word_embeddings=True,
    )
    state = {"model.vision_tower." + k: v for k, v in tower.items()}
    projector = projector_of(adapter) or untrained_projector(
        vision.hidden_size, text_config.hidden_size
    )
    state |= {"model.multi_modal_projector." + k: v for k, v in projector.items()}
    for name, tensor in merge(text_weights, adapter).items():
        state["model.language_model." + name.removeprefix("model.")] = tensor
    state["lm_head.weight"] = state["model.language_model.embed_tokens.weight"]
    model: Any = LlavaForConditionalGeneration(config)
    model.load_state_dict(state)
    model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        do_sample=False, bos_token_id=1, eos_token_id=2, pad_token_id=2, max_new_tokens=64
    )
    ready: LlavaForConditionalGeneration = model.to(torch.bfloat16).eval()
    return ready


def processor(tokenizer: PreTrainedTokenizerFast) -> LlavaProcessor:
    """The whole picture squeezed to a square, so that nothing at its edges is cut off."""
    size = EfficientNetLiteConfig().image_size
    images = CLIPImageProcessorPil(
        size={"height": size, "width": size},
        crop_size={"height": size, "width": size},
        do_center_crop=False,
        image_mean=[127 / 255] * 3,
        image_std=[128 / 255] * 3,
    )
    return LlavaProcessor(  # type: ignore[no-untyped-call]
        image_processor=images,
        tokenizer=tokenizer,
        patch_size=EfficientNetLiteConfig().patch_size,
        vision_feature_select_strategy="full",
        num_additional_image_tokens=0,
        image_token=IMAGE_TOKEN,
        chat_template=tokenizer.chat_template,
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    parser.add_argument("--cache", type=Path, default=None, help="folder of downloaded wheels")
    arguments = parser.parse_args()
    start = time.monotonic()
    out = build(arguments.out, arguments.cache)
    print(f"{out} is ready ({time.monotonic() - start:.1f} s)")


if __name__ == "__main__":
    main()
