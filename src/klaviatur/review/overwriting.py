"""What a machine may write over: drafts nobody has touched, and what is stale where somebody asks for it."""

from klaviatur.records import DeskSource, KeptVariant, Revision, State


def why_left(variant: KeptVariant, newest: Revision, *, again: bool) -> str:
    """Return why playing again leaves a variant as it is, "" where it is written anew."""
    if variant.state is State.STALE:
        return "" if again else "stale, and not asked for again"
    if variant.state is not State.DRAFT:
        return f"{variant.state.value.replace('_', ' ')}, by {variant.changed_by}"
    return "" if newest.machine else f"edited by {newest.by}"


def first_draft(source: DeskSource, revision: Revision, locale: str, voice: str) -> KeptVariant:
    """Return the variant that a machine's first revision makes."""
    return KeptVariant(
        id=revision.variant,
        source=source.id,
        channel=revision.checked.variant.channel,
        locale=locale,
        voice=voice,
        state=State.DRAFT,
        revision=revision.number,
        wording=revision.wording,
        title="",
        blocks=0,
        warns=0,
        notes=0,
        fits=True,
        human_share=0.0,
        changed_at=revision.at,
        changed_by=revision.by,
    )
