"""Studies: opened from a dataset, found again, cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.find import ID
from app.parts import Parts
from app.problems import NotFound, WrongValue
from app.prompts import checked_prompt
from app.pump import finish, living_runs
from app.runs import cancel, new_id
from app.served import choose_model
from app.study_schemas import AskStudy, DatasetPicture
from app.tables import ImageRow, StudyItemRow, StudyRow
from contract.analysis import parsed
from contract.errors import BadDataset, FieldError
from contract.study import LabelledPicture, Study, find_study
from studies.datasets.reading import read_dataset
from studies.methods.presets import Chosen, Params, Step, chosen_things

MOST_ITEMS = 20_000
CHUNK = 500


def open_study(parts: Parts, session: Session, wish: AskStudy) -> StudyRow:
    """A study with all its items, none of them asked yet; raises what is wrong with the wish."""
    study = find_study(wish.study)
    params = parsed(study.spec, wish.params)
    assert isinstance(params, Params)  # noqa: S101  every study's form inherits from it
    model = choose_model(parts.channel, wish.model)
    pictures = stored_pictures(session, wish.dataset.pictures)
    dataset = read_dataset(pictures, wish.dataset.annotations, wish.dataset.words)
    chosen, steps = chosen_things(dataset.pictures, params.preset)
    row = StudyRow(
        id=new_id(),
        study=wish.study,
        name=wish.dataset.name,
        params=params.model_dump(mode="json"),
        model=model.name,
        revision=model.revision,
        dtype=model.dtype,
        model_note=model.note,
        steps=[step.model_dump() for step in steps],
        notes=dataset.notes,
        pictures=len(pictures),
        status="running",
    )
    longest = parts.settings.max_prompt_characters
    row.items = list(planned(study, chosen, params, longest))
    refuse_size(row.items, steps)
    session.add(row)
    session.commit()
    return row


def planned(
    study: Study, chosen: Sequence[Chosen], params: Params, longest_prompt: int
) -> Iterable[StudyItemRow]:
    """The items' rows, in order; every prompt and parameter is checked now, not while it runs."""
    number = 0
    for picture, thing in chosen:
        for item in study.plan(picture, thing, params):
            number += 1
            yield StudyItemRow(
                number=number,
                file=picture.file,
                image_id=picture.image,
                word=thing.word,
                prompt=checked_prompt(item.prompt, longest_prompt),
                params=study.item.parse(item.params).model_dump(mode="json"),
            )


def refuse_size(items: Sequence[StudyItemRow], steps: Sequence[Step]) -> None:
    """Raise `BadDataset` where there is nothing to ask, or too much."""
    told = ", ".join(f"{step.left:,} {step.title}" for step in steps)
    if not items:
        raise bad_size(f"No object is left to ask about: {told}.", "Choose the preset `loose`.")
    if len(items) > MOST_ITEMS:
        raise bad_size(f"{len(items):,} questions; at most {MOST_ITEMS:,} are asked ({told}).",
                       "Give fewer pictures.")  # fmt: skip


def bad_size(detail: str, hint: str) -> BadDataset:
    """The problem with a dataset of the wrong size."""
    return BadDataset(detail, [FieldError(loc=["body", "dataset"], msg=detail)], hint=hint)


def stored_pictures(session: Session, given: Sequence[DatasetPicture]) -> list[LabelledPicture]:
    """The pictures with their sizes; raises `WrongValue` naming the first that is not stored."""
    wanted = list({picture.image for picture in given})
    rows: dict[str, ImageRow] = {}
    for start in range(0, len(wanted), CHUNK):
        part = select(ImageRow).where(ImageRow.id.in_(wanted[start : start + CHUNK]))
        rows |= {row.id: row for row in session.scalars(part)}
    for number, picture in enumerate(given):
        if picture.image not in rows:
            raise WrongValue(
                f"There is no picture {picture.image[:80]!r} ({picture.file[:80]!r}).",
                ["body", "dataset", "pictures", number, "image"],
                hint="Upload it (again).",
            )
    return [
        LabelledPicture(
            file=picture.file,
            image=picture.image,
            width=rows[picture.image].width,
            height=rows[picture.image].height,
        )
        for picture in given
    ]


def find_study_row(session: Session, study: str) -> StudyRow:
    """The study with this id; raises `NotFound`."""
    row = session.get(StudyRow, study) if ID.fullmatch(study) else None
    if row is None:
        raise NotFound(f"There is no study {study[:80]!r}.")
    return row


def cancel_study(parts: Parts, session: Session, study: StudyRow) -> None:
    """Ask nothing more and stop what runs; an ended study stays as it is."""
    finish(session, study, "cancelled")
    session.refresh(study)
    for run in session.scalars(living_runs("cancelled", study.id)).all():
        cancel(parts, session, run)
